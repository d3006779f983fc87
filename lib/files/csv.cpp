#include "files/csv.h"

#include <algorithm>
#include <array>
#include <utility>

#include "domain/limits.h"
#include "text/compare.h"
#include "text/number.h"
#include "text/utf8.h"

namespace lastseat::csv {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kNone = std::string_view::npos;

std::int64_t number_of(std::size_t count) { return static_cast<std::int64_t>(count); }

[[noreturn]] void refuse(Message why) { throw Unreadable{std::move(why)}; }

// CRLF, LF and CR each end one line.
std::int64_t line_of(std::string_view text, std::size_t at) {
  std::int64_t line = 1;
  for (std::size_t i = 0; i < at; ++i) {
    if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')))
      ++line;
  }
  return line;
}

std::size_t place_in_line(std::string_view text, std::size_t at) {
  const std::size_t end = at == 0 ? kNone : text.find_last_of("\r\n", at - 1);
  return end == kNone ? at + 1 : at - end;
}

std::string utf8_from_utf16(std::string_view bytes, bool big_endian) {
  std::string out;
  out.reserve(bytes.size());
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  const auto is_high = [](char32_t c) { return c >= 0xD800 && c < 0xDC00; };
  const auto is_low = [](char32_t c) { return c >= 0xDC00 && c < 0xE000; };
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    if (at + 1 == bytes.size())
      refuse(Message{"csv.half_at_end", {{"line", line_of(out, out.size())}}});
    char32_t c = unit(at);
    if (is_high(c) && at + 3 < bytes.size() && is_low(unit(at + 2))) {
      c = 0x10000 + ((c - 0xD800) << 10) + (unit(at + 2) - 0xDC00);
      at += 2;
    } else if (is_high(c) || is_low(c)) {
      refuse(Message{"csv.half_character",
                     {{"line", line_of(out, out.size())}, {"byte", number_of(at + 3)}}});
    }
    text::append_utf8(out, c);
  }
  return out;
}

void check_bytes(std::string_view text) {
  const auto place = [&](std::size_t at) { return number_of(place_in_line(text, at)); };
  if (const std::size_t at = text::first_bad_utf8(text); at != kNone) {
    refuse(Message{"csv.not_utf8", {{"line", line_of(text, at)}, {"byte", place(at)}}});
  }
  if (const std::size_t at = text.find('\0'); at != kNone) {
    refuse(Message{"csv.zero_byte", {{"line", line_of(text, at)}, {"byte", place(at)}}});
  }
}

// The separator that occurs most often in the first line that is not empty.
char found_separator(std::string_view text) {
  constexpr std::array<char, 3> kSeparators{',', ';', '\t'};
  std::array<std::size_t, 3> counts{};
  bool quoted = false;
  const std::size_t begin = std::min(text.find_first_not_of("\r\n"), text.size());
  for (const char c : text.substr(begin)) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\r' || c == '\n') break;
    for (std::size_t i = 0; i < kSeparators.size(); ++i) counts[i] += c == kSeparators[i] ? 1U : 0U;
  }
  const auto most = std::max_element(counts.begin(), counts.end()) - counts.begin();
  return kSeparators[static_cast<std::size_t>(most)];
}

// Whether a spreadsheet would take it for a formula or a command.
bool is_active(char c) {
  return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r' || c == '\0';
}

// Whether a spreadsheet would change it: "007" to 7, 123456789012 to 1.23457E+11.
bool would_be_rounded(std::string_view value) {
  if (!text::all_digits(value)) return false;
  return value.size() > 11 || (value.size() > 1 && value.front() == '0');
}

bool has_mark(std::string_view cell) {
  return cell.size() >= 2 && cell[0] == '\'' &&
         (is_active(cell[1]) || cell[1] == '\'' || text::is_digit(cell[1]));
}

// "Team min" and "team_min" are the same name.
std::string bare(std::string_view name) {
  std::string kept;
  for (const char c : name) {
    if (c != ' ' && c != '\t' && c != '_') kept += c;
  }
  return kept;
}

}  // namespace

bool Record::blank() const {
  return std::all_of(cells.begin(), cells.end(), [](const auto& cell) { return cell.empty(); });
}

Reader::Reader(std::string_view bytes) : text_(bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    converted_ = utf8_from_utf16(bytes.substr(2), bytes.front() == '\xFE');
    text_ = converted_;
  } else if (bytes.starts_with(kByteOrderMark)) {
    text_.remove_prefix(kByteOrderMark.size());
  }
  check_bytes(text_);
  separator_ = found_separator(text_);
}

bool Reader::next(Record& record) {
  do {
    if (!read(record)) return false;
  } while (record.blank());
  return true;
}

