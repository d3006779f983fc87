#include "words/words.h"

#include <doctest/doctest.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <set>

#include "text/error.h"
#include "words/languages.h"

using namespace lastseat;

namespace {

using Names = std::set<std::string>;

// A code where it is written in a source; `values` are absent when they are not written there.
struct Use {
  std::string code;
  std::optional<Names> values;
  std::string where;
};

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The names in {{"name", value}, {"name", value}}, which begins at `at`.
Names names_in(const std::string& text, std::size_t at) {
  Names names;
  int depth = 0;
  do {
    if (text[at] == '"') {
      std::size_t end = at + 1;
      while (text[end] != '"') end += text[end] == '\\' ? 2U : 1U;
      const bool opens = text.find_last_not_of(" \n", at - 1) == text.rfind('{', at);
      if (depth == 2 && opens) names.insert(text.substr(at + 1, end - at - 1));
      at = end;
    }
    depth += text[at] == '{' ? 1 : text[at] == '}' ? -1 : 0;
    ++at;
  } while (depth > 0 && at < text.size());
  return names;
}

std::vector<Use> uses_in(const std::string& text, const std::string& where) {
  static const std::regex kMessage(R"re(Message\{\s*"([^"]+)"\s*([,}])\s*)re");
  std::vector<Use> uses;
  for (std::sregex_iterator each(text.begin(), text.end(), kMessage), end; each != end; ++each) {
    const std::size_t next = static_cast<std::size_t>(each->position() + each->length());
    Use use{(*each)[1], std::nullopt, where + ": " + std::string((*each)[1])};
    if ((*each)[2] == "}") {
      use.values = Names{};
    } else if (text[next] == '{') {
      use.values = names_in(text, next);
    }
    uses.push_back(std::move(use));
  }
  return uses;
}

std::vector<Use> uses_in_sources() {
  const std::filesystem::path root = LASTSEAT_SOURCES;
  std::vector<Use> uses;
  for (const char* folder : {"lib", "app"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".h" && extension != ".cpp") continue;
      const std::string where = entry.path().lexically_relative(root).string();
      if (where == "lib/words/words.h") continue;  // its examples
      for (Use& use : uses_in(read(entry.path()), where)) uses.push_back(std::move(use));
    }
  }
  return uses;
}

std::map<std::string, std::string> sentences() {
  std::map<std::string, std::string> out;
  const auto json = nlohmann::json::parse(words::en_json());
  for (const auto& [code, text] : json.items()) {
    out.emplace(code, text.get<std::string>());
  }
  return out;
}

Names places_in(const std::string& sentence) {
  static const std::regex kPlace(R"(\{([a-z_]+)(\|[^{}|]+){0,2}\})");
  Names names;
  for (std::sregex_iterator each(sentence.begin(), sentence.end(), kPlace), end; each != end;
       ++each) {
    names.insert((*each)[1]);
  }
  return names;
}

// The sentences that a code stands for: its own, or a title and a detail.
std::vector<std::string> codes_of(const std::string& code,
                                  const std::map<std::string, std::string>& all) {
  if (all.count(code) > 0) return {code};
  return {code + ".title", code + ".detail"};
}

}  // namespace

TEST_CASE("say: numbers and texts stand where the sentence has their names") {
  CHECK(say(Message{"query.not_a_number", {{"name", "limit"}, {"low", 1}, {"high", 500}}}) ==
        "limit must be a whole number from 1 to 500");
  CHECK(say(Message{"bad_target"}) == "The address cannot be read");
}

TEST_CASE("say: a word follows the number, or the length of the list") {
  const auto seats = [](std::int64_t taken) {
    return say(Message{"capacity_below_taken.taken", {{"taken", taken}, {"event", "Quiz"}}});
  };
  CHECK(seats(0) == "0 seats of Quiz are taken.");
  CHECK(seats(1) == "1 seat of Quiz is taken.");
  CHECK(seats(2) == "2 seats of Quiz are taken.");
  CHECK(seats(-1) == "-1 seats of Quiz are taken.");

  const auto entered = [](std::vector<std::string> who) {
    return say(Message{"already_registered.entered", {{"who", std::move(who)}}});
  };
  CHECK(entered({"A1"}) == "A1 has an entry in this event.");
  CHECK(entered({"A1", "A2"}) == "A1 and A2 have an entry in this event.");
}

TEST_CASE("say: a list is written with its last word") {
  const auto choice = [](std::vector<std::string> choices) {
    return say(
        Message{"query.not_a_choice", {{"name", "status"}, {"choices", std::move(choices)}}});
  };
  CHECK(choice({}) == "status must be ");
  CHECK(choice({"a"}) == "status must be a");
  CHECK(choice({"a", "b"}) == "status must be a or b");
  CHECK(choice({"a", "b", "c"}) == "status must be a, b or c");
}

