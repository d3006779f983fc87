#include "json/syntax/document.h"

#include <doctest/doctest.h>

#include <random>

#include "json/syntax/fields.h"
#include "json/syntax/parse.h"
#include "support/json_oracle.h"

using namespace lastseat;
using json::Document;
using test::Tree;

namespace {

Document document(std::string_view text) {
  Message error;
  std::optional<Document> parsed = json::parse(text, error);
  REQUIRE_MESSAGE(parsed, text);
  return *std::move(parsed);
}

std::string sorted(std::string_view text) {
  std::string out;
  json::append_sorted(out, document(text).root());
  return out;
}

void check_against_the_tree(const std::string& text) {
  const Document flat = document(text);
  const Tree tree = Tree::parse(text);
  CHECK_MESSAGE(test::same(flat.root(), tree), text);
  std::string expected;
  test::append_sorted(expected, tree);
  CHECK(sorted(text) == expected);
}

// Random JSON, with blanks, escapes and all kinds of numbers.
class Texts {
 public:
  std::string next() { return value(0); }

 private:
  std::size_t below(std::size_t end) { return random_() % end; }
  std::string blank() { return std::vector<std::string>{"", "", "", " ", "\n\t\r"}[below(5)]; }
  std::string string() {
    static const std::vector<std::string> kParts{
        "a", "b", "Zo\u00eb", "\U0001F600", "\x7f",  " ",     R"(\u00e9)",   R"(\ud83d\ude00)",
        "/", ",", R"(\/)",    R"(\")",      R"(\\)", R"(\b)", R"(\f\n\r\t)", R"(\u0000)"};
    std::string out;
    for (std::size_t i = below(4); i > 0; --i) out += kParts[below(kParts.size())];
    return '"' + out + '"';
  }
  std::string number() {
    std::string out = std::vector<std::string>{"", "-"}[below(2)];
    const std::size_t digits = below(22);
    out += digits == 0 ? '0' : static_cast<char>('1' + below(9));
    for (std::size_t i = 1; i < digits; ++i) out += static_cast<char>('0' + below(10));
    if (below(3) == 0) out += "." + std::to_string(below(1'000'000));
    if (below(3) == 0)
      out += std::vector<std::string>{"e", "E+", "e-"}[below(3)] + std::to_string(below(280));
    return out;
  }
  std::string value(int depth) {
    switch (below(depth < 4 ? 7 : 5)) {
      case 0:
        return std::vector<std::string>{"null", "true", "false"}[below(3)];
      case 1:
      case 2:
        return number();
      case 3:
      case 4:
        return string();
      case 5: {
        std::string out = "[";
        for (std::size_t i = below(5); i > 0; --i) {
          out += blank() + value(depth + 1) + blank() + (i > 1 ? "," : "");
        }
        return out + blank() + "]";
      }
      default: {
        std::string out = "{";
        for (std::size_t i = below(5); i > 0; --i) {
          std::string name = string();
          name.insert(1, std::vector<std::string>{"z", "é", "b", ""}[i - 1] + std::to_string(i));
          out += blank() + name + blank() + ":" + blank() + value(depth + 1) + (i > 1 ? "," : "");
        }
        return out + blank() + "}";
      }
    }
  }

  std::mt19937_64 random_{1};
};

}  // namespace

TEST_CASE("parse: the values are those of the library's tree, in its order") {
  check_against_the_tree(
      R"({"event":"HOT","roll":"7","student":{"roll":"7","name":"Asha"},"a":[]})");
  check_against_the_tree(R"([[],{},[[1],{"a":{"b":[{}]}}],"",{"":0}])");
  check_against_the_tree("\xEF\xBB\xBF {\"a\" : 1 }\n");
  for (const char* alone : {"null", "true", "0", "-1", "1.5", "\"a\"", "[]", "{}"}) {
    check_against_the_tree(alone);
  }
  Texts texts;
  for (int i = 0; i < 5000; ++i) check_against_the_tree(texts.next());
}

