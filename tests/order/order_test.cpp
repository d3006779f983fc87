// The real program with many clients at once: every history that they see must be one that a desk
// with a single queue could have produced. LASTSEAT_HISTORIES=N checks about N histories.

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <sstream>

#include "order/checker.h"
#include "order/recorder.h"
#include "support/campaign.h"

using namespace lastseat::test::order;
using lastseat::test::count_from;
using lastseat::test::kSanitized;

namespace {

constexpr int kSmallHistories = kSanitized ? 40 : 200;
constexpr int kOperations = kSanitized ? 60 : 250;
constexpr int kManyClients = 16;
constexpr int kStudents = 600;
constexpr int kFewClients = 4;

int histories() { return std::max(1, count_from("LASTSEAT_HISTORIES", kSmallHistories)); }

// One program serves this many small histories, then a new one is started.
int rounds() { return (histories() + kSmallHistories - 1) / kSmallHistories; }

std::vector<std::string> rolls(const std::string& prefix, int count) {
  std::vector<std::string> out;
  for (int i = 0; i < count; ++i) out.push_back(prefix + std::to_string(i));
  return out;
}

EventSetup event(const std::string& code, std::int64_t capacity, int slot) {
  static const std::vector<std::pair<std::string, std::string>> kSlots{
      {"09:00", "12:00"}, {"11:00", "13:00"}, {"12:00", "14:00"}};
  const auto& [from, to] = kSlots[static_cast<std::size_t>(slot) % kSlots.size()];
  return {.code = code,
          .capacity = capacity,
          .starts_at = "2027-01-22T" + from,
          .ends_at = "2027-01-22T" + to};
}

std::vector<std::string> codes(const std::vector<EventSetup>& events) {
  std::vector<std::string> out;
  for (const EventSetup& each : events) out.push_back(each.code);
  return out;
}

History history_of(const Fest& fest, Recording recording) {
  return {.setup = fest.setup(),
          .before = fest.before(),
          .commands = std::move(recording.commands),
          .reads = std::move(recording.reads),
          .journal = fest.journal()};
}

// Commands that overlap with the one before them in the journal.
std::size_t overlaps(const History& history) {
  std::map<std::string, const Command*> commands;
  for (const Command& each : history.commands) commands[each.label] = &each;
  std::size_t count = 0;
  const Command* before = nullptr;
  for (const JournalEntry& entry : history.journal) {
    const auto found = commands.find(entry.label);
    const Command* here = found == commands.end() ? nullptr : found->second;
    if (before && here && here->invoked() < before->returned()) ++count;
    before = here;
  }
  return count;
}

struct Counts {
  std::size_t histories = 0, commands = 0, tries = 0, unknown = 0, never = 0, reads = 0, kills = 0,
              halves = 0;
  std::size_t promoted = 0, overlapped = 0;
  std::map<std::string, std::size_t> outcomes = {};

  void add(const History& history) {
    std::size_t unanswered = 0;
    for (const Command& each : history.commands) {
      tries += each.tries.size();
      for (const Try& sent : each.tries) halves += sent.result == Result::not_taken ? 1U : 0U;
      for (const Try& sent : each.tries) unknown += sent.result == Result::unknown ? 1U : 0U;
      if (const Try* told = each.answered()) {
        ++outcomes[told->answer.outcome];
        promoted += told->answer.promoted.size();
      } else {
        ++unanswered;
      }
    }
    never += unanswered;
    overlapped += overlaps(history);
    commands += history.commands.size();
    reads += history.reads.size();
  }

  std::string text() const {
    std::ostringstream out;
    out << histories << " histories, " << commands + reads << " operations: " << commands
        << " commands sent " << tries << " times, " << unknown << " times without an answer, "
        << halves << " times cut off, " << never << " never answered, " << overlapped
        << " overlapping the one before, " << reads << " reads, " << kills << " kills; promoted "
        << promoted;
    for (const auto& [outcome, count] : outcomes) out << ", " << outcome << " " << count;
    return out.str();
  }
};

void check_recording(const Recording& recording) {
  for (const std::string& error : recording.errors) FAIL_CHECK(error);
}

// A large history, checked with the journal as witness, and then by `lastseat check`.
History judged(Fest& fest, const Plan& plan, Counts& counts) {
  CAPTURE(plan.seed);
  Recording recording = record(fest, plan);
  check_recording(recording);
  History history = history_of(fest, std::move(recording));
  ++counts.histories;
  counts.kills += static_cast<std::size_t>(plan.kills);
  counts.add(history);
  CHECK(fault_by_witness(history).value_or("") == "");
  return history;
}

std::vector<EventSetup> hot_events() {
  return {event("HOT", 6, 0), event("WARM", 25, 0), event("COOL", 60, 1), event("LATE", 12, 2)};
}

Plan hot_plan(unsigned seed) {
  return {.name = "h",
          .events = codes(hot_events()),
          .rolls = rolls("S", kStudents),
          .most_seats = 40,
          .clients = kManyClients,
          .operations = kOperations,
          .seed = seed};
}

unsigned fresh_seed() { return std::random_device{}(); }

// The part of a large history that belongs to one small history: its labels begin with its name.
History part_of(const Recording& recording, const Fest& fest, const Plan& plan) {
  History out{.rules = plan.rules, .before = fest.before()};
  for (const EventSetup& each : fest.setup()) {
    if (std::find(plan.events.begin(), plan.events.end(), each.code) != plan.events.end())
      out.setup.push_back(each);
  }
  out.commands = recording.commands;
  out.reads = recording.reads;
  return out;
}

// Small histories, one after another on one program: each is checked by the search, and all
// together with the journal as witness.
class SmallHistories {
 public:
  SmallHistories(int count, unsigned seed)
      : count_(count), seed_(seed), fest_(setup(), students()) {}