bool Reader::read(Record& record) {
  record.cells.clear();
  if (at_ == text_.size()) return false;
  record.line = line_;
  const std::size_t begin = at_;
  while (true) {
    const bool quoted = at_ < text_.size() && text_[at_] == '"';
    record.cells.push_back(quoted ? quoted_cell() : plain_cell());
    if (at_ - begin > limits::kCsvRecord) {
      refuse(Message{"csv.long_row",
                     {{"line", record.line}, {"most", number_of(limits::kCsvRecord)}}});
    }
    if (record.cells.size() > limits::kCsvCells) {
      refuse(Message{"csv.many_cells",
                     {{"line", record.line}, {"most", number_of(limits::kCsvCells)}}});
    }
    if (at_ == text_.size()) return true;
    if (at_line_end()) {
      end_line();
      return true;
    }
    ++at_;  // the separator
  }
}

std::string Reader::quoted_cell() {
  const std::int64_t line = line_;
  std::string cell;
  ++at_;
  while (true) {
    if (at_ == text_.size()) refuse(Message{"csv.open_quote", {{"line", line}}});
    const char c = text_[at_];
    if (c == '"') {
      ++at_;
      if (at_ == text_.size() || text_[at_] != '"') break;
      cell += '"';
      ++at_;
    } else if (at_line_end()) {
      const std::size_t begin = at_;
      end_line();
      cell += text_.substr(begin, at_ - begin);
    } else {
      cell += c;
      ++at_;
    }
  }
  if (at_ < text_.size() && text_[at_] != separator_ && !at_line_end()) {
    refuse(Message{"csv.text_after_quote", {{"line", line_}}});
  }
  return cell;
}

std::string Reader::plain_cell() {
  const std::size_t begin = at_;
  while (at_ < text_.size() && text_[at_] != separator_ && !at_line_end()) {
    if (text_[at_] == '"') refuse(Message{"csv.quote_in_cell", {{"line", line_}}});
    ++at_;
  }
  return std::string(text_.substr(begin, at_ - begin));
}

bool Reader::at_line_end() const { return text_[at_] == '\n' || text_[at_] == '\r'; }

void Reader::end_line() {
  at_ += text_.substr(at_).starts_with("\r\n") ? 2U : 1U;
  ++line_;
}

Columns::Columns(const Record& header, const std::vector<std::string>& required,
                 const std::vector<std::string>& optional)
    : count_(header.cells.size()) {
  std::vector<std::string> known = required;
  known.insert(known.end(), optional.begin(), optional.end());
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    const std::string name = bare(header.cells[i]);
    const auto same = [&](std::string_view column) {
      return text::same_ignoring_case(bare(column), name);
    };
    const auto column = std::find_if(known.begin(), known.end(), same);
    if (column == known.end()) {
      if (!name.empty()) ignored_.push_back(header.cells[i]);
      continue;
    }
    if (std::any_of(places_.begin(), places_.end(),
                    [&](const Place& p) { return same(p.column); })) {
      refuse(Message{"csv.column_twice", {{"line", header.line}, {"column", *column}}});
    }
    places_.push_back({*column, i});
  }
  std::vector<std::string> missing;
  for (const std::string& column : required) {
    const auto is_it = [&](const Place& place) { return place.column == column; };
    if (std::none_of(places_.begin(), places_.end(), is_it)) missing.push_back(column);
  }
  if (missing.empty()) return;
  const std::int64_t count = number_of(missing.size());
  refuse(Message{"csv.columns_missing",
                 {{"line", header.line}, {"columns", missing}, {"count", count}}});
}

std::string_view Columns::name_at(std::size_t index) const {
  for (const Place& place : places_) {
    if (place.index == index) return place.column;
  }
  return {};
}

std::string Columns::cell(const Record& record, std::string_view column) const {
  for (const Place& place : places_) {
    if (place.column == column) return unmark(record.cells.at(place.index));
  }
  return {};
}

std::string mark(std::string_view value) {
  const bool marked =
      has_mark(value) || would_be_rounded(value) || (!value.empty() && is_active(value.front()));
  return (marked ? "'" : "") + std::string(value);
}

std::string unmark(std::string_view cell) {
  return std::string(has_mark(cell) ? cell.substr(1) : cell);
}

Writer::Writer(Sink sink) : sink_(std::move(sink)) { sink_(kByteOrderMark); }

void Writer::row(const std::vector<std::string>& values) {
  std::string line;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) line += ',';
    const std::string cell = mark(values[i]);
    if (cell.find_first_of(",;\t\"\r\n") == std::string::npos) {
      line += cell;
      continue;
    }
    line += '"';
    for (const char c : cell) {
      if (c == '"') line += '"';
      line += c;
    }
    line += '"';
  }
  line += "\r\n";
  sink_(line);
}

}  // namespace lastseat::csv