// A journal keeps the hash of these bytes for as long as a fest exists.
TEST_CASE("append_sorted: names in the order of their bytes, values in one spelling") {
  CHECK(
      sorted(R"( { "b" : 1 , "a" : [ 2 , { "d" : {} , "c" : [ ] } ] , "" : null, "B": true } )") ==
      R"({"":null,"B":true,"a":[2,{"c":[],"d":{}}],"b":1})");
  CHECK(sorted("{\"\u00e9\":1,\"z\":2,\"aa\":3,\"a\":4,\"a\\\"\":5}") ==
        "{\"a\":4,\"a\\\"\":5,\"aa\":3,\"z\":2,\"\u00e9\":1}");
  CHECK(sorted(R"(["\u00e9\ud83d\ude00\/\u0041","\b\f\n\r\t\"\\\u0000\u007f"])") ==
        "[\"\u00e9\U0001F600/A\",\"\\u0008\\u000c\\n\\r\\t\\\"\\\\\\u0000\x7f\"]");
  CHECK(sorted("[0,-0,-0.0,0.10,1e5,1E-7,1.0e+2,9007199254740993,0.1e17,5e-324]") ==
        "[0,0,-0.0,0.1,100000.0,1e-07,100.0,9007199254740993,1e+16,5e-324]");
  CHECK(sorted("[9223372036854775807,9223372036854775808,18446744073709551615,18446744073709551616,"
               "-9223372036854775808,-9223372036854775809]") ==
        "[9223372036854775807,9223372036854775808,18446744073709551615,1.8446744073709552e+19,"
        "-9223372036854775808,-9.223372036854776e+18]");
}

TEST_CASE("set: a member is read as if it had been in the text, in its place or as the last one") {
  const std::string name = "code";
  const std::string code = "ROBO";
  Document fields = document(R"({"student":{"code":"a","year":[1]},"code":"robo"})");
  fields.set(name, code);
  fields.set("id", std::int64_t{7});
  CHECK(test::same(fields.root(),
                   Tree::parse(R"({"student":{"code":"a","year":[1]},"code":"ROBO","id":7})")));
  Document empty;
  empty.set(name, code);
  empty.set(name, "B");
  CHECK(test::same(empty.root(), Tree::parse(R"({"code":"B"})")));
}

TEST_CASE("find: only a direct member of an object") {
  const Document fields = document(R"({"a":{"b":1},"c":[2]})");
  CHECK(fields.root().find("b") == nullptr);
  CHECK(fields.root().find("") == nullptr);
  CHECK(fields.root().find("c")->find("") == nullptr);
  CHECK(*fields.root().find("a")->find("b")->get<std::int64_t>() == 1);
}

TEST_CASE("Fields: each reader of an object has its own unknown fields") {
  const Document both = document(R"({"a":1,"b":2})");
  const auto unknown_beside = [&](std::string_view name) {
    json::Problems problems;
    json::Fields fields(both.root(), "", json::Trust::none, problems);
    CHECK(fields.number(name).has_value());
    fields.refuse_unknown();
    REQUIRE(problems.size() == 1);
    return problems.front().pointer;
  };
  CHECK(unknown_beside("a") == "/b");
  CHECK(unknown_beside("b") == "/a");
}

TEST_CASE("difference: the first member that differs, also inside it, and missing ones") {
  const auto member = [](const char* one, const char* two) {
    return json::difference(one, two).member;
  };
  CHECK(member(R"({"a":1,"b":{"c":[1,2]}})", R"({"b": {"c": [1, 2]}, "a": 1})").empty());
  CHECK(member(R"({"a":1,"b":{"c":[1,2]}})", R"({"a":1,"b":{"c":[1,3]}})") == "b");
  CHECK(member(R"({"a":[[1],2]})", R"({"a":[[1,2]]})") == "a");
  CHECK(member(R"({"a":{"b":1}})", R"({"a":{"c":1}})") == "a");
  CHECK(member(R"({"a":"1","b":2})", R"({"a":1,"b":3})") == "a");
  CHECK(member("[1]", "{}") == "{}");
  CHECK(member("{", "{}") == "{}");
  CHECK(json::difference(R"({"a":1})", R"({ "a":1})").same_members);
  CHECK_FALSE(json::difference(R"({"a":1})", R"({"a":1,"b":2})").same_members);
  CHECK_FALSE(json::difference(R"({"a":1,"b":2})", R"({"a":1})").same_members);
}