  // Three of four use one event; the others test what a student may do across events.
  void run(Counts& counts, std::size_t& states) {
    const Rules strict{.refuse_clashes = true, .entry_limit = 2};
    std::size_t faults = 0;
    for (int i = 0; i < count_; ++i) {
      if (i == across()) set(strict);
      Plan plan{.name = "s" + std::to_string(i) + "-",
                .events = codes(events_of(i)),
                .rolls = rolls_of(i),
                .most_seats = 4,
                .clients = kFewClients,
                .operations = 6,
                .rules = i < across() ? Rules{} : strict,
                .seed = seed_ + unsigned(i)};
      plan.mix.list = 0;  // it would show the events of all the others
      plan.mix.impatient_percent = 12;
      Recording recording = record(fest_, plan);
      check_recording(recording);
      const History history = part_of(recording, fest_, plan);
      const Search search = fault_by_search(history);
      CHECK_FALSE(search.gave_up);
      faults += search.fault ? 1U : 0U;
      if (faults == 1 && search.fault) {
        MESSAGE("seed " << plan.seed << ": " << *search.fault << "\n" << listing(history));
      }
      states += search.states;
      ++counts.histories;
      parts_.push_back(history);
      all_.append(std::move(recording));
    }
    CHECK(faults == 0);
    const History whole = history_of(fest_, std::move(all_));
    counts.add(whole);
    CHECK(fault_by_witness(whole).value_or("") == "");
    CHECK(fest_.end_and_check() == 0);
  }

  const std::vector<History>& parts() const { return parts_; }

 private:
  int across() const { return count_ * 3 / 4; }

  void set(const Rules& rules) {
    all_.append(ask(fest_, "rules", {.kind = Kind::set_rules, .rules = rules}));
  }

  std::vector<EventSetup> events_of(int i) const {
    const std::string name = "E" + std::to_string(i);
    const std::int64_t capacity = 1 + i % 3;
    if (i < across()) return {event(name, capacity, 0)};
    return {event(name + "A", capacity, 0), event(name + "B", 2, 1),
            event(name + "C", capacity, 2)};
  }
  std::vector<std::string> rolls_of(int i) const {
    return rolls("H" + std::to_string(i) + "S", i < across() ? 8 : 4);
  }
  std::vector<EventSetup> setup() const {
    std::vector<EventSetup> all;
    for (int i = 0; i < count_; ++i) {
      for (const EventSetup& each : events_of(i)) all.push_back(each);
    }
    return all;
  }
  std::vector<std::string> students() const {
    std::vector<std::string> all;
    for (int i = 0; i < count_; ++i) {
      for (const std::string& each : rolls_of(i)) all.push_back(each);
    }
    return all;
  }

