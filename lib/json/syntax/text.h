// Writes JSON directly to a string. Answers are written on the writer's thread, between a command
// and its commit, so no tree is built for them. Does not check that the caller writes a name before
// each value of an object, or that a text is valid UTF-8. One thread at a time.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lastseat::json {

class Text {
 public:
  // Appends to `out`, which must outlive it. `out` must be empty or end where a value may begin.
  explicit Text(std::string& out) : out_(out) {}

  void open() { begin('{'); }
  void close() { out_ += '}'; }
  void open_list() { begin('['); }
  void close_list() { out_ += ']'; }

  void name(std::string_view name) {
    const std::string_view before = follows_a_value() ? ",\"" : "\"";
    out_.append(before).append(name).append("\":", 2);
  }

  void value(std::string_view text);
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(const char* text) { value(std::string_view(text)); }
  void value(std::int64_t number) {
    separate();
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number);
    out_.append(digits, end.ptr);
  }
  void value(bool yes) {
    separate();
    out_ += yes ? "true" : "false";
  }
  // A text that is already JSON.
  void raw(std::string_view json) {
    separate();
    out_ += json;
  }
  // Adds the members of `object`, which is already JSON, to the object that is open.
  void members(std::string_view object) {
    if (object.size() > 2) raw(object.substr(1, object.size() - 2));
  }
  void null() {
    separate();
    out_ += "null";
  }

  template <class Value>
  void field(std::string_view key, const Value& what) {
    name(key);
    value(what);
  }
  // Calls `write_one` with each of `values`; it must write exactly one value.
  template <class Values, class Write>
  void list(std::string_view key, const Values& values, Write&& write_one) {
    name(key);
    open_list();
    for (const auto& each : values) write_one(each);
    close_list();
  }
  void texts(std::string_view key, const std::vector<std::string>& values) {
    list(key, values, [&](const std::string& each) { value(each); });
  }
  // Writes nothing if it is absent.
  template <class Value>
  void field_if(std::string_view key, const std::optional<Value>& what) {
    if (what) field(key, *what);
  }
  // Writes null if `number` is `none`.
  void field_or_null(std::string_view key, std::int64_t number, std::int64_t none = 0) {
    name(key);
    number == none ? null() : value(number);
  }

 private:
  void begin(char bracket) {
    separate();
    out_ += bracket;
  }
  // A value ends with a bracket, a quote, a digit or a letter, so the last character decides.
  bool follows_a_value() const {
    if (out_.empty()) return false;
    const char last = out_.back();
    return last != '{' && last != '[' && last != ':';
  }
  void separate() {
    if (follows_a_value()) out_ += ',';
  }

  std::string& out_;
};

}  // namespace lastseat::json
