// A day at a desk: bytes → commands → the ledger → a replay of its journal.
//
// Each command passes through its JSON, as from the API to the journal. None violates a constraint
// of the schema, the same key gets the same answer, and at the end check() finds nothing: the
// promises hold, and replaying the journal gives the same tables.
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "files/import.h"
#include "fuzz/fuzz.h"
#include "json/command.h"
#include "json/outcome.h"
#include "json/syntax/parse.h"
#include "store/journal/check.h"
#include "store/journal/ledger.h"
#include "store/sqlite/database.h"
#include "support/temporary_folder.h"
#include "words/words.h"

namespace lastseat::fuzz {
namespace {

constexpr std::size_t kMostCommands = 200;
constexpr std::int64_t kBegin = 1'800'000'000'000;

using Json = nlohmann::ordered_json;

class Day {
 public:
  explicit Day(std::string_view input)
      : bytes_(input), database_(Database::open(options())), ledger_(database_) {}

  void run() {
    for (std::size_t i = 0; i < kMostCommands && !bytes_.empty(); ++i) step();
    const CheckReport report = check(options());
    expect(report.ok(),
           report.ok() ? "" : "the books are right: " + spelt(report.findings.front()));
    expect(report.commands == ledger_.last_seq(), "every command is in the journal, once");
  }

 private:
  DatabaseOptions options() const { return {.path = folder_ / "lastseat.db"}; }

  void step() {
    switch (bytes_.below(12)) {
      case 0:
        return call("add_event", event());
      case 1:
        return change_event();
      case 2:
        return call("put_student", student(roll()));
      case 3:
      case 4:
      case 5:
      case 6:
        return enter();
      case 7:
      case 8:
        return call("cancel", {{"id", 1 + bytes_.below(60)}});
      case 9:
        return call(bytes_.below(3) == 0 ? "undo_check_in" : "check_in", {{"ticket", ticket()}});
      case 10:
        return change_fest();
      default:
        return import();
    }
  }

  void enter() {
    Json fields{{"event", code()}, {"waitlist", bytes_.below(2) == 1}};
    if (bytes_.below(4) > 0) {
      fields["roll"] = roll();
      if (bytes_.below(4) > 0) fields["student"] = student(fields["roll"]);
    } else {
      Json members = Json::array();
      for (std::size_t i = 0; i <= bytes_.below(4); ++i) members.push_back(roll());
      fields["members"] = std::move(members);
      fields["team"] = bytes_.text(12);
    }
    call("register", std::move(fields));
  }

  void change_event() {
    Json fields{{"code", code()}};
    if (bytes_.below(2) == 0) fields["capacity"] = bytes_.below(7);
    if (bytes_.below(4) == 0) fields["state"] = bytes_.below(2) == 0 ? "open" : "closed";
    if (bytes_.below(4) == 0) fields["starts_at"] = time();
    if (bytes_.below(4) == 0) fields["ends_at"] = time();
    if (bytes_.below(4) == 0) fields["team_max"] = bytes_.below(5);
    if (bytes_.below(4) == 0) fields["title"] = bytes_.text(20);
    if (bytes_.below(4) == 0) fields["unchanged_since"] = bytes_.below(60);
    call("change_event", std::move(fields));
  }

  void change_fest() {
    Json fields = Json::object();
    if (bytes_.below(2) == 0) fields["time_clash"] = bytes_.below(2) == 0 ? "warn" : "refuse";
    for (const char* limit : {"entry_limit", "waitlist_limit"}) {
      const std::size_t most = bytes_.below(6);
      if (most < 4) fields[limit] = most;
      if (most == 4) fields[limit] = nullptr;
    }
    call("change_fest", std::move(fields));
  }

  void import() {
    const bool of_events = bytes_.below(2) == 0;
    std::string file = of_events ? "code,title,starts_at,ends_at,capacity\n" : "roll,name\n";
    for (std::size_t i = 0; i <= bytes_.below(4); ++i) {
      file += of_events ? code() + "," + bytes_.text(10) + "," + time() + "," + time() + "," +
                              std::to_string(bytes_.below(6)) + "\n"
                        : roll() + "," + bytes_.text(10) + "\n";
    }
    try {
      const ImportFile read = of_events ? read_events(file) : read_students(file);
      if (read.invalid.empty()) execute(read.command);
    } catch (const csv::Unreadable&) {
      // Its texts are not valid: nothing reaches the ledger.
    }
  }

