#include "http/net/target.h"

#include <algorithm>

#include "http/net/problem.h"
#include "text/blank.h"
#include "text/utf8.h"

namespace lastseat::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

[[noreturn]] void refuse(const Message& why) {
  throw Refusal{problem(400, "bad_target", {say(Message{"bad_target"}), say(why)})};
}

// `part` is "path" or "query".
std::string decoded(const char* part, std::string_view text) {
  const bool in_query = std::string_view(part) == "query";
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const int high = i + 1 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) refuse(Message{"bad_target.escape", {{"part", part}}});
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else if (text[i] == '+' && in_query) {
      out += ' ';
    } else {
      out += text[i];
    }
  }
  if (std::any_of(out.begin(), out.end(), text::is_control)) {
    refuse(Message{"bad_target.control", {{"part", part}}});
  }
  if (text::first_bad_utf8(out) != std::string_view::npos) {
    refuse(Message{"bad_target.utf8", {{"part", part}}});
  }
  return out;
}

// Calls `each` with every part of `text` between the separators.
template <class Each>
void split(std::string_view text, char separator, Each&& each) {
  while (true) {
    const std::size_t end = text.find(separator);
    each(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

Target parse_target(std::string_view target) {
  if (target.empty() || target.front() != '/') refuse(Message{"bad_target.slash"});
  const std::size_t mark = target.find('?');
  const std::string_view path = target.substr(0, mark);
  Target out;
  out.path = decoded("path", path);
  split(path.substr(1), '/',
        [&](std::string_view segment) { out.segments.push_back(decoded("path", segment)); });
  if (mark == std::string_view::npos) return out;
  split(target.substr(mark + 1), '&', [&](std::string_view pair) {
    if (pair.empty()) return;
    const std::size_t equals = pair.find('=');
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
    out.query.emplace_back(decoded("query", pair.substr(0, equals)), decoded("query", value));
  });
  return out;
}

}  // namespace lastseat::http
