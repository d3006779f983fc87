#include "json/syntax/erasure.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <type_traits>
#include <utility>

#include "domain/values/student.h"

namespace lastseat::json {
namespace {

using Json = nlohmann::ordered_json;  // keeps the order of the fields

// Whether a text that is not even parsed may contain the roll. In ASCII, a roll is written in
// different cases only; other characters may stand for some of ASCII.
bool may_contain(std::string_view text, const Roll& roll) {
  const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  const auto is_plain = [](char c) { return c >= ' ' && c <= '~' && c != '\\' && c != '"'; };
  if (!std::all_of(roll.key.begin(), roll.key.end(), is_plain)) return true;
  const auto is_other = [](char c) { return static_cast<unsigned char>(c) >= 0x80 || c == '\\'; };
  if (std::any_of(text.begin(), text.end(), is_other)) return true;
  return std::search(text.begin(), text.end(), roll.key.begin(), roll.key.end(),
                     [&](char a, char b) { return small(a) == b; }) != text.end();
}

class Eraser {
 public:
  explicit Eraser(Tokens& tokens) : tokens_(tokens) {}

  void visit(Json& value) {
    if (value.is_object() && value.contains("roll") && is_roll(value["roll"])) erase(value);
    for (auto& [name, each] : value.items()) {
      const bool of_rolls = name == "members" && each.is_array();
      if (name == "subject") erase_roll(each);
      if (of_rolls) std::for_each(each.begin(), each.end(), [&](Json& one) { erase_roll(one); });
      if (each.is_structured()) visit(each);
    }
  }

  bool found() const { return found_; }

 private:
  bool is_roll(const Json& value) const {
    return value.is_string() && Roll(value.get_ref<const std::string&>()) == tokens_.roll();
  }
  void erase_roll(Json& value) {
    if (!is_roll(value)) return;
    value = tokens_.of_roll();
    found_ = true;
  }
  void erase(Json& student) {
    for_each_field(kStudentFields, [&](const auto& field) {
      const auto at = student.find(field.name);
      if (!field.personal || at == student.end() || !at->is_string()) return;
      using Rule = std::decay_t<decltype(field.rule)>;
      *at = std::is_same_v<Rule, CodeRule> ? tokens_.of_roll()
                                           : tokens_.of(at->template get<std::string>());
    });
    found_ = true;
  }

  Tokens& tokens_;
  bool found_ = false;
};

// Absent if the text contains no data of this person.
std::optional<Json> erased(std::string_view text, Tokens& tokens) {
  if (!may_contain(text, tokens.roll())) return std::nullopt;
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  Eraser eraser(tokens);
  eraser.visit(json);
  return eraser.found() ? std::optional(std::move(json)) : std::nullopt;
}

}  // namespace

bool contains_data_of(std::string_view text, const Roll& roll) {
  Tokens unused(0, roll);
  return erased(text, unused).has_value();
}

std::string without_data(std::string_view text, Tokens& tokens) {
  const std::optional<Json> json = erased(text, tokens);
  if (!json) return std::string(text);
  return json->dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<Seq> erased_rows(std::string_view answer) {
  const Json json = Json::parse(answer, nullptr, false);
  if (!json.is_object() || !json.contains("rows") || !json["rows"].is_array()) return {};
  std::vector<Seq> rows;
  for (const Json& row : json["rows"]) {
    if (row.is_number_integer()) rows.push_back(row.get<Seq>());
  }
  return rows;
}

}  // namespace lastseat::json
