// The journal outlives the program that wrote it: what a replay compares, and what it does not.
#include "store/journal/journal.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <functional>

#include "json/command.h"
#include "store/journal/chain.h"
#include "support/test_fest.h"

using namespace lastseat;
using namespace lastseat::test;

namespace {

// A day with seats, a waiting list, a promotion, refusals and check-ins.
void spend_a_day(TestFest& fest) {
  fest.run(add_event("ROBO", 1));
  fest.run(register_new("ROBO", "A1"), "k-1");
  fest.run(register_new("ROBO", "B2"));
  fest.run(register_new("ROBO", "B2", true));
  fest.run(Cancel{{1}});
  fest.run(ChangeEvent{{"ROBO"}, {.capacity = 2}, {}});
  fest.run(PutStudent{student("C3")});
  fest.run(ImportStudents{{{2, student("D4")}}, {}});
}

std::vector<JournalRecord> records_of(TestFest& fest) {
  std::vector<JournalRecord> records;
  each_record(fest.database().connection(),
              [&](const JournalRecord& record, const std::string&) { records.push_back(record); });
  return records;
}

// What check() finds in a fest that another program wrote: the same commands, in the same order,
// but each row as `write` makes it. Its chain and its digests are right.
std::vector<std::string> findings_if(const std::function<void(JournalRecord&)>& write) {
  TestFest day;
  spend_a_day(day);
  TestFest other;
  other.ledger().begin();
  std::string link = identity_of(other.database().connection());
  for (JournalRecord& record : records_of(day)) {
    const auto command = json::decode_journal(record.command, record.form, record.request);
    REQUIRE(command);
    write(record);
    record.digest = digest_of(record);
    link = next_link(link, record);
    other.ledger().replay(*command, record, link);
  }
  other.ledger().commit();
  std::vector<std::string> codes;
  for (const Message& finding : other.check().findings) codes.push_back(finding.code);
  return codes;
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("journal: an effect says what was promised, in numbers and codes") {
  TestFest fest;
  spend_a_day(fest);
  std::vector<std::string> effects;
  for (const JournalRecord& record : records_of(fest)) effects.push_back(record.effect);
  CHECK(effects == std::vector<std::string>{
                       "event_added ROBO", "confirmed 1 ROBO seat 1", "event_full ROBO",
                       "waiting 2 ROBO 1", "cancelled 1, promoted 2 seat 1", "event_changed ROBO",
                       "student_added", "imported 1 new 0 updated 0 unchanged"});
}

TEST_CASE("journal: a program that adds a member to every answer leaves an old fest sound") {
  CHECK(findings_if([](JournalRecord&) {}) == Codes{});
  CHECK(findings_if([](JournalRecord& record) {
          record.answer.insert(record.answer.size() - 1, R"(,"added":true)");
        }) == Codes{});
}

// Written by a program that did not have these members yet: in a command, what is left out is
// empty.
TEST_CASE("journal: a program that adds an optional field to every command leaves it sound too") {
  int changed = 0;
  const auto leave_out = [&](std::string& text, const std::string& member) {
    for (std::size_t at; (at = text.find(member)) != std::string::npos; ++changed) {
      text.erase(at, member.size());
    }
  };
  CHECK(findings_if([&](JournalRecord& record) {
          for (const char* member : {R"(,"team":"")", R"(,"phone":"")", R"(,"college":"")"}) {
            leave_out(record.request, member);
          }
          for (const char* member : {R"(,"checked_in_at":null)", R"(,"held":0)"}) {
            leave_out(record.answer, member);
          }
        }) == Codes{});
  CHECK(changed > 10);
}

TEST_CASE("journal: a program that decides otherwise is found") {
  CHECK(findings_if([](JournalRecord& record) {
          if (record.stamp.seq == 2) record.effect = "confirmed 2 ROBO seat 7";
        }) == Codes{"check.other_effect"});
}

TEST_CASE("journal: a command in a form that this program does not know cannot be read") {
  CHECK(findings_if([](JournalRecord& record) {
          if (record.stamp.seq == 8) record.form = 2;
        }).front() == "check.unreadable");
}

TEST_CASE("journal: a row whose text was altered or swapped does not match its digest") {
  for (const char* sql :
       {"UPDATE journal SET answer = replace(answer, 'A1', 'Z9') WHERE seq = 2",
        "UPDATE journal SET request = (SELECT request FROM journal WHERE seq = 3) WHERE seq = 4",
        "UPDATE journal SET effect = 'confirmed 2 ROBO seat 7' WHERE seq = 2"}) {
    CAPTURE(sql);
    TestFest fest;
    spend_a_day(fest);
    fest.database().sqlite().exec(
        "DROP TRIGGER journal_only_grows; DROP TRIGGER journal_only_forgets");
    fest.database().sqlite().exec(sql);
    const CheckReport report = fest.check();
    REQUIRE_FALSE(report.ok());
    CHECK(report.findings.front().code == "check.altered");
  }
}

TEST_CASE("head: a number, a colon and 80 bits of the hash, as people write it down") {
  CHECK(head_from("812:0123456789abcdef0123") == Head{812, "0123456789abcdef0123"});
  CHECK(head_from("812:0123456789ABCDEF0123") == Head{812, "0123456789abcdef0123"});
  for (const char* wrong : {"", "812", "812:", "812:0123", "x:0123456789abcdef0123",
                            "812:0123456789abcdef012g", "-1:0123456789abcdef0123"}) {
    CAPTURE(wrong);
    CHECK_FALSE(head_from(wrong));
  }
  TestFest fest;
  const Head empty = journal_head(fest.database().connection());
  CHECK(empty.seq == 0);
  CHECK(identity_text(fest.database().connection()).starts_with(empty.hash));
  fest.run(add_event("ROBO", 1));
  const Head head = journal_head(fest.database().connection());
  CHECK(head.seq == 1);
  CHECK(head_from(text_of(head)) == head);
}

TEST_CASE("head: a journal that was rewritten does not pass through a head that was handed out") {
  TestFest honest;
  spend_a_day(honest);
  const Head handed_out = journal_head(honest.database().connection());
  honest.run(PutStudent{student("E5")});
  CHECK(check(honest.options(), {.heads = {{"a slip", handed_out}}}).ok());

  // The same commands but one: sound in itself.
  TestFest forged;
  forged.run(add_event("ROBO", 1));
  forged.run(register_new("ROBO", "FRIEND"), "k-1");
  for (int i = 0; i < 7; ++i) forged.run(PutStudent{student("S" + std::to_string(i))});
  CHECK(forged.check().ok());
  const CheckReport report = check(forged.options(), {.heads = {{"a slip", handed_out}}});
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings.front() == Message{"check.other_head", {{"source", "a slip"}, {"seq", 8}}});

  const CheckReport cut = check(forged.options(), {.heads = {{"a slip", Head{99, ""}}}});
  REQUIRE(cut.findings.size() == 1);
  CHECK(cut.findings.front().code == "check.head_beyond");
}
