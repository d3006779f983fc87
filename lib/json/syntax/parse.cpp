#include "json/syntax/parse.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace lastseat::json {
namespace {

constexpr std::size_t kDepth = 16;           // nothing of ours nests deeper than 5
constexpr std::size_t kFieldsOfObject = 64;  // nothing of ours has more than 20
constexpr std::size_t kUsualValues = 16;

using Parser = nlohmann::json;

// Writes the values into one list while the parser reads, and stops the parser at what only we
// refuse.
class Builder {
 public:
  // A string is never longer than in the text, where it has quotes and escapes.
  explicit Builder(std::size_t bytes)
      : texts_(std::make_unique_for_overwrite<char[]>(bytes)), free_(texts_.get()) {
    values_.reserve(kUsualValues);
  }

  bool null() { return put(std::monostate()); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(std::int64_t value) { return put(value); }
  bool number_unsigned(std::uint64_t value) {
    return std::in_range<std::int64_t>(value) ? put(static_cast<std::int64_t>(value)) : put(value);
  }
  bool number_float(double value, const std::string&) { return put(value); }
  bool string(const std::string& value) { return put(stored(value)); }
  bool binary(Parser::binary_t&) { return false; }  // only in binary formats

  bool start_object(std::size_t) { return open(Object()); }
  bool start_array(std::size_t) { return open(List()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(const std::string& name) {
    std::size_t fields = 0;
    for (std::size_t i = open_[depth_ - 1] + 1; i < values_.size(); i += values_[i].count) {
      if (values_[i].name == name) return stop(Message{"json.field_twice", {{"field", name}}});
      ++fields;
    }
    if (fields == kFieldsOfObject) return stop(Message{"json.too_wide"});
    name_ = stored(name);
    return true;
  }

  bool parse_error(std::size_t bytes_read, const std::string&, const Parser::exception& error) {
    constexpr int kOutOfRange = 406;
    if (error.id == kOutOfRange) return stop(Message{"json.number_too_large"});
    broken_at = bytes_read == 0 ? 0 : bytes_read - 1;
    return false;
  }

  Document document() && { return {std::move(texts_), std::move(values_)}; }

  std::optional<Message> why;  // why we stopped the parser
  std::size_t broken_at = 0;   // where the parser found an error

 private:
  bool stop(Message reason) {
    why = std::move(reason);
    return false;
  }
  std::string_view stored(std::string_view text) {
    const char* const begin = free_;
    free_ = std::copy(text.begin(), text.end(), free_);
    return {begin, text.size()};
  }
  bool put(Value::Data value) {
    values_.push_back({.name = std::exchange(name_, {}), .data = value});
    return true;
  }
  bool open(Value::Data kind) {
    if (depth_ == kDepth) return stop(Message{"json.too_deep"});
    open_[depth_++] = values_.size();
    return put(kind);
  }
  bool close() {
    const std::size_t first = open_[--depth_];
    values_[first].count = static_cast<std::uint32_t>(values_.size() - first);
    return true;
  }

  std::unique_ptr<char[]> texts_;
  char* free_;
  std::vector<Value> values_;
  std::string_view name_;  // of the next value, if it is a member
  std::array<std::size_t, kDepth> open_{};
  std::size_t depth_ = 0;
};

std::vector<std::pair<std::string, Message::Value>> place(std::string_view text, std::size_t byte) {
  text = text.substr(0, byte);
  const std::int64_t line = std::count(text.begin(), text.end(), '\n') + 1;
  const std::size_t line_start =
      text.rfind('\n') == std::string_view::npos ? 0 : text.rfind('\n') + 1;
  return {{"line", line}, {"byte", static_cast<std::int64_t>(byte - line_start + 1)}};
}

}  // namespace

std::optional<Document> parse(std::string_view text, Message& error) {
  // The parser treats a zero byte as the end of the text, and would accept what is before it.
  if (const std::size_t at = text.find('\0'); at != std::string_view::npos) {
    error = Message{"json.zero_byte", place(text, at)};
    return std::nullopt;
  }
  Builder builder(text.size());
  if (Parser::sax_parse(text.begin(), text.end(), &builder)) return std::move(builder).document();
  error = builder.why ? *std::move(builder.why)
                      : Message{"json.broken", place(text, builder.broken_at)};
  return std::nullopt;
}

Difference difference(std::string_view object, std::string_view other) {
  if (object == other) return {};
  Message error;
  const std::optional<Document> one = parse(object, error);
  const std::optional<Document> two = parse(other, error);
  if (!one || !two || !one->root().get<Object>() || !two->root().get<Object>()) {
    return {"{}", false};
  }
  Difference found;
  for (const Value& each : one->root()) {
    const Value* same = two->root().find(each.name);
    if (!same) {
      found.same_members = false;
    } else if (found.member.empty() && *same != each) {
      found.member = each.name;
    }
  }
  for (const Value& each : two->root())
    found.same_members &= one->root().find(each.name) != nullptr;
  return found;
}

}  // namespace lastseat::json