  const int count_;
  const unsigned seed_;
  Fest fest_;
  Recording all_;
  std::vector<History> parts_;
};

// ------------------------------------------------------------------------ faults in real histories

struct Planted {
  std::string name;                     // as in the sentence
  std::function<bool(History&)> plant;  // false: there is no place to plant it
};

Instant end_of(const History& history) {
  Instant end = 0;
  for (const Command& each : history.commands) {
    for (const Try& sent : each.tries) end = std::max(end, sent.returned);
  }
  for (const Read& each : history.reads) end = std::max(end, each.returned);
  return end;
}

Try* told(Command& command) { return const_cast<Try*>(command.answered()); }

// The answered commands with that outcome, in journal order.
std::vector<Command*> with_outcome(History& history, const std::string& outcome) {
  std::vector<Command*> found;
  for (Command& each : history.commands) {
    if (each.answered() && each.answered()->answer.outcome == outcome) found.push_back(&each);
  }
  std::sort(found.begin(), found.end(), [](const Command* a, const Command* b) {
    return a->answered()->seq < b->answered()->seq;
  });
  return found;
}

void change_all_tries(Command& command, const std::function<void(Answer&)>& change) {
  for (Try& each : command.tries) change(each.answer);
}

bool plant_double_seat(History& history) {
  const std::vector<Command*> seated = with_outcome(history, "confirmed");
  for (std::size_t i = 1; i < seated.size(); ++i) {
    const EntryView& before = *seated[i - 1]->answered()->answer.entry;
    const EntryView& entry = *seated[i]->answered()->answer.entry;
    if (before.event != entry.event || before.seat == entry.seat) continue;
    // Nothing came in between: the previous one is still there.
    if (seated[i]->answered()->seq != seated[i - 1]->answered()->seq + 1) continue;
    change_all_tries(*seated[i], [seat = before.seat](Answer& answer) {
      if (answer.entry) answer.entry->seat = seat;
    });
    return true;
  }
  return false;
}

bool plant_lost_acknowledgement(History& history) {
  while (!history.journal.empty()) {
    const std::string label = history.journal.back().label;
    history.journal.pop_back();
    for (const Command& each : history.commands) {
      if (each.label == label && each.answered()) return true;
    }
  }
  return false;
}

bool plant_reordered_waiting_list(History& history) {
  const std::vector<Command*> cancels = with_outcome(history, "cancelled");
  for (std::size_t i = 1; i < cancels.size(); ++i) {
    auto& first = told(*cancels[i - 1])->answer.promoted;
    auto& second = told(*cancels[i])->answer.promoted;
    if (first.empty() || second.empty() || first[0].event != second[0].event) continue;
    std::swap(first[0], second[0]);
    std::swap(first[0].seat, second[0].seat);
    for (Command* each : {cancels[i - 1], cancels[i]}) {
      const Answer answer = each->answered()->answer;
      change_all_tries(*each, [&](Answer& other) { other = answer; });
    }
    return true;
  }
  return false;
}

bool plant_stale_read(History& history) {
  if (history.reads.empty()) return false;
  const Instant end = end_of(history);
  const auto list = std::find_if(history.reads.begin(), history.reads.end(),
                                 [](const Read& each) { return each.list; });
  if (list == history.reads.end()) return false;
  list->invoked = end + 1;
  list->returned = end + 2;
  return true;
}

bool plant_ghost_commit(History& history) {
  history.journal.push_back(
      {history.journal.back().seq + 1, "nobody", "register", "HOT", "confirmed"});
  return true;
}

bool plant_unknown_twice(History& history) {
  for (const Command& each : history.commands) {
    const auto entry =
        std::find_if(history.journal.begin(), history.journal.end(),
                     [&](const JournalEntry& other) { return other.label == each.label; });
    if (each.answered() || entry == history.journal.end()) continue;
    JournalEntry again = *entry;
    again.seq = history.journal.back().seq + 1;
    history.journal.push_back(again);
    return true;
  }
  return false;
}

bool plant_contradicted_time(History& history) {
  const Instant end = end_of(history);
  Command& early = *with_outcome(history, "confirmed").front();
  for (Try& each : early.tries) {
    each.invoked = end + 1;
    each.returned = end + 2;
  }
  return true;
}

bool plant_changed_retry(History& history) {
  for (Command& each : history.commands) {
    if (each.tries.size() < 2 || !each.tries.back().replayed) continue;
    if (each.answered() == &each.tries.back()) continue;
    each.tries.back().bytes += " ";
    return true;
  }
  return false;
}

bool plant_skipped_sequence(History& history) {
  history.journal.erase(history.journal.begin() + std::ssize(history.journal) / 2);
  return true;
}

// Two entries that joined the list one after another were told each other's position.
bool plant_swapped_positions(History& history) {
  const std::vector<Command*> waiting = with_outcome(history, "waitlisted");
  for (std::size_t i = 1; i < waiting.size(); ++i) {
    Answer& first = told(*waiting[i - 1])->answer;
    Answer& second = told(*waiting[i])->answer;
    if (first.entry->event != second.entry->event) continue;
    if (first.entry->position + 1 != second.entry->position) continue;
    std::swap(first.entry->position, second.entry->position);
    return true;
  }
  return false;
}

// The first state of an event is read again at the end.
bool plant_late_read(History& history) {
  const Instant end = end_of(history);
  for (Read& each : history.reads) {
    if (each.events.size() != 1) continue;
    each.invoked = end + 1;
    each.returned = end + 2;
    return true;
  }
  return false;
}

// The second of two confirmed entries is forgotten: the next one got its seat.
bool plant_forgotten_entry(History& history) {
  const std::vector<Command*> seated = with_outcome(history, "confirmed");
  for (std::size_t i = 1; i < seated.size(); ++i) {
    const Answer before = seated[i - 1]->answered()->answer;
    Answer& answer = told(*seated[i])->answer;
    if (before.entry->event != answer.entry->event) continue;
    if (before.entry->seat + 1 != answer.entry->seat) continue;
    answer.entry->seat = before.entry->seat;
    answer.event = before.event;
    return true;
  }
  return false;
}

const std::vector<Planted> kPlanted{
    {"double seat", plant_double_seat},
    {"lost acknowledgement", plant_lost_acknowledgement},
    {"reordered waiting list", plant_reordered_waiting_list},
    {"stale read", plant_stale_read},
    {"ghost commit", plant_ghost_commit},
    {"ghost commit", plant_unknown_twice},
    {"contradicted real time", plant_contradicted_time},
    {"changed answer on retry", plant_changed_retry},
    {"skipped sequence", plant_skipped_sequence},
};

// Faults visible without the journal. If commands overlap, another order may explain even these, so
// the search must find most of them, not all.
const std::vector<Planted> kPlantedInSmall{
    {"double seat", plant_double_seat},
    {"lost acknowledgement", plant_forgotten_entry},
    {"reordered waiting list", plant_swapped_positions},
    {"stale read", plant_late_read},
};

void check_planted_in(const std::vector<History>& histories) {
  for (const Planted& each : kPlantedInSmall) {
    std::size_t planted = 0, found = 0;
    for (const History& history : histories) {
      History changed = history;
      if (!each.plant(changed)) continue;
      ++planted;
      found += fault_by_search(changed).fault ? 1U : 0U;
    }
    MESSAGE(each.name << ": planted in " << planted << " small histories, found in " << found);
    CHECK(planted > 0);
    CHECK(found * 2 > planted);
  }
}

}  // namespace

