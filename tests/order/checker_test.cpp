// Tests of the checkers: histories made by hand, correct ones and ones with a planted fault.

#include <doctest/doctest.h>

#include "order/checker.h"
#include "order/story.h"

using namespace lastseat::test::order;

namespace {

void accepted(const History& history) {
  CHECK(fault_by_witness(history).value_or("") == "");
  const Search search = fault_by_search(history);
  CHECK(search.fault.value_or("") == "");
  CHECK_FALSE(search.gave_up);
}

// The sentence must begin with the name of the fault.
void rejected_by_witness(const History& history, const std::string& name) {
  const std::string fault = fault_by_witness(history).value_or("nothing was found");
  CAPTURE(fault);
  CHECK(fault.find(name) != std::string::npos);
}

void rejected_by_search(const History& history, const std::string& name) {
  const std::string fault = fault_by_search(history).fault.value_or("nothing was found");
  CAPTURE(fault);
  CHECK(fault.find(name) != std::string::npos);
}

void rejected(const History& history, const std::string& name) {
  rejected_by_witness(history, name);
  rejected_by_search(history, name);
}

// Two seats, five students: A and B get them, the others wait; A cancels, and C moves up.
Story five_for_two() {
  Story story({seats("ROBO", 2)});
  story.ask("a", enter("A"), 10, 20).ask("b", enter("B"), 15, 25).ask("c", enter("C"), 30, 40);
  story.look("ROBO", 41, 42).look_at_list(41, 43).look_at(3, 42, 44);
  story.ask("d", enter("D"), 45, 50).ask("e", enter("E"), 52, 55).ask("x", cancel(1), 60, 70);
  story.look("ROBO", 71, 72).look_at_list(71, 73).look_at(3, 72, 74);
  return story;
}

// Gives "b", which was refused, the same answer as "a", in another event.
void confirm_as_well(Story& story, const std::string& event) {
  Answer& told = story.answer("b");
  told = story.answer("a");
  told.entry->label = "b";
  told.entry->id = 2;
  told.entry->event = told.event->code = event;
  story.history.journal.back().outcome = "confirmed";
}

}  // namespace

TEST_CASE("model: seats, waiting list, promotion and refusals follow the contract") {
  Model model(Story({seats("ROBO", 2)}).history);
  CHECK(model.apply("a", 3, enter("A")).entry->seat == 1);
  CHECK(model.apply("b", 4, enter("B")).entry->seat == 2);
  Request no_list = enter("C");
  no_list.waitlist = false;
  const Answer full = model.apply("c0", 5, no_list);
  CHECK(full.outcome == "event_full");
  CHECK(full.last_seat == "b");
  CHECK(model.apply("c", 6, enter("C")).entry->position == 1);
  CHECK(model.apply("d", 7, enter("D")).entry->position == 2);
  CHECK(model.apply("a2", 8, enter("A")).outcome == "already_registered");
  const Answer left = model.apply("x", 9, cancel(1));
  REQUIRE(left.promoted.size() == 1);
  CHECK(left.promoted[0].label == "c");
  CHECK(left.promoted[0].seat == 1);
  CHECK(left.event->waiting == 1);
  CHECK(model.apply("x2", 10, cancel(1)).outcome == "already_cancelled");
  CHECK(model.apply("y", 11, resize(1)).outcome == "capacity_below_taken");
  CHECK(model.apply("z", 12, resize(4)).promoted.size() == 1);
  CHECK(model.entry(4)->seat == 3);
  CHECK(model.defined("ROBO") == 12);
  Request stale = resize(9);
  stale.if_match = 11;
  CHECK(model.apply("w", 13, stale).outcome == "event_changed_meanwhile");
}

TEST_CASE(
    "model: the lowest free seat is given first, and a promotion takes the seat that came free") {
  Model model(Story({seats("ROBO", 4)}).history);
  for (Seq id = 1; id <= 4; ++id)
    model.apply("s" + std::to_string(id), id + 2, enter(std::to_string(id)));
  model.apply("x", 7, cancel(3));
  model.apply("y", 8, cancel(1));
  CHECK(model.apply("n", 9, enter("N")).entry->seat == 1);
  model.apply("z", 10, resize(3));
  model.apply("w", 11, enter("W"));
  CHECK(model.apply("v", 12, cancel(4)).promoted[0].seat == 4);
}

TEST_CASE("checker: a correct history is accepted, reads and retries included") {
  accepted(five_for_two().history);
  Story story = five_for_two();
  story.ask("f", enter("F"), 80, 90).again(95, 99).look_at_list(100, 101);
  accepted(story.history);
}

TEST_CASE("checker: commands that ran at the same time may take effect in either order") {
  Story story({seats("ROBO", 1)});
  // The second in the journal was asked first, and answered first.
  story.ask("b", enter("B"), 15, 30).ask("a", enter("A"), 10, 20);
  accepted(story.history);
}

