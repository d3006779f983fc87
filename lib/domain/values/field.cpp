#include "domain/values/field.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "text/blank.h"
#include "text/time.h"
#include "text/unseen.h"
#include "text/utf8.h"

namespace lastseat {
namespace {

constexpr std::size_t kGood = std::string_view::npos;

void complain(std::string_view field, Message detail, FieldProblems& problems) {
  problems.push_back({std::string(field), std::move(detail)});
}

Message too_long(std::size_t most) {
  return Message{"field.too_long", {{"most", static_cast<std::int64_t>(most)}}};
}

// "U+200B": what a person can search for.
std::string name_of(char32_t code_point) {
  std::array<char, 16> name;
  std::snprintf(name.data(), name.size(), "U+%04lX", static_cast<unsigned long>(code_point));
  return name.data();
}

// Nobody sees an invisible character, so the message says where it is.
Message refusal(const text::Unseen& unseen) {
  if (unseen.sight == text::Sight::blank) return Message{"field.has_blanks"};
  return Message{
      "field.invisible",
      {{"code", name_of(unseen.code_point)}, {"place", static_cast<std::int64_t>(unseen.place)}}};
}

void check_range(std::string_view field, std::int64_t value, std::int64_t low, std::int64_t high,
                 FieldProblems& problems) {
  if (value >= low && value <= high) return;
  complain(field, Message{"field.out_of_range", {{"low", low}, {"high", high}}}, problems);
}

}  // namespace

void check(const CodeRule&, std::string_view field, std::string_view code,
           FieldProblems& problems) {
  if (text::first_bad_utf8(code) != kGood) {
    return complain(field, Message{"field.not_utf8"}, problems);
  }
  const std::string_view spelling = text::without_unseen_ends(code);
  if (spelling.empty()) return complain(field, Message{"field.empty"}, problems);
  if (text::characters(spelling) > limits::kCode) {
    return complain(field, too_long(limits::kCode), problems);
  }
  // The tokens of erasures begin with it (tokens.h).
  if (spelling.starts_with("~") || spelling.starts_with("\uFF5E")) {
    return complain(field, Message{"field.tilde"}, problems);
  }
  if (const auto unseen = text::first_unseen(spelling)) complain(field, refusal(*unseen), problems);
}

void check(const TextRule& rule, std::string_view field, std::string_view text,
           FieldProblems& problems) {
  if (rule.required && text::is_unseen(text)) {
    return complain(field, Message{"field.empty"}, problems);
  }
  if (text::first_bad_utf8(text) != kGood) {
    return complain(field, Message{"field.not_utf8"}, problems);
  }
  if (text::characters(text) > limits::kText) {
    return complain(field, too_long(limits::kText), problems);
  }
  const auto unwanted = [](char c) { return text::is_control(c) && !text::is_line_or_tab(c); };
  if (std::any_of(text.begin(), text.end(), unwanted)) {
    complain(field, Message{"field.has_controls"}, problems);
  }
}

void check(const TimeRule&, std::string_view field, std::string_view text,
           FieldProblems& problems) {
  if (!text.empty() && text::local_time(text) == text) return;
  complain(field, Message{"field.not_a_time"}, problems);
}

void check(const NumberRule& rule, std::string_view field, std::int64_t number,
           FieldProblems& problems) {
  if (rule.zero_is_none && number == 0) return;
  check_range(field, number, rule.low, rule.high, problems);
}

void check(const OptionalNumberRule& rule, std::string_view field,
           std::optional<std::int64_t> number, FieldProblems& problems) {
  if (number) check_range(field, *number, rule.low, rule.high, problems);
}

}  // namespace lastseat
