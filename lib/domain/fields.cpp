#include "domain/fields.h"

#include <algorithm>
#include <array>

#include "domain/limits.h"

namespace lastseat {
namespace {

constexpr std::size_t kGood = std::string_view::npos;

// The length in bytes of the well-formed UTF-8 sequence at the start of `text`, or 0.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto continues = [&](std::size_t from, std::size_t to) {
    if (text.size() < to) return false;
    for (std::size_t i = from; i < to; ++i) {
      if ((byte(i) & 0xC0) != 0x80) return false;
    }
    return true;
  };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return continues(1, 2) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (!continues(1, 3)) return 0;
    if (first == 0xE0 && byte(1) < 0xA0) return 0;  // a longer spelling of a shorter code
    if (first == 0xED && byte(1) > 0x9F) return 0;  // half of a surrogate pair
    return 3;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (!continues(1, 4)) return 0;
    if (first == 0xF0 && byte(1) < 0x90) return 0;
    if (first == 0xF4 && byte(1) > 0x8F) return 0;  // past the last code point
    return 4;
  }
  return 0;
}

bool is_line_or_tab(char c) { return c == '\t' || c == '\n' || c == '\r'; }
bool is_blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c == ' ' || is_line_or_tab(c); });
}

void check_range(std::string_view field, std::int64_t value, std::int64_t low, std::int64_t high,
                 FieldProblems& problems) {
  if (value >= low && value <= high) return;
  problems.push_back(
      {std::string(field), "must be " + std::to_string(low) + " to " + std::to_string(high)});
}

void check_required(std::string_view field, std::string_view text, FieldProblems& problems) {
  if (is_blank(text)) {
    problems.push_back({std::string(field), "must not be empty"});
  } else {
    check_text(field, text, problems);
  }
}

// A time, if given, must be in the one spelling that is stored: see local_time.
void check_time(std::string_view field, const std::optional<std::string>& text,
                FieldProblems& problems) {
  if (!text || (!text->empty() && local_time(*text) == *text)) return;
  problems.push_back({std::string(field), "must be a date and time such as 2027-01-22T09:00"});
}

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

int days_in(int year, int month) {
  constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

}  // namespace

std::size_t first_bad_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = utf8_length(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return kGood;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & '\xC0') != '\x80'; }));
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7F'; }

void check_code(std::string_view field, std::string_view code, FieldProblems& problems) {
  const auto complain = [&](std::string detail) {
    problems.push_back({std::string(field), std::move(detail)});
  };
  if (code.empty()) return complain("must not be empty");
  if (first_bad_utf8(code) != kGood) return complain("must be UTF-8 text");
  if (characters(code) > limits::kCode) {
    return complain("must be at most " + std::to_string(limits::kCode) + " characters");
  }
  if (std::any_of(code.begin(), code.end(), [](char c) { return is_control(c) || c == ' '; })) {
    return complain("must not hold blanks or control characters");
  }
}

void check_text(std::string_view field, std::string_view text, FieldProblems& problems) {
  const auto complain = [&](std::string detail) {
    problems.push_back({std::string(field), std::move(detail)});
  };
  if (first_bad_utf8(text) != kGood) return complain("must be UTF-8 text");
  if (characters(text) > limits::kText) {
    return complain("must be at most " + std::to_string(limits::kText) + " characters");
  }
  if (std::any_of(text.begin(), text.end(),
                  [](char c) { return is_control(c) && !is_line_or_tab(c); })) {
    return complain("must not hold control characters");
  }
}

void check(const EventFields& fields, FieldProblems& problems) {
  if (fields.title) check_required("title", *fields.title, problems);
  if (fields.category) check_text("category", *fields.category, problems);
  if (fields.venue) check_text("venue", *fields.venue, problems);
  check_time("starts_at", fields.starts_at, problems);
  check_time("ends_at", fields.ends_at, problems);
  if (fields.capacity) check_range("capacity", *fields.capacity, 1, limits::kCapacity, problems);
  if (fields.fee_minor) check_range("fee_minor", *fields.fee_minor, 0, limits::kFeeMinor, problems);
  if (fields.team_min) check_range("team_min", *fields.team_min, 1, limits::kTeam, problems);
  if (fields.team_max) check_range("team_max", *fields.team_max, 1, limits::kTeam, problems);
}

void check(const Student& student, FieldProblems& problems) {
  check_code("roll", student.roll.text, problems);
  check_required("name", student.name, problems);
  check_text("email", student.email, problems);
  check_text("phone", student.phone, problems);
  check_text("college", student.college, problems);
  if (student.year != 0) check_range("year", student.year, 1, limits::kYear, problems);
}

void check(const Register& command, FieldProblems& problems) {
  check_code("event", command.event.text, problems);
  check_text("team", command.team, problems);
  if (command.members.empty()) problems.push_back({"members", "must name at least one student"});
  if (command.members.size() > static_cast<std::size_t>(limits::kTeam)) {
    problems.push_back({"members", "must be at most " + std::to_string(limits::kTeam)});
    return;
  }
  for (auto member = command.members.begin(); member != command.members.end(); ++member) {
    check_code("members", member->text, problems);
    if (std::find(command.members.begin(), member, *member) != member) {
      problems.push_back({"members", "must not name " + member->text + " twice"});
    }
  }
  for (auto student = command.walk_ins.begin(); student != command.walk_ins.end(); ++student) {
    check(*student, problems);
    const auto same_roll = [&](const Student& other) { return other.roll == student->roll; };
    if (std::find(command.members.begin(), command.members.end(), student->roll) ==
        command.members.end()) {
      problems.push_back({"student", "must be one of those who register"});
    } else if (std::find_if(command.walk_ins.begin(), student, same_roll) != student) {
      problems.push_back({"student", "must not be given twice"});
    }
  }
}

void check(const FestFields& fields, FieldProblems& problems) {
  if (fields.entry_limit && *fields.entry_limit) {
    check_range("entry_limit", **fields.entry_limit, 1, limits::kEntries, problems);
  }
  if (fields.waitlist_limit && *fields.waitlist_limit) {
    check_range("waitlist_limit", **fields.waitlist_limit, 0, limits::kEntries, problems);
  }
}

void check(const Event& event, FieldProblems& problems) {
  check_code("code", event.code.text, problems);
  check(EventFields{event.title, event.category, event.venue, event.starts_at, event.ends_at,
                    event.capacity, event.fee_minor, event.team_min, event.team_max, event.state},
        problems);
  if (event.ends_at <= event.starts_at) {
    problems.push_back({"ends_at", "must be after starts_at"});
  }
  if (event.team_max < event.team_min) {
    problems.push_back({"team_max", "must not be less than team_min"});
  }
}

std::string local_time(std::string_view text) {
  // 2027-01-22T09:00 is 16 characters; ":00" may follow.
  if (text.size() == 19 && text.substr(16) == ":00") text.remove_suffix(3);
  if (text.size() != 16 || text[4] != '-' || text[7] != '-' || text[13] != ':') return {};
  if (text[10] != 'T' && text[10] != ' ') return {};
  const int year = number(text.substr(0, 4));
  const int month = number(text.substr(5, 2));
  const int day = number(text.substr(8, 2));
  const int hour = number(text.substr(11, 2));
  const int minute = number(text.substr(14, 2));
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > days_in(year, month)) return {};
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return {};
  std::string stored(text);
  stored[10] = 'T';
  return stored;
}

}  // namespace lastseat