TEST_CASE("checker: a change without effect may have had an effect a moment later") {
  Story story({seats("ROBO", 1)});
  story.ask("up", resize(3), 10, 30).ask("down", resize(1), 10, 30).look("ROBO", 40, 50);
  story.ask("a", enter("A"), 60, 70).ask("b", enter("B"), 80, 90);
  accepted(story.history);
}

TEST_CASE("checker: a read during a command may show the state before or after it") {
  for (const bool after : {false, true}) {
    CAPTURE(after);
    Story story({seats("ROBO", 1)});
    if (!after) story.look("ROBO", 12, 14).look_at_list(12, 14);
    story.ask("a", enter("A"), 10, 20);
    if (after) story.look("ROBO", 12, 14).look_at_list(12, 14);
    accepted(story.history);
  }
}

TEST_CASE("checker: a command without an answer may have happened, at once, much later, or never") {
  Story never({seats("ROBO", 1)});
  never.lose("u", enter("U"), 10, false).ask("a", enter("A"), 20, 30).look("ROBO", 31, 32);
  accepted(never.history);

  Story at_once({seats("ROBO", 1)});
  at_once.lose("u", enter("U"), 10, true).ask("a", enter("A"), 20, 30).look("ROBO", 31, 32);
  accepted(at_once.history);

  Story later({seats("ROBO", 1)});
  later.ask("a", enter("A"), 20, 30).look("ROBO", 31, 32).lose("u", enter("U"), 10, true);
  later.look("ROBO", 40, 41);
  accepted(later.history);
}

TEST_CASE("checker: a command answered only on a retry happened before that answer") {
  Story story({seats("ROBO", 1)});
  story.ask("a", enter("A"), 30, 40);
  Command& command = story.command("a");
  command.tries.insert(command.tries.begin(), Try{.invoked = 10, .returned = 11});
  command.tries.back().replayed = true;
  accepted(story.history);
  // It happened before another asked, so that one cannot have got its seat first.
  story.ask("b", enter("B"), 50, 60);
  accepted(story.history);
}

TEST_CASE("checker: a seat given twice is found") {
  Story story = five_for_two();
  story.answer("b").entry->seat = 1;
  rejected(story.history, "double seat");
}

TEST_CASE("checker: one seat too many is found") {
  Story story({seats("ROBO", 1)});
  story.ask("a", enter("A"), 10, 20).ask("b", enter("B"), 30, 40);
  Answer& told = story.answer("b");
  told.outcome = story.history.journal.back().outcome = "confirmed";
  told.entry->status = "confirmed";
  told.entry->seat = 2;
  told.entry->position = 0;
  told.event->taken = 2;
  told.event->waiting = 0;
  rejected(story.history, "a seat too many");
}

TEST_CASE("checker: a lost acknowledgement is found") {
  Story story({seats("ROBO", 2)});
  story.ask("a", enter("A"), 10, 20);
  Story with_a = story;
  with_a.ask("b", enter("B"), 30, 40);
  // As if the program had answered B and then forgotten it.
  with_a.history.journal.pop_back();
  rejected_by_witness(with_a.history, "lost acknowledgement");
  // The search has no journal: it sees the loss in a later read.
  Story looked = story;
  looked.look("ROBO", 50, 51);
  const Read before = looked.history.reads.back();
  looked = story;
  looked.ask("b", enter("B"), 30, 40);
  looked.history.reads.push_back(before);
  rejected(looked.history, "stale read");
  // Or if the seat is given to another.
  Story forgot = story;
  forgot.ask("c", enter("C"), 50, 60);
  Story told = story;
  told.ask("b", enter("B"), 30, 40);
  forgot.history.commands.push_back(told.command("b"));
  rejected_by_witness(forgot.history, "lost acknowledgement");
  rejected_by_search(forgot.history, "double seat");
}

TEST_CASE("checker: an answer that contradicts the journal is found") {
  Story story = five_for_two();
  story.history.journal[1].outcome = "event_full";
  rejected_by_witness(story.history, "lost acknowledgement");
}

TEST_CASE("checker: a waiting list served in the wrong order is found") {
  Story last_first = five_for_two();
  EntryView& promoted = last_first.answer("x").promoted[0];
  promoted.label = "d";
  promoted.id = 4;
  promoted.members = {"D"};
  rejected(last_first.history, "reordered waiting list");

  Story positions = five_for_two();
  std::swap(positions.answer("c").entry->position, positions.answer("d").entry->position);
  rejected(positions.history, "reordered waiting list");
}

TEST_CASE("checker: a read older than an earlier answer is found") {
  for (const std::size_t which : {0U, 1U, 2U}) {
    CAPTURE(which);
    Story story = five_for_two();
    Read& read = story.history.reads[which];  // from when C was the only one waiting
    read.invoked = 80;
    read.returned = 81;
    rejected_by_witness(story.history, "stale read");
    rejected_by_search(story.history, "stale read");
  }
}

TEST_CASE("checker: a read older than an earlier read is found") {
  Story story({seats("ROBO", 1)});
  story.look("ROBO", 16, 17).look_at_list(16, 17);
  story.ask("a", enter("A"), 10, 20);
  story.look("ROBO", 12, 14).look_at_list(12, 14);
  rejected(story.history, "stale read");
}

