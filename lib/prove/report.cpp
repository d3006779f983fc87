#include "prove/report.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <numeric>

#include "words/words.h"

namespace lastseat::prove {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kWidth = 100;  // of a line for people

// Characters, not bytes: continuation bytes of UTF-8 do not count.
std::size_t length(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string text_of(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* message = std::get_if<Message>(&value)) return say(*message);
  char text[64];
  std::snprintf(text, sizeof text, "%.1f", std::get<double>(value));
  return text;
}

// Columns of numbers are right-aligned, like their titles.
bool is_numeric(const Report& report, std::size_t column) {
  return std::all_of(report.rows.begin(), report.rows.end(), [&](const auto& row) {
    const Value& value = row.at(column);
    return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
  });
}

struct Layout {
  std::vector<std::size_t> widths;
  std::vector<bool> right;
  std::size_t gap = 2;
};

Layout layout_of(const Report& report) {
  Layout layout;
  for (std::size_t i = 0; i < report.columns.size(); ++i) {
    std::size_t width = length(say(report.columns[i]));
    for (const auto& row : report.rows) width = std::max(width, length(text_of(row.at(i))));
    layout.widths.push_back(width);
    layout.right.push_back(is_numeric(report, i));
  }
  const std::size_t sum =
      std::accumulate(layout.widths.begin(), layout.widths.end(), std::size_t{0});
  if (sum + 2 * (layout.widths.size() - 1) > kWidth) layout.gap = 1;
  return layout;
}

void append_line(std::string& out, const Layout& layout, const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line.append(layout.gap, ' ');
    const std::size_t blanks = layout.widths[i] - length(cells[i]);
    if (layout.right[i]) line.append(blanks, ' ');
    line += cells[i];
    if (!layout.right[i]) line.append(blanks, ' ');
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out += line + "\n";
}

// Breaks a text at blanks; lines after the first are indented.
void append_wrapped(std::string& out, const std::string& text) {
  std::size_t column = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    if (column > 0 && column + 1 + length(word) > kWidth) {
      out += "\n ";
      column = 1;
    }
    if (column > 0) out += ' ';
    out += word;
    column += length(word) + (column > 0 ? 1 : 0);
    at = end + 1;
  }
  out += "\n";
}

Json json_value(const Value& value) {
  if (const auto* message = std::get_if<Message>(&value)) return key_of(*message);
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return std::get<double>(value);
}

Json json_value(const Report& report) {
  std::vector<std::string> columns;
  for (const Message& column : report.columns) columns.push_back(key_of(column));
  std::vector<std::string> notes;
  for (const Message& note : report.notes) notes.push_back(say(note));
  Json rows = Json::array();
  for (const auto& cells : report.rows) {
    Json row = Json::object();
    for (std::size_t i = 0; i < columns.size(); ++i) row[columns[i]] = json_value(cells.at(i));
    rows.push_back(std::move(row));
  }
  return {{"name", report.name},
          {"columns", columns},
          {"rows", std::move(rows)},
          {"notes", notes},
          {"verdict", say(report.verdict)},
          {"proven", report.proven}};
}

}  // namespace

std::string key_of(const Message& message) {
  return message.code.substr(message.code.rfind('.') + 1);  // all of it where there is no dot
}

std::string table_of(const Report& report) {
  std::string out;
  const Layout layout = layout_of(report);
  std::vector<std::string> cells;
  for (const Message& column : report.columns) cells.push_back(say(column));
  append_line(out, layout, cells);
  for (const auto& row : report.rows) {
    cells.clear();
    for (const Value& value : row) cells.push_back(text_of(value));
    append_line(out, layout, cells);
  }
  out += "\n";
  for (const Message& note : report.notes) append_wrapped(out, say(note));
  append_wrapped(out, say(report.verdict));
  return out;
}

std::string json_of(const Report& report) { return json_value(report).dump(2) + "\n"; }

std::string json_of(const std::vector<Report>& reports) {
  Json list = Json::array();
  bool proven = true;
  for (const Report& report : reports) {
    list.push_back(json_value(report));
    proven = proven && report.proven;
  }
  return Json{{"reports", std::move(list)}, {"proven", proven}}.dump(2) + "\n";
}

}  // namespace lastseat::prove
