// JSON → command, as read by the API and by the journal.
//
// For any text there are the values that the JSON library's tree has, or there is an error.
//
// For any text there is a command or there are problems, each with a sentence and a pointer that
// are valid text. A command that was read is the same after encoding and reading it again, by the
// API and by the journal, and its fields are valid for the rules.
#include <array>
#include <variant>

#include "fuzz/fuzz.h"
#include "http/submit.h"
#include "json/command.h"
#include "json/syntax/parse.h"
#include "support/json_oracle.h"
#include "text/utf8.h"
#include "words/words.h"

namespace lastseat::fuzz {
namespace {

constexpr std::array<std::string_view, 11> kNames{
    "register",    "cancel",      "check_in",        "undo_check_in", "add_event", "change_event",
    "put_student", "change_fest", "import_students", "import_events", "no_command"};

bool is_text(const std::string& text) {
  return text::first_bad_utf8(text) == std::string_view::npos;
}

std::string problems_of(const Command& command) {
  FieldProblems found;
  if (const auto* entry = std::get_if<Register>(&command)) check(*entry, found);
  if (const auto* put = std::get_if<PutStudent>(&command)) check(put->student, found);
  if (const auto* add = std::get_if<AddEvent>(&command)) {
    check(CodeRule{}, "code", add->code, found);
    check(with(Event{.code = add->code}, add->fields), found);
  }
  if (const auto* change = std::get_if<ChangeEvent>(&command)) {
    check(CodeRule{}, "code", change->code, found);
    check(change->fields, found);
  }
  if (const auto* fest = std::get_if<ChangeFest>(&command)) check(fest->fields, found);
  return found.empty() ? "" : found.front().field + " " + say(found.front().detail);
}

void read_as_a_call(std::string_view name, const json::Value& fields) {
  json::Problems problems;
  const std::optional<Command> command = json::decode(name, fields, problems);
  expect(command.has_value() == problems.empty(), "there is a command, or there are problems");
  for (const json::Problem& each : problems) {
    const std::string sentence = http::sentence_of(each);
    expect(!sentence.empty() && is_text(sentence) && is_text(each.pointer),
           "a problem is a sentence");
    expect(each.pointer.empty() || each.pointer.front() == '/', "a problem has a JSON pointer");
  }
  if (!command) return;
  expect(lastseat::name(*command) == name, "the command is the one that was named");
  expect(problems_of(*command).empty(), "what is read may be: " + problems_of(*command));
  const std::string text = json::encode(*command);
  Message error;
  const auto again = json::parse(text, error);
  expect(again.has_value(), "a command is encoded as JSON: " + say(error) + " " + text);
  const std::optional<Command> same = json::decode(name, again->root(), problems);
  expect(same && json::encode(*same) == text, "a call reads what was encoded: " + text);
  const std::optional<Command> kept = json::decode_journal(name, 1, text);
  expect(kept && json::encode(*kept) == text, "the journal reads what was encoded: " + text);
}

void compare_with_the_tree(std::string_view text, const std::optional<json::Document>& fields,
                           const Message& error) {
  if (error.code == "json.zero_byte") return;
  const test::Tree tree = test::Tree::parse(text, nullptr, false);
  if (!fields) {
    expect(error.code != "json.broken" || tree.is_discarded(), "only broken JSON is called broken");
    return;
  }
  expect(!tree.is_discarded(), "what is read is JSON");
  expect(test::same(fields->root(), tree), "the values are those of the tree");
  std::string sorted;
  json::append_sorted(sorted, fields->root());
  std::string expected;
  test::append_sorted(expected, tree);
  expect(sorted == expected, "a retry has the bytes that it had: " + sorted);
}

}  // namespace

void command_json(std::string_view input) {
  Bytes bytes(input);
  const std::string_view name = kNames[bytes.below(kNames.size())];
  const std::string_view text = bytes.rest();
  Message error;
  const auto fields = json::parse(text, error);
  expect(fields.has_value() == error.code.empty(), "there is JSON, or an error");
  expect(is_text(say(error)), "an error is text");
  compare_with_the_tree(text, fields, error);
  if (fields) read_as_a_call(name, fields->root());

  const std::optional<Command> kept = json::decode_journal(name, 1, text);
  if (!kept) return;
  const std::string once = json::encode(*kept);
  const std::optional<Command> again = json::decode_journal(name, 1, once);
  expect(again && json::encode(*again) == once, "the journal reads what it holds: " + once);
}

}  // namespace lastseat::fuzz
