#include "store/ledger.h"

#include <algorithm>
#include <optional>
#include <variant>

#include "domain/rules.h"
#include "json/decode.h"
#include "json/encode.h"
#include "store/chain.h"
#include "store/database.h"
#include "store/facts_loader.h"

namespace lastseat {
namespace {

template <class... Cases>
struct Match : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Match(Cases...) -> Match<Cases...>;

// The event that the journal files this under: "who was first" is asked event by event.
std::string event_of(const Command& command, const Outcome& outcome) {
  std::string from_outcome =
      std::visit(Match{[](const Confirmed& o) { return o.event.code.text; },
                       [](const Waitlisted& o) { return o.event.code.text; },
                       [](const Cancelled& o) { return o.event.code.text; },
                       [](const CheckedIn& o) { return o.registration.event.text; },
                       [](const CheckInUndone& o) { return o.registration.event.text; },
                       [](const EventAdded& o) { return o.event.code.text; },
                       [](const EventChanged& o) { return o.event.code.text; },
                       [](const Refused& o) {
                         return o.event          ? o.event->code.text
                                : o.registration ? o.registration->event.text
                                                 : "";
                       },
                       [](const auto&) { return std::string(); }},
                 outcome);
  if (!from_outcome.empty()) return from_outcome;
  return std::visit(Match{[](const Register& c) { return c.event.text; },
                          [](const AddEvent& c) { return c.code.text; },
                          [](const ChangeEvent& c) { return c.code.text; },
                          [](const auto&) { return std::string(); }},
                    command);
}

}  // namespace

struct Ledger::Statements {
  explicit Statements(SQLite::Database& database)
      : facts(database),
        begin(database, "BEGIN IMMEDIATE"),
        commit(database, "COMMIT"),
        rollback(database, "ROLLBACK"),
        put_event(database,
                  "INSERT INTO events (code, title, category, venue, starts_at, "
                  "ends_at, capacity, "
                  "fee_minor, team_min, team_max, state, defined_seq, seq) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                  "ON CONFLICT (code) DO UPDATE SET title = excluded.title, "
                  "category = excluded.category, venue = excluded.venue, "
                  "starts_at = excluded.starts_at, ends_at = excluded.ends_at, "
                  "capacity = excluded.capacity, fee_minor = excluded.fee_minor, "
                  "team_min = excluded.team_min, team_max = excluded.team_max, "
                  "state = excluded.state, defined_seq = excluded.defined_seq, seq = "
                  "excluded.seq"),
        put_student(database,
                    "INSERT INTO students (roll, name, email, phone, college, year) "
                    "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (roll) DO UPDATE SET "
                    "name = excluded.name, email = excluded.email, phone = "
                    "excluded.phone, "
                    "college = excluded.college, year = excluded.year"),
        add_registration(
            database,
            "INSERT OR ROLLBACK INTO registrations (id, event, status, since_seq, seat, "
            "ticket, "
            "team, registered_at_ms, desk) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        add_member(database,
                   "INSERT INTO members (registration, place, roll, "
                   "event) VALUES (?, ?, ?, ?)"),
        promote(database,
                "UPDATE registrations SET status = 'confirmed', seat "
                "= ?2, since_seq = ?3 "
                "WHERE id = ?1"),
        cancel(database,
               "UPDATE registrations SET status = 'cancelled', seat "
               "= NULL, since_seq = ?2 "
               "WHERE id = ?1"),
        check_in(database,
                 "UPDATE registrations SET checked_in_at_ms = ?2, "
                 "checked_in_desk = ?3 "
                 "WHERE id = ?1"),
        put_fest(database,
                 "UPDATE fest SET time_clash = ?, entry_limit = ?, "
                 "waitlist_limit = ?"),
        remembered(database,
                   "SELECT seq, outcome, answer, request_hash FROM journal "
                   "WHERE idempotency_key = ?"),
        journal(database,
                "INSERT OR ROLLBACK INTO journal (seq, at_ms, desk, who, command, event, "
                "outcome, random, "
                "idempotency_key, request_hash, hash, request, answer) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        hash_of(database, "SELECT hash FROM journal WHERE seq = ?"),
        last_row(database, "SELECT seq, at_ms, hash FROM journal ORDER BY seq DESC LIMIT 1") {}

  void apply(const PutEvent& change, const Stamp& stamp) {
    const Event& event = change.event;
    put_event.run(event.code.text, event.title, event.category, event.venue, event.starts_at,
                  event.ends_at, event.capacity, event.fee_minor, event.team_min, event.team_max,
                  name(event.state), event.defined_seq, stamp.seq);
  }
  void apply(const PutStudentRecord& change, const Stamp&) {
    const Student& student = change.student;
    put_student.run(student.roll.text, student.name, student.email, student.phone, student.college,
                    student.year);
  }
  void apply(const AddRegistration& change, const Stamp& stamp) {
    const Registration& registration = change.registration;
    const bool seated = registration.status == Status::confirmed;
    add_registration.run(registration.id.value, registration.event.text, name(registration.status),
                         stamp.seq, seated ? std::optional(registration.seat) : std::nullopt,
                         registration.ticket, registration.team, registration.registered_at_ms,
                         registration.desk);
    std::int64_t place = 0;
    for (const Member& member : registration.members) {
      add_member.run(registration.id.value, ++place, member.roll.text, registration.event.text);
    }
  }
  void apply(const Promote& change, const Stamp& stamp) {
    promote.run(change.id.value, change.seat, stamp.seq);
  }
  void apply(const MarkCancelled& change, const Stamp& stamp) {
    cancel.run(change.id.value, stamp.seq);
  }
  void apply(const MarkCheckedIn& change, const Stamp& stamp) {
    check_in.run(change.id.value, stamp.at_ms, stamp.desk);
  }
  void apply(const ClearCheckIn& change, const Stamp&) {
    check_in.run(change.id.value, std::int64_t{0}, std::string());
  }
  void apply(const PutFest& change, const Stamp&) {
    put_fest.run(name(change.fest.time_clash), change.fest.entry_limit, change.fest.waitlist_limit);
  }

  void write(const JournalRecord& row, const std::string& hash) {
    journal.run(row.stamp.seq, row.stamp.at_ms, row.stamp.desk, row.stamp.who, row.command,
                row.event, row.outcome, static_cast<std::int64_t>(row.stamp.random),
                row.key.empty() ? std::nullopt : std::optional(row.key), Blob{row.request_hash},
                Blob{hash}, row.request, row.answer);
  }

  FactsLoader facts;
  Prepared begin, commit, rollback;
  Prepared put_event, put_student, add_registration, add_member, promote, cancel, check_in,
      put_fest;
  Prepared remembered, journal, hash_of, last_row;
};

Ledger::Ledger(Database& database)
    : database_(database), statements_(std::make_unique<Statements>(database.sqlite())) {
  tail_.link = first_link();
  statements_->last_row.each([&](const Row& row) {
    tail_ = {row.integer(0), row.integer(1), row.text(2)};
  });
  committed_ = tail_;
}

Ledger::~Ledger() = default;

bool Ledger::contains(const Mark& mark) {
  if (mark.seq == 0) return true;
  return statements_->hash_of.first([](const Row& row) { return row.text(0); }, mark.seq) ==
         mark.link;
}

void Ledger::begin() { statements_->begin.run(); }

void Ledger::commit() {
  statements_->commit.run();
  committed_ = tail_;
}

void Ledger::rollback() noexcept {
  tail_ = committed_;
  if (!database_.in_transaction()) return;  // some errors have ended it already
  try {
    statements_->rollback.run();
  } catch (const StorageError&) {
    // SQLite has rolled back by itself: there is nothing left to undo.
  }
}

Answer Ledger::execute(const Request& request, std::int64_t now_ms, std::uint64_t random) {
  JournalRecord row;
  row.command = json::name(request.command);
  row.request = json::encode(request.command);
  row.request_hash = request_hash(row.command, row.request);
  if (!request.key.empty()) {
    const auto remembered = statements_->remembered.first(
        [&](const Row& known) {
          const bool same = known.text(3) == row.request_hash;
          return Answer{same ? Answer::Origin::replayed : Answer::Origin::key_reused,
                        known.integer(0), known.text(1), same ? known.text(2) : ""};
        },
        request.key);
    if (remembered) return *remembered;
  }
  // Time in the journal never runs backwards, whatever the laptop's clock does.
  row.stamp = {tail_.seq + 1, std::max(now_ms, tail_.at_ms), random, request.desk, request.who};
  const Outcome outcome = apply(request.command, row.stamp);
  row.event = event_of(request.command, outcome);
  row.outcome = json::name(outcome);
  row.answer = json::encode(outcome, row.stamp.seq);
  row.key = request.key;
  std::string link = next_link(tail_.link, row);
  statements_->write(row, link);
  tail_ = {row.stamp.seq, row.stamp.at_ms, std::move(link)};
  return {Answer::Origin::fresh, row.stamp.seq, std::move(row.outcome), std::move(row.answer)};
}

Outcome Ledger::replay(const Command& command, const JournalRecord& row, const std::string& hash) {
  Outcome outcome = apply(command, row.stamp);
  statements_->write(row, hash);
  return outcome;
}

Outcome Ledger::apply(const Command& command, const Stamp& stamp) {
  return std::visit(
      [&](const auto& c) {
        Decision decision = decide(c, statements_->facts.load(c), stamp);
        for (const Change& change : decision.changes) {
          std::visit([&](const auto& step) { statements_->apply(step, stamp); }, change);
        }
        return std::move(decision.outcome);
      },
      command);
}

}  // namespace lastseat
