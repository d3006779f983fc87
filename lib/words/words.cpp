#include "words/words.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>

#include "words/languages.h"

namespace lastseat {
namespace {

// Text, or a place for a value.
struct Piece {
  std::string text = {};                  // of a place: as it is written, with its braces
  std::string name = {};                  // of the value; empty: it is text
  std::vector<std::string> choices = {};  // what follows the name, between bars
};
using Sentence = std::vector<Piece>;
using Language = std::map<std::string, Sentence, std::less<>>;

Piece place(std::string_view written) {
  Piece piece{.text = std::string(written)};
  std::string_view rest = written.substr(1, written.size() - 2);
  piece.name = rest.substr(0, rest.find('|'));
  while (rest.find('|') != std::string_view::npos) {
    rest.remove_prefix(rest.find('|') + 1);
    piece.choices.emplace_back(rest.substr(0, rest.find('|')));
  }
  return piece;
}

Sentence parsed(std::string_view text) {
  Sentence sentence;
  while (!text.empty()) {
    const std::size_t open = std::min(text.find('{'), text.size());
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) {
      sentence.push_back({.text = std::string(text)});
      break;
    }
    if (open > 0) sentence.push_back({.text = std::string(text.substr(0, open))});
    sentence.push_back(place(text.substr(open, close + 1 - open)));
    text.remove_prefix(close + 1);
  }
  return sentence;
}

Language read(std::string_view file) {
  Language language;
  const auto json = nlohmann::json::parse(file, nullptr, false);
  for (const auto& [code, text] : json.items()) {
    if (text.is_string()) language.emplace(code, parsed(text.get_ref<const std::string&>()));
  }
  return language;
}

const Language& english() {
  static const Language language = read(words::en_json());
  return language;
}

std::string joined(const std::vector<std::string>& list, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const bool is_last = i > 0 && i + 1 == list.size() && !last.empty();
    if (is_last) out.append(" ").append(last).append(" ");
    if (i > 0 && !is_last) out += ", ";
    out += list[i];
  }
  return out;
}

std::string said(const std::vector<Message>& messages, const std::vector<std::string>& choices) {
  std::vector<std::string> sentences;
  sentences.reserve(messages.size());
  for (const Message& each : messages) sentences.push_back(say(each));
  if (!choices.empty()) return joined(sentences, choices[0]);
  std::string out;
  for (const std::string& each : sentences) out += (out.empty() ? "" : " ") + each;
  return out;
}

std::string grouped(std::int64_t number, const std::string& separator) {
  std::string digits = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, separator);
  }
  return digits;
}

std::string spoken(const Message::Value& value, const std::vector<std::string>& choices) {
  const auto* number = std::get_if<std::int64_t>(&value);
  const auto* list = std::get_if<std::vector<std::string>>(&value);
  if (choices.size() == 2 && (number || list)) {
    const bool one = number ? *number == 1 : list->size() == 1;
    return one ? choices[0] : choices[1];
  }
  if (number) return choices.empty() ? std::to_string(*number) : grouped(*number, choices[0]);
  if (list) return joined(*list, choices.empty() ? std::string_view() : choices[0]);
  if (const auto* messages = std::get_if<std::vector<Message>>(&value))
    return said(*messages, choices);
  return std::get<std::string>(value);
}

const Message::Value* find(const Message& message, std::string_view name) {
  for (const auto& [each, value] : message.values) {
    if (each == name) return &value;
  }
  return nullptr;
}

std::string say(std::string_view code, const Message& message) {
  const auto found = english().find(code);
  if (found == english().end()) return spelt({std::string(code), message.values});
  std::string out;
  for (const Piece& piece : found->second) {
    const Message::Value* value = piece.name.empty() ? nullptr : find(message, piece.name);
    out += value ? spoken(*value, piece.choices) : piece.text;
  }
  return out;
}

}  // namespace

std::string say(const Message& message) { return say(message.code, message); }

Explanation explain(const Message& message) {
  return {say(message.code + ".title", message), say(message.code + ".detail", message)};
}

}  // namespace lastseat