  // Like the body of a call: invalid JSON or fields are refused before there is a command.
  void call(std::string_view name, Json fields) {
    const std::string body = fields.dump(-1, ' ', false, Json::error_handler_t::ignore);
    Message error;
    const auto read = json::parse(body, error);
    expect(read.has_value(), "JSON is JSON: " + say(error));
    json::Problems problems;
    if (const auto command = json::decode(name, read->root(), problems)) execute(*command);
  }

  void execute(const Command& command) {
    const std::string text = json::encode(command);
    const auto kept = json::decode_journal(name(command), form_of(command), text);
    expect(kept && json::encode(*kept) == text, "the journal keeps a command whole: " + text);
    const std::size_t key_number = bytes_.below(16);
    const std::string key = key_number < 8 ? "key " + std::to_string(key_number) : "";
    // Clocks jump in both directions.
    const std::int64_t now = kBegin + static_cast<std::int64_t>(bytes_.below(250)) * 1000;
    ledger_.begin();
    const Answer answer = ledger_.execute({*kept, "desk", "", key}, now, bytes_.below(256));
    if (bytes_.below(16) == 0) return ledger_.rollback();
    ledger_.commit();
    judge(answer, std::string(name(command)) + text, key);
  }

  void judge(const Answer& answer, const std::string& asked, const std::string& key) {
    const auto known = answers_.find(key);
    const bool retry = !key.empty() && known != answers_.end();
    if (!retry) {
      expect(answer.origin == Answer::Origin::fresh, "a new key is a new command");
      expect(answer.head.seq == ledger_.last_seq(), "a command is the last in the journal");
      if (!key.empty()) answers_[key] = {asked, answer};
    } else if (known->second.asked == asked) {
      expect(answer.origin == Answer::Origin::replayed &&
                 answer.head.seq == known->second.answer.head.seq &&
                 answer.body == known->second.answer.body,
             "a retry is answered as before");
    } else {
      expect(answer.origin == Answer::Origin::key_reused, "a key is for one request");
    }
    if (answer.body.empty()) return;
    Message error;
    expect(json::parse(answer.body, error).has_value(), "an answer is JSON: " + say(error));
    const Json body = Json::parse(answer.body);
    expect(body.at("seq") == answer.head.seq, "an answer has its place");
    if (body.contains("registration")) {
      tickets_.push_back(body.at("registration").at("ticket").get<std::string>());
    }
  }

  Json event() {
    return {{"code", code()},
            {"title", bytes_.text(20)},
            {"starts_at", time()},
            {"ends_at", time()},
            {"capacity", bytes_.below(5)},
            {"fee_minor", bytes_.below(3) * 10'000},
            {"team_min", 1 + bytes_.below(2)},
            {"team_max", 1 + bytes_.below(4)}};
  }

  Json student(const std::string& roll) {
    return {{"roll", roll},
            {"name", bytes_.below(8) == 0 ? bytes_.text(30) : "Student " + roll},
            {"phone", bytes_.text(4)},
            {"year", bytes_.below(6)}};
  }

  std::string code() {
    constexpr std::array kCodes{"ROBO", "robo", "QUIZ", "LINE", "CHESS"};
    return kCodes[bytes_.below(kCodes.size())];
  }

  std::string roll() {
    constexpr std::array kRolls{"A1", "a1", "A2", "A3", "A4", "2021/CS/5", "\xC3\xA9", "A7"};
    return kRolls[bytes_.below(kRolls.size())];
  }

  std::string time() { return "2027-01-22T1" + std::to_string(bytes_.below(10)) + ":00"; }

  std::string ticket() {
    const std::size_t which = bytes_.below(32);
    return which < tickets_.size() ? tickets_[which] : bytes_.text(20);
  }

  struct Asked {
    std::string asked;
    Answer answer;
  };

  test::TemporaryFolder folder_;
  Bytes bytes_;
  Database database_;
  Ledger ledger_;
  std::map<std::string, Asked> answers_;
  std::vector<std::string> tickets_;
};

}  // namespace

void journal_replay(std::string_view input) { Day(input).run(); }

}  // namespace lastseat::fuzz