TEST_CASE("order: what a crowd at hot events sees is one history, in the order of the journal") {
  Counts counts;
  for (int round = 0; round < rounds(); ++round) {
    Fest fest(hot_events(), rolls("S", kStudents));
    History history = judged(fest, hot_plan(fresh_seed()), counts);
    CHECK(fest.end_and_check() == 0);
    if (round > 0) continue;
    // And the checker finds every fault that is planted in it.
    for (const Planted& each : kPlanted) {
      CAPTURE(each.name);
      History planted = history;
      REQUIRE(each.plant(planted));
      const std::string fault = fault_by_witness(planted).value_or("nothing was found");
      CAPTURE(fault);
      CHECK(fault.find(each.name) != std::string::npos);
    }
  }
  MESSAGE(counts.text());
  CHECK(counts.unknown > 0);
}

// A commit is in the file a moment before the program's own counters show it.
TEST_CASE("order: what one read has shown, later reads of other addresses show too") {
  Counts counts;
  for (int round = 0; round < rounds(); ++round) {
    Fest fest(hot_events(), rolls("S", kStudents));
    Plan plan = hot_plan(fresh_seed());
    plan.name = "l";
    plan.mix.enter = 30;
    plan.mix.list = plan.mix.event = 40;
    judged(fest, plan, counts);
  }
  MESSAGE(counts.text());
}

TEST_CASE("order: teams, clashes and limits hold across events while the settings change") {
  Counts counts;
  for (int round = 0; round < rounds(); ++round) {
    std::vector<EventSetup> events;
    for (int i = 0; i < 8; ++i) {
      events.push_back(event("EV" + std::to_string(i), 3 + 5 * (i % 4), i));
      if (i % 2 == 0) continue;
      events.back().team_min = 2;
      events.back().team_max = 3;
    }
    Fest fest(events, rolls("S", 90));
    Plan plan{.name = "r",
              .events = codes(events),
              .rolls = rolls("S", 90),
              .most_seats = 20,
              .clients = kManyClients,
              .operations = kOperations,
              .seed = fresh_seed()};
    plan.mix.set_rules = 2;
    judged(fest, plan, counts);
    CHECK(fest.end_and_check() == 0);
  }
  MESSAGE(counts.text());
}

TEST_CASE("order: killed and restarted, the program continues the same history") {
  Counts counts;
  for (int round = 0; round < rounds(); ++round) {
    Fest fest(hot_events(), rolls("S", kStudents));
    Plan plan = hot_plan(fresh_seed());
    plan.name = "k";
    plan.kills = 3;
    judged(fest, plan, counts);
    CHECK(fest.end_and_check() == 0);
  }
  MESSAGE(counts.text());
  CHECK(counts.unknown > 0);
}

TEST_CASE("order: a search that ignores the sequence finds an order for every small history") {
  Counts counts;
  std::size_t states = 0;
  int left = histories();
  while (left > 0) {
    const int now = std::min(left, kSmallHistories);
    SmallHistories small(now, fresh_seed());
    small.run(counts, states);
    if (left == histories()) check_planted_in(small.parts());
    left -= now;
  }
  MESSAGE(counts.text() << "; " << states << " states were searched");
  CHECK(counts.unknown > 0);
}
