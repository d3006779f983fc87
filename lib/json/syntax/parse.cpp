#include "json/syntax/parse.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace lastseat::json {
namespace {

constexpr std::size_t kDepth = 16;           // nothing of ours nests deeper than 5
constexpr std::size_t kFieldsOfObject = 64;  // nothing of ours has more than 20

// Builds the value while the parser reads, and stops the parser at what only we refuse.
class Builder {
 public:
  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(std::int64_t value) { return put(value); }
  bool number_unsigned(std::uint64_t value) { return put(value); }
  bool number_float(double value, const std::string&) { return put(value); }
  bool string(std::string& value) { return put(std::move(value)); }
  bool binary(Json::binary_t&) { return false; }  // only in binary formats

  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    auto& fields = open_.back()->get_ref<Json::object_t&>();
    if (fields.find(name) != fields.end()) {
      return stop(Message{"json.field_twice", {{"field", name}}});
    }
    if (fields.size() == kFieldsOfObject) {
      return stop(Message{"json.too_wide"});
    }
    next_ = &fields.emplace_back(std::move(name), nullptr).second;
    return true;
  }

  bool parse_error(std::size_t bytes_read, const std::string&, const Json::exception& error) {
    constexpr int kOutOfRange = 406;
    if (error.id == kOutOfRange) return stop(Message{"json.number_too_large"});
    broken_at = bytes_read == 0 ? 0 : bytes_read - 1;
    return false;
  }

  Json root;
  std::optional<Message> why;  // why we stopped the parser
  std::size_t broken_at = 0;   // where the parser found an error

 private:
  bool stop(Message reason) {
    why = std::move(reason);
    return false;
  }

  // Where the next value belongs: the document itself, the field just named, or the end of a list.
  Json& next() {
    if (open_.empty()) return root;
    if (open_.back()->is_object()) return *next_;
    return open_.back()->get_ref<Json::array_t&>().emplace_back();
  }
  template <class Value>
  bool put(Value&& given) {
    next() = std::forward<Value>(given);
    return true;
  }
  bool open(Json&& empty) {
    if (open_.size() == kDepth) return stop(Message{"json.too_deep"});
    Json& place = next();
    place = std::move(empty);
    open_.push_back(&place);  // stays valid: nothing is added around it while it is open
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::vector<Json*> open_;
  Json* next_ = nullptr;
};

std::vector<std::pair<std::string, Message::Value>> place(std::string_view text, std::size_t byte) {
  text = text.substr(0, byte);
  const std::int64_t line = std::count(text.begin(), text.end(), '\n') + 1;
  const std::size_t line_start =
      text.rfind('\n') == std::string_view::npos ? 0 : text.rfind('\n') + 1;
  return {{"line", line}, {"byte", static_cast<std::int64_t>(byte - line_start + 1)}};
}

}  // namespace

std::optional<Json> parse(std::string_view text, Message& error) {
  // The parser treats a zero byte as the end of the text, and would accept what is before it.
  if (const std::size_t at = text.find('\0'); at != std::string_view::npos) {
    error = Message{"json.zero_byte", place(text, at)};
    return std::nullopt;
  }
  Builder builder;
  if (Json::sax_parse(text.begin(), text.end(), &builder)) return std::move(builder.root);
  error = builder.why ? *std::move(builder.why)
                      : Message{"json.broken", place(text, builder.broken_at)};
  return std::nullopt;
}

Difference difference(std::string_view object, std::string_view other) {
  if (object == other) return {};
  Message error;
  const std::optional<Json> one = parse(object, error);
  const std::optional<Json> two = parse(other, error);
  if (!one || !two || !one->is_object() || !two->is_object()) return {"{}", false};
  Difference found{.member = {}, .same_members = one->size() == two->size()};
  for (const auto& [name, value] : one->items()) {
    if (!two->contains(name)) {
      found.same_members = false;
    } else if (found.member.empty() && (*two)[name] != value) {
      found.member = name;
    }
  }
  return found;
}

}  // namespace lastseat::json