TEST_CASE("say: a number has its thousands apart where the sentence asks for it") {
  const auto registrations = [](std::int64_t count) {
    return say(Message{"half.what_it_is", {{"registrations", count}}});
  };
  CHECK(registrations(1).find(" 1 registration ") != std::string::npos);
  CHECK(registrations(999).find(" 999 registrations ") != std::string::npos);
  CHECK(registrations(4812).find(" 4,812 registrations ") != std::string::npos);
  CHECK(registrations(-1234567).find(" -1,234,567 registrations ") != std::string::npos);
}

TEST_CASE("say: sentences follow one another, or are a list") {
  const std::vector<Message> two{Message{"a"}, Message{"b"}};
  CHECK(say(Message{"usage", {{"problem", two}, {"help", "h"}}}) == "a b\nFor help, run: h");
  CHECK(say(Message{"race.unexpected", {{"strategies", two}}}) ==
        "Not proven. These results were not expected: a and b.");
}

TEST_CASE("say: a value that is missing leaves its place; one too many is not said") {
  CHECK(say(Message{"query.repeated"}) == "{name} is given more than once");
  CHECK(say(Message{"query.repeated", {{"low", 1}, {"name", "q"}}}) == "q is given more than once");
}

TEST_CASE("say: braces in a value are no places") {
  CHECK(say(Message{"query.not_a_number", {{"name", "{low} {"}, {"low", 1}, {"high", 2}}}) ==
        "{low} { must be a whole number from 1 to 2");
}

TEST_CASE("say: what has no sentence is its code and its values") {
  CHECK(say(Message{"never_heard_of"}) == "never_heard_of");
  CHECK(say(Message{""}).empty());
  CHECK(say(Message{"lost", {{"count", 3}, {"of", std::vector<std::string>{"a", "b"}}}}) ==
        "lost (count 3, of a, b)");
  CHECK(explain(Message{"lost"}).title == "lost.title");
}

TEST_CASE("an error says its own message, any other what it has to say") {
  CHECK(say(message_of(Error(Message{"busy.title"}))) == "The server is busy");
  CHECK(say(message_of(std::runtime_error("out of ink"))) == "out of ink");
  const Error lost(Message{"lost", {{"count", 3}, {"why", std::vector{Message{"gone"}}}}});
  CHECK(std::string(lost.what()) == "lost (count 3, why gone)");
}

TEST_CASE("en.json: one sentence a code, and every place in it is well formed") {
  std::set<std::string> seen;
  const auto once = [&](int, nlohmann::json::parse_event_t event, nlohmann::json& parsed) {
    if (event == nlohmann::json::parse_event_t::key) {
      CHECK_MESSAGE(seen.insert(parsed.get<std::string>()).second, parsed << " is there twice");
    }
    return true;
  };
  CHECK(nlohmann::json::parse(words::en_json(), once).is_object());
  static const std::regex kPlace(R"(\{[a-z_]+(\|[^{}|]+){0,2}\})");
  for (const auto& [code, text] : sentences()) {
    CHECK_MESSAGE(std::regex_match(code, std::regex("[a-z0-9_]+(\\.[a-z0-9_]+)*")), code);
    CHECK_MESSAGE(!text.empty(), code);
    const std::string rest = std::regex_replace(text, kPlace, "");
    CHECK_MESSAGE(rest.find_first_of("{}|") == std::string::npos, code << ": " << text);
  }
}

TEST_CASE("sources: codes, values and names are found where they are written") {
  const std::string text = R"(
      say(Message{"plain"}); problem(413, Message{
          "large", {{"kib", f({1, "no"}) / 1024}, {
              "name", "a \"}}\" value"}}});
      Message{"elsewhere", values};)";
  const std::vector<Use> uses = uses_in(text, "here");
  REQUIRE(uses.size() == 3);
  CHECK(uses[0].code == "plain");
  CHECK(uses[0].values == Names{});
  CHECK(uses[1].code == "large");
  CHECK(uses[1].values == Names{"kib", "name"});
  CHECK(uses[2].code == "elsewhere");
  CHECK_FALSE(uses[2].values);
}

TEST_CASE("every code in the sources has its sentence, with places for its values and no others") {
  const auto all = sentences();
  for (const Use& use : uses_in_sources()) {
    Names places;
    for (const std::string& code : codes_of(use.code, all)) {
      const auto found = all.find(code);
      CHECK_MESSAGE(found != all.end(), use.where << ": en.json has no " << code);
      if (found != all.end()) places.merge(places_in(found->second));
    }
    if (use.values) CHECK_MESSAGE(places == *use.values, use.where);
  }
}

TEST_CASE("every sentence is said somewhere in the sources") {
  const auto all = sentences();
  Names said;
  for (const Use& use : uses_in_sources()) {
    for (std::string& code : codes_of(use.code, all)) said.insert(std::move(code));
  }
  for (const auto& [code, text] : all) CHECK_MESSAGE(said.count(code) == 1, code << ": " << text);
}
