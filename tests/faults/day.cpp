#include "faults/day.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "store/events.h"
#include "store/journal/check.h"
#include "store/journal/journal.h"
#include "store/journal/ledger.h"
#include "store/registrations.h"
#include "store/sqlite/error.h"
#include "store/students.h"
#include "support/builders.h"

namespace lastseat::test {
namespace {

constexpr int kRolls = 30;  // in the import: its journal row is longer than a page

std::string roll(int i) { return "CS-" + std::to_string(100 + i); }

ImportStudents import_students() {
  ImportStudents command;
  for (int i = 0; i < kRolls; ++i) {
    Student student = test::student(roll(i));
    student.college = "The College of Engineering and of all that it takes, number " + roll(i);
    command.rows.push_back({i + 2, std::move(student)});
  }
  return command;
}

ImportEvents import_events() {
  EventFields more = event_fields(2);
  more.title = "Robo Race, the second heat";
  return {{{2, {"ROBO2"}, more}, {3, {"QUIZ"}, event_fields(40)}}, {}};
}

AddEvent team_event() {
  AddEvent command = add_event("HACK", 2);
  command.fields.team_max = 3;
  return command;
}

ChangeEvent capacity(const std::string& event, std::int64_t seats) {
  EventFields fields;
  fields.capacity = seats;
  return {{event}, fields, std::nullopt};
}

Register enter(const std::string& event, const std::vector<int>& students, bool waitlist = false) {
  Register command{{event}, {}, "", {}, waitlist};
  for (const int i : students) command.members.push_back({roll(i)});
  return command;
}

}  // namespace

void Day::run() {
  open();
  morning();
  look();
  noon();
  look();
  close();
  open();
  evening();
  look();
}

void Day::morning() {
  batch({{"robo", add_event("ROBO", 3)}, {"hack", team_event()}, {"students", import_students()}});
  batch({{"r1", enter("ROBO", {1})}, {"r2", enter("ROBO", {2})}});
  batch({{"r3", register_new("ROBO", "WALK-IN")}, {"team", enter("HACK", {1, 4, 5})}});
  batch({{"full", enter("ROBO", {6})}});
  batch({{"w1", enter("ROBO", {6}, true)}, {"w2", enter("ROBO", {7}, true)}});
}

void Day::noon() {
  batch({{"cancel", Cancel{id_of("r1")}}});  // promotes w1
  batch({{"seats", capacity("ROBO", 4)}});   // promotes w2
  batch({{"in", CheckIn{ticket_of("r2")}}});
  batch({{"events", import_events()}});
  batch({{"twice", enter("ROBO", {2})}, {"quiz", enter("QUIZ", {2})}});
}

void Day::evening() {
  batch({{"r2", enter("ROBO", {2})}, {"late", register_new("QUIZ", "LATE")}});  // r2 is a retry
  batch({{"out", UndoCheckIn{ticket_of("r2")}}, {"gone", Cancel{id_of("team")}}});
  batch({{"closed", ChangeEvent{{"QUIZ"}, {.state = EventState::closed}, std::nullopt}},
         {"shut", enter("QUIZ", {9})}});
}

void Day::open() {
  if (station_.is_open()) return;
  try {
    station_.open();
  } catch (const StorageError&) {
    // Retried with the next batch.
  }
}

void Day::close() { station_.close(); }

void Day::batch(const std::vector<Named>& commands) {
  std::vector<Request> requests;
  for (const auto& [key, command] : commands) requests.push_back({command, "desk", "", key});
  settle(requests);
}

void Day::settle(const std::vector<Request>& requests) {
  open();
  std::vector<Told> told(requests.size());
  if (station_.is_open() && station_.recover()) told = station_.settle(requests);
  for (std::size_t i = 0; i < requests.size(); ++i) note(requests[i], told[i]);
}

// Every answer for a key must be consistent with the answers before.
void Day::note(const Request& request, const Told& told) {
  const auto [at, is_new] = book_.emplace(request.key, Line{request, told});
  if (is_new) order_.push_back(request.key);
  const Told before = is_new ? Told{} : at->second.told;
  if (told.said == Said::answered) {
    const bool fresh = told.answer.origin == Answer::Origin::fresh;
    if (told.answer.origin == Answer::Origin::key_reused) {
      breach(request.key + " is taken for another request");
    } else if (before.said == Said::answered) {
      if (fresh) breach(request.key + " was answered and ran again");
      if (before.answer.body != told.answer.body ||
          before.answer.head.seq != told.answer.head.seq) {
        breach(request.key + " got another answer than before");
      }
    } else if (before.said == Said::nothing && !fresh) {
      breach(request.key + " was said not to have happened, but had happened");
    }
    if (fresh && told.answer.head.seq <= last_answered_)
      breach(request.key + " is before one before");
    if (fresh) last_answered_ = told.answer.head.seq;
  }
  // A request that was answered stays answered; one in doubt stays in doubt until then.
  if (told.said == Said::answered || before.said == Said::nothing) at->second.told = told;
}

// While the disk fails, readers may throw StorageError and nothing else; what they return is true.
void Day::look() {
  ask([&] {
    if (!reader_) reader_ = std::make_unique<Reader>(options_);
  });
  if (!reader_) return;
  ask([&] { compare_with_reader(*reader_); });
  ask([&] {
    reader_->read(find_registrations,
                  RegistrationFilter{.event = EventCode{"ROBO"}, .status = Status::waiting});
  });
  ask([&] { reader_->read(find_students, "stu cs", 10); });
  ask([&] { reader_->read(find_student_record, Roll{roll(2)}); });
  ask([&] { reader_->read(journal_page, std::optional<EventCode>(), 0, 100); });
  ask([&] { reader_->read(preview, register_new("QUIZ", "SOMEBODY")); });
  ask([&] { reader_->read(each_student, [](const Student&) {}); });
}

template <class Ask>
bool Day::ask(Ask&& question) {
  try {
    question();
    return true;
  } catch (const StorageError&) {
    return false;
  }
}

void Day::compare_with_reader(Reader& reader) {
  const Seq last = reader.read(last_seq);
  if (last < last_answered_) breach("a reader does not see what was answered");
  const EventList list = reader.read(all_events);
  if (list.version > last) breach("a reader sees events of a later command than the last");
  std::map<RegistrationId, Registration> seen;
  reader.read(each_registration, RegistrationFilter{},
              [&](const Registration& each) { seen.emplace(each.id, each); });
  for (const auto& [key, line] : book_) {
    const Told& told = line.told;
    if (told.said != Said::answered) continue;
    if (told.answer.outcome != "confirmed" && told.answer.outcome != "waitlisted") continue;
    const auto found = seen.find(id_of(key));
    if (found == seen.end()) {
      breach("a reader does not find " + key);
    } else if (found->second.ticket != ticket_of(key) || found->second.members.empty()) {
      breach("a reader gives " + key + " in another way than it was answered");
    }
  }
}

RegistrationId Day::id_of(const std::string& key) const {
  const auto at = book_.find(key);
  if (at == book_.end() || at->second.told.answer.body.empty()) return {};
  const auto body = nlohmann::json::parse(at->second.told.answer.body);
  return {body.contains("registration") ? body["registration"]["id"].get<std::int64_t>() : 0};
}

std::string Day::ticket_of(const std::string& key) const {
  const auto at = book_.find(key);
  if (at == book_.end() || at->second.told.answer.body.empty()) return "0-000000";
  const auto body = nlohmann::json::parse(at->second.told.answer.body);
  return body.contains("registration") ? body["registration"]["ticket"].get<std::string>()
                                       : "0-000000";
}

std::size_t Day::answered() const {
  return static_cast<std::size_t>(std::count_if(book_.begin(), book_.end(), [](const auto& entry) {
    return entry.second.told.said == Said::answered;
  }));
}

std::vector<std::pair<Request, std::string>> Day::answers() const {
  std::vector<std::pair<Request, std::string>> answers;
  for (const std::string& key : order_) {
    const Line& line = book_.at(key);
    if (line.told.said == Said::answered) answers.emplace_back(line.request, line.told.answer.body);
  }
  return answers;
}

void Day::expect_sound(const DatabaseOptions& options, const std::string& where) try {
  for (const Message& finding : check(options).findings) breach(where + ": " + spelt(finding));
} catch (const StorageError& error) {
  breach(where + " it cannot be checked: " + error.what());
}

void Day::audit_a_crash() {
  if (!std::filesystem::exists(options_.path)) return;
  const TemporaryFolder after;
  const DatabaseOptions copy{.path = after / "lastseat.db", .vfs = calm_};
  for (const std::string side : {"", "-wal", "-journal"}) {
    const std::filesystem::path file = options_.path.string() + side;
    if (std::filesystem::exists(file)) std::filesystem::copy(file, copy.path.string() + side);
  }
  try {
    Database database = Database::open(copy);
    const std::string damage = database.quick_check();
    if (!damage.empty()) breach("after a crash: " + damage);
    Ledger ledger(database);
    ledger.begin();
    for (const std::string& key : order_) {
      const auto& [request, told] = book_.at(key);
      const Answer now = ledger.execute(request, 1'800'000'000'000, 7);
      const bool fresh = now.origin == Answer::Origin::fresh;
      if (told.said == Said::answered && (fresh || now.body != told.answer.body)) {
        breach("after a crash " + key + " is not answered as before");
      }
      if (told.said == Said::nothing && !fresh) {
        breach("after a crash " + key + " has happened, but was said not to have");
      }
    }
    ledger.rollback();
  } catch (const StorageError& error) {
    breach(std::string("after a crash the fest cannot be opened: ") + error.what());
  }
  if (breaches_.empty()) expect_sound(copy, "after a crash");
}

std::vector<std::string> Day::audit() {
  try {
    open();
    if (!station_.is_open()) station_.open();  // it throws what is wrong
    if (!station_.recover()) breach("does not recover: " + station_.state());
    // A reader that stayed open sees the current state.
    if (reader_) compare_with_reader(*reader_);
    for (int i = 0; i < 2; ++i) {
      for (const std::string& key : order_) {
        settle({book_.at(key).request});
        if (book_.at(key).told.said == Said::answered) continue;
        breach(key + " is not answered although the disk works: " + station_.state());
      }
    }
    look();
    if (reader_ && reader_->read(last_seq) != station_.last_seq()) breach("a reader is stale");
    reader_.reset();
    station_.close();
  } catch (const StorageError& error) {
    breach(std::string("the disk works, and still: ") + error.what());
  }
  if (breaches_.empty()) expect_sound({.path = options_.path, .vfs = calm_}, "at the end");
  return std::exchange(breaches_, {});
}

}  // namespace lastseat::test
