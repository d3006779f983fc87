// Writes JSON straight into a string: the answers are made on the writer's thread, between a
// command and its commit, so no tree is built for them. Trusts its caller to write a name before
// each value of an object, and UTF-8 that was checked when it came in. One thread.
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
  // Adds to `out`, which must outlive it and hold nothing or whole JSON values.
  explicit Text(std::string& out) : out_(out) {}

  void open() { begin('{'); }
  void close() { out_ += '}'; }
  void open_list() { begin('['); }
  void close_list() { out_ += ']'; }

  void name(std::string_view name) {
    out_.append(follows_a_value() ? ",\"" : "\"").append(name).append("\":", 2);
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
  // What is JSON already.
  void raw(std::string_view json) {
    separate();
    out_ += json;
  }
  // The members of an object that is JSON already, beside those of the object that is open.
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
  // Calls `write_one` with each value; it writes one value.
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
  // Nothing at all when it is absent.
  template <class Value>
  void field_if(std::string_view key, const std::optional<Value>& what) {
    if (what) field(key, *what);
  }
  // null when `number` is `none`.
  void field_or_null(std::string_view key, std::int64_t number, std::int64_t none = 0) {
    name(key);
    number == none ? null() : value(number);
  }

 private:
  void begin(char bracket) {
    separate();
    out_ += bracket;
  }
  // A value ends in a bracket, a quote, a digit or a letter, so the last character says it all.
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
