#include "store/journal/journal.h"

#include "store/sqlite/connection.h"

namespace lastseat {
namespace {

const Sql kAppend(R"(
  INSERT OR ROLLBACK INTO journal
    (seq, at_ms, desk, who, command, form, event, outcome, effect, random, idempotency_key,
     request_hash, salt, digest, hash, request, answer)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))");

const Sql kAll(R"(
  SELECT seq, at_ms, desk, who, command, event, outcome, random, coalesce(idempotency_key, ''),
    request_hash, request, answer, hash, form, effect, salt, digest
  FROM journal ORDER BY seq)");

const Sql kTail("SELECT seq, at_ms, hash FROM journal ORDER BY seq DESC LIMIT 1");

const Sql kHash("SELECT hash FROM journal WHERE seq = ?");

const Sql kIdentity("SELECT identity FROM fest");
const Sql kAdopt("UPDATE fest SET identity = ?");

const Sql kTexts("SELECT seq, request, answer FROM journal ORDER BY seq");
const Sql kTextsOf("SELECT request, answer FROM journal WHERE seq = ?");
const Sql kReplace(
    "UPDATE journal SET request = ?2, answer = ?3, salt = zeroblob(16) WHERE seq = ?1");

const Sql kRemembered(R"(
  SELECT seq, outcome, answer, salt, request_hash, hash FROM journal
  WHERE idempotency_key = ?)");

const Sql kWhoAndWhen("SELECT seq, at_ms, desk FROM journal WHERE seq = ?");

// ?1 the event's key, ?2 after, ?3 limit, ?4 its spelling. If ?1 is NULL, the rows of all events. A
// row has the event's own spelling, unless there was no such event.
const Sql kPage(R"(
  SELECT seq, at_ms, desk, who, command, event, iif(command LIKE 'import%', '', request), outcome
  FROM journal
  WHERE (?1 IS NULL OR event = coalesce((SELECT code FROM events WHERE code_key = ?1), ?4))
    AND seq > ?2
  ORDER BY seq LIMIT ?3)");

JournalRecord record_of(const Row& row) {
  return {.stamp = {.seq = row.integer(0),
                    .at_ms = row.integer(1),
                    .random = static_cast<std::uint64_t>(row.integer(7)),
                    .desk = row.text(2),
                    .who = row.text(3)},
          .command = row.text(4),
          .form = row.integer(13),
          .event = row.text(5),
          .outcome = row.text(6),
          .effect = row.text(14),
          .key = row.text(8),
          .request_hash = row.text(9),
          .salt = row.text(15),
          .digest = row.text(16),
          .request = row.text(10),
          .answer = row.text(11)};
}

}  // namespace

void append(Connection& connection, const JournalRecord& record, const std::string& hash) {
  connection.run(kAppend, record.stamp.seq, record.stamp.at_ms, record.stamp.desk, record.stamp.who,
                 record.command, record.form, record.event, record.outcome, record.effect,
                 static_cast<std::int64_t>(record.stamp.random),
                 record.key.empty() ? std::nullopt : std::optional(record.key),
                 Blob{record.request_hash}, Blob{record.salt}, Blob{record.digest}, Blob{hash},
                 record.request, record.answer);
}

void each_record(Connection& connection,
                 const std::function<void(const JournalRecord&, const std::string&)>& use) {
  connection.each(kAll, [&](const Row& row) { use(record_of(row), row.text(12)); });
}

JournalTail journal_tail(Connection& connection) {
  const auto tail = connection.first(kTail, [](const Row& row) {
    return JournalTail{row.integer(0), row.integer(1), row.text(2)};
  });
  return tail ? *tail : JournalTail{.seq = 0, .at_ms = 0, .link = identity_of(connection)};
}

std::string identity_of(Connection& connection) {
  return connection.first(kIdentity, [](const Row& row) { return row.text(0); }).value();
}

void adopt_identity(Connection& connection, const std::string& identity) {
  connection.run(kAdopt, Blob{identity});
}

Seq last_seq(Connection& connection) { return journal_tail(connection).seq; }

void each_text(Connection& connection, const std::function<void(Seq, const JournalTexts&)>& use) {
  connection.each(kTexts, [&](const Row& row) { use(row.integer(0), {row.text(1), row.text(2)}); });
}

JournalTexts journal_texts(Connection& connection, Seq seq) {
  return connection
      .first(
          kTextsOf,
          [](const Row& row) {
            return JournalTexts{row.text(0), row.text(1)};
          },
          seq)
      .value();
}

void replace_texts(Connection& connection, Seq seq, const JournalTexts& texts) {
  connection.run(kReplace, seq, texts.request, texts.answer);
}

std::optional<std::string> hash_of(Connection& connection, Seq seq) {
  if (seq == 0) return identity_of(connection);
  return connection.first(
      kHash, [](const Row& row) { return row.text(0); }, seq);
}

std::optional<Remembered> remembered(Connection& connection, const std::string& key) {
  return connection.first(
      kRemembered,
      [](const Row& row) {
        return Remembered{row.integer(0), row.text(1), row.text(2),
                          row.text(3),    row.text(4), row.text(5)};
      },
      key);
}

std::optional<LastSeat> who_and_when(Connection& connection, Seq seq) {
  return connection.first(
      kWhoAndWhen,
      [](const Row& row) {
        return LastSeat{row.integer(0), row.integer(1), row.text(2)};
      },
      seq);
}

std::vector<JournalRow> journal_page(Connection& connection, const std::optional<EventCode>& code,
                                     Seq after, std::int64_t limit) {
  std::vector<JournalRow> found;
  connection.each(
      kPage,
      [&](const Row& row) {
        found.push_back({row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4),
                         row.text(5), row.text(6), row.text(7)});
      },
      code ? std::optional(code->key) : std::nullopt, after, limit,
      code ? std::optional(code->text) : std::nullopt);
  return found;
}

}  // namespace lastseat