TEST_CASE("checker: a list that was not modified is checked like any other") {
  Story story({seats("ROBO", 1)});
  story.ask("a", enter("A"), 10, 20);
  story.history.reads.push_back({.invoked = 30, .returned = 31, .version = 3, .list = true});
  accepted(story.history);
  story.history.reads.back().version = 2;
  rejected_by_witness(story.history, "stale read");
}

TEST_CASE("checker: a read of something not yet requested is found") {
  Story story = five_for_two();
  Read& moved_up = story.history.reads.back();  // C has a seat
  moved_up.invoked = 51;
  moved_up.returned = 52;
  rejected_by_witness(story.history, "read from the future");
  rejected_by_search(story.history, "stale read");
}

TEST_CASE("checker: a list that mixes two moments is found") {
  Story story({seats("ROBO", 1), seats("CODE", 1)});
  story.ask("a", enter("A"), 10, 20).ask("b", enter("B", "CODE"), 30, 40).look_at_list(50, 60);
  accepted(story.history);
  story.history.reads.back().events[0].taken = 0;
  story.history.reads.back().events[0].available = 1;
  rejected_by_witness(story.history, "torn read");
  rejected_by_search(story.history, "stale read");
}

TEST_CASE("checker: an entry in the journal that was not requested is found") {
  Story story = five_for_two();
  story.history.journal.push_back({9, "nobody", "register", "ROBO", "confirmed"});
  rejected_by_witness(story.history, "ghost commit");
}

TEST_CASE("checker: a command without an answer that is in the journal twice is found") {
  Story story = five_for_two();
  story.lose("u", enter("U"), 80, true);
  accepted(story.history);
  story.history.journal.push_back({10, "u", "register", "ROBO", "already_registered"});
  rejected_by_witness(story.history, "ghost commit");
}

TEST_CASE("checker: a command that was refused unread but is in the journal is found") {
  Story story = five_for_two();
  story.lose("u", enter("U"), 80, false);
  story.command("u").tries.front().result = Result::not_taken;
  accepted(story.history);
  story.history.journal.push_back({9, "u", "register", "ROBO", "waitlisted"});
  rejected_by_witness(story.history, "ghost commit");
}

TEST_CASE(
    "checker: the effect of a command that cannot have happened is found without the journal") {
  Story story({seats("ROBO", 2)});
  story.lose("u", enter("U"), 30, true).ask("a", enter("A"), 10, 40);
  accepted(story.history);
  story.command("u").tries.front().result = Result::not_taken;
  rejected_by_search(story.history, "was told: confirmed");
}

TEST_CASE("checker: an order that contradicts real time is found") {
  Story story({seats("ROBO", 1)});
  story.ask("b", enter("B"), 30, 40).ask("a", enter("A"), 10, 20);
  rejected_by_witness(story.history, "contradicted real time");
  rejected_by_search(story.history, "no order of the 2 operations");
}

TEST_CASE("checker: a retry with another answer is found") {
  Story story = five_for_two();
  story.again(80, 90);
  accepted(story.history);
  story.history.commands.back().tries.back().bytes += " ";
  rejected_by_witness(story.history, "changed answer on retry");
}

TEST_CASE("checker: a retry that is executed again is found") {
  Story story = five_for_two();
  story.again(80, 90);
  story.history.commands.back().tries.back().replayed = false;
  rejected_by_witness(story.history, "executed twice");
}

TEST_CASE("checker: a sequence number skipped, repeated or different from the answer is found") {
  Story skipped = five_for_two();
  skipped.history.journal.erase(skipped.history.journal.begin() + 2);
  rejected_by_witness(skipped.history, "skipped sequence");

  Story repeated = five_for_two();
  repeated.history.journal[2].seq = 4;
  rejected_by_witness(repeated.history, "repeated sequence");

  Story other = five_for_two();
  other.command("c").tries.front().seq = 6;
  rejected_by_witness(other.history, "wrong sequence");
}

TEST_CASE(
    "checker: two clashing entries of one student are found, though each event alone is right") {
  Story story({seats("ROBO", 1), seats("CODE", 1)}, {.refuse_clashes = true});
  story.ask("a", enter("A", "ROBO"), 10, 30).ask("b", enter("A", "CODE"), 10, 30);
  accepted(story.history);
  CHECK(story.answer("b").outcome == "time_clash");
  confirm_as_well(story, "CODE");
  rejected(story.history, "a seat too many");
}

TEST_CASE("checker: one entry over a student's limit is found, in any order") {
  EventSetup late = seats("LATE", 1);
  late.starts_at = "2027-01-22T13:00";
  late.ends_at = "2027-01-22T14:00";
  Story story({seats("ROBO", 1), late}, {.entry_limit = 1});
  story.ask("a", enter("A", "ROBO"), 10, 30).ask("b", enter("A", "LATE"), 10, 30);
  accepted(story.history);
  CHECK(story.answer("b").outcome == "limit_reached");
  confirm_as_well(story, "LATE");
  rejected(story.history, "a seat too many");
}
