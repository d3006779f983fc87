#include "store/journal/ledger.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "domain/decision.h"
#include "json/command.h"
#include "json/outcome.h"
#include "store/checkins.h"
#include "store/events.h"
#include "store/fest.h"
#include "store/imports.h"
#include "store/journal/chain.h"
#include "store/registrations.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/database.h"
#include "store/students.h"
#include "store/values/event.h"
#include "store/values/seats.h"
#include "store/values/student.h"

namespace lastseat {
namespace {

const Sql kBegin("BEGIN IMMEDIATE");
const Sql kCommit("COMMIT");
const Sql kRollback("ROLLBACK");

std::string event_for_journal(const Command& command, const Outcome& outcome) {
  const std::string_view of_outcome = event_of(outcome);
  return std::string(of_outcome.empty() ? event_of(command) : of_outcome);
}

// What a retry is compared with. `text` is the command as JSON.
std::string hash_of_sent(const Request& request, const std::string& text, std::string_view salt) {
  if (!request.sent.empty()) return request_hash(salt, request.sent);
  return request_hash(salt, std::string(name(request.command)) + " " + text);
}

// Without the salt, it is not known what was sent: so every retry gets the answer.
Answer retried(Remembered known, const Request& request, const std::string& text) {
  const bool same =
      known.salt == no_salt() || known.request_hash == hash_of_sent(request, text, known.salt);
  return {same ? Answer::Origin::replayed : Answer::Origin::key_reused,
          {known.seq, short_hash(known.link)},
          std::move(known.outcome),
          same ? std::move(known.answer) : std::string()};
}

// The row of an erasure must not contain the roll: neither in its request, nor, for somebody who
// guesses, in the hash of what was sent. If the student was erased before, the roll is a token, and
// there is nothing to hide.
void keep_without_roll(const Command& command, const Outcome& outcome, JournalRecord& row) {
  if (!std::holds_alternative<Erase>(command) || row.outcome == name(Reason::already_erased))
    return;
  const auto* erased = std::get_if<Erased>(&outcome);
  row.request = json::encode(without_roll(erased ? erased->rows : std::vector<Seq>(), row.stamp));
  row.salt = no_salt();
}

// Loads the facts of the command and applies its rule; both are selected by its type.
Decision decision_on(const Command& command, const Stamp& stamp, Connection& connection) {
  return std::visit(
      [&](const auto& each) {
        using Facts = typename std::decay_t<decltype(each)>::Facts;
        Facts facts = load(each, stamp, connection);
        return decide(each, std::move(facts), stamp);
      },
      command);
}

}  // namespace

Ledger::Ledger(Database& database) : database_(database), connection_(database.connection()) {
  // Prepared now, so that a lack of memory later can never leave a transaction open.
  for (const Sql* sql : {&kBegin, &kCommit, &kRollback}) connection_.prepared(*sql);
  committed_ = tail_ = journal_tail(connection_);
}

Ledger::~Ledger() = default;

bool Ledger::contains(const Mark& mark) {
  return mark.link.empty() || hash_of(connection_, mark.seq) == mark.link;
}

void Ledger::begin() { connection_.run(kBegin); }

void Ledger::commit() {
  connection_.run(kCommit);
  committed_ = tail_;
}

void Ledger::rollback() noexcept {
  tail_ = committed_;
  if (!database_.in_transaction()) return;  // after some errors SQLite has already rolled back
  try {
    connection_.run(kRollback);
  } catch (const StorageError&) {
    // SQLite has rolled back itself: there is nothing left to undo.
  }
}

Draft draft_of(const Request& request) {
  Draft draft{json::encode(request.command), new_salt(), {}};
  draft.request_hash = hash_of_sent(request, draft.request, draft.salt);
  return draft;
}

Answer Ledger::execute(const Request& request, std::int64_t now_ms, std::uint64_t random) {
  std::optional<Draft> made;
  const Draft& draft = request.draft ? *request.draft : made.emplace(draft_of(request));
  if (!request.key.empty()) {
    if (std::optional<Remembered> known = remembered(connection_, request.key)) {
      return retried(*std::move(known), request, draft.request);
    }
  }
  JournalRecord row;
  row.command = name(request.command);
  row.form = form_of(request.command);
  row.key = request.key;
  row.request = draft.request;
  row.salt = draft.salt;
  row.request_hash = draft.request_hash;
  // Time in the journal never runs backwards, even if the laptop's clock does.
  row.stamp = {tail_.seq + 1, std::max(now_ms, tail_.at_ms), random, request.desk, request.who};
  Outcome outcome = apply(request.command, row.stamp);
  row.event = event_for_journal(request.command, outcome);
  row.outcome = name(outcome);
  row.effect = effect_of(outcome);
  row.answer = json::encode(outcome, row.stamp.seq);
  keep_without_roll(request.command, outcome, row);
  row.digest = digest_of(row);
  std::string link = next_link(tail_.link, row);
  append(connection_, row, link);
  tail_ = {row.stamp.seq, row.stamp.at_ms, std::move(link)};
  Answer answer{Answer::Origin::fresh,
                {tail_.seq, short_hash(tail_.link)},
                std::move(row.outcome),
                std::move(row.answer)};
  if (auto* refused = std::get_if<Refused>(&outcome)) {
    answer.refused = std::make_shared<const Refused>(std::move(*refused));
  }
  return answer;
}

Outcome Ledger::replay(const Command& command, const JournalRecord& row, const std::string& hash) {
  Outcome outcome = apply(command, row.stamp);
  append(connection_, row, hash);
  return outcome;
}

Outcome Ledger::apply(const Command& command, const Stamp& stamp) {
  Decision decision = decision_on(command, stamp, connection_);
  for (const Change& change : decision.changes) {
    std::visit([&](const auto& step) { lastseat::apply(step, stamp, connection_); }, change);
  }
  return std::move(decision.outcome);
}

Outcome preview(Connection& connection, const Command& command) {
  const JournalTail tail = journal_tail(connection);
  const Stamp stamp{.seq = tail.seq + 1, .at_ms = tail.at_ms, .random = 0, .desk = {}, .who = {}};
  return decision_on(command, stamp, connection).outcome;
}

}  // namespace lastseat
