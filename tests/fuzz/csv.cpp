// CSV files: the reader with any bytes, and the import of events and students on top of it.
//
// Any bytes are refused as Unreadable, with a line that is in the file, or they are records of
// valid UTF-8 whose cells, written by our own writer, are read back unchanged. The same text in
// UTF-16 gives the same records. Each row of an import is either in its command or in the list of
// invalid rows, never in both, and the journal stores a command that was read without loss.
#include "files/csv.h"

#include <charconv>
#include <optional>
#include <variant>
#include <vector>

#include "domain/limits.h"
#include "files/import.h"
#include "fuzz/fuzz.h"
#include "json/command.h"
#include "text/utf8.h"
#include "words/words.h"

namespace lastseat::fuzz {
namespace {

std::int64_t lines_of(std::string_view text) {
  return 1 + std::count_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; });
}

// "Line 12 …" must name an existing line.
void check_line(const std::string& sentence, std::int64_t lines) {
  if (sentence == "The file is empty.") return;
  constexpr std::string_view kLine = "Line ";
  std::int64_t line = 0;
  expect(sentence.starts_with(kLine), "an unreadable file is refused with a line: " + sentence);
  const auto [at, error] =
      std::from_chars(sentence.data() + kLine.size(), sentence.data() + sentence.size(), line);
  expect(error == std::errc() && *at == ' ' && line >= 1 && line <= lines,
         "the line is in the file: " + sentence);
}

struct Contents {
  std::string error = {};  // why it is unreadable
  std::vector<csv::Record> records = {};
};

Contents read(std::string_view bytes) {
  Contents out;
  try {
    csv::Reader reader(bytes);
    for (csv::Record record; reader.next(record);) out.records.push_back(record);
  } catch (const csv::Unreadable& unreadable) {
    out.error = say(unreadable.why);
  }
  return out;
}

bool same(const Contents& a, const Contents& b) {
  return a.records.size() == b.records.size() &&
         std::equal(a.records.begin(), a.records.end(), b.records.begin(),
                    [](const csv::Record& x, const csv::Record& y) {
                      return x.line == y.line && x.cells == y.cells;
                    });
}

void look_at(const std::vector<csv::Record>& records, std::int64_t lines) {
  std::int64_t before = 0;
  for (const csv::Record& record : records) {
    expect(record.line > before && record.line <= lines, "records begin on lines, in order");
    before = record.line;
    expect(!record.blank() && record.cells.size() <= limits::kCsvCells, "a record has its cells");
    for (const std::string& cell : record.cells) {
      expect(text::first_bad_utf8(cell) == std::string_view::npos, "a cell is UTF-8");
      expect(cell.find('\0') == std::string::npos, "a cell holds no NUL");
      expect(csv::unmark(csv::mark(cell)) == cell, "a mark is taken off again");
    }
  }
}

void write_and_read_again(const std::vector<csv::Record>& records) {
  std::string file;
  csv::Writer writer([&](std::string_view piece) { file += piece; });
  for (const csv::Record& record : records) writer.row(record.cells);
  const Contents again = read(file);
  expect(again.error.empty(), "what is written can be read: " + again.error);
  expect(again.records.size() == records.size(), "what is written has as many records");
  for (std::size_t i = 0; i < records.size(); ++i) {
    const std::vector<std::string>& cells = again.records[i].cells;
    expect(cells.size() == records[i].cells.size(), "what is written has as many cells");
    for (std::size_t k = 0; k < cells.size(); ++k) {
      expect(csv::unmark(cells[k]) == records[i].cells[k], "a cell is read as it was written");
    }
  }
}

// From well-formed UTF-8, after the byte order mark.
std::string utf16_of(std::string_view text, bool big_endian) {
  std::string out;
  const auto put = [&](unsigned unit) {
    const auto high = static_cast<char>(unit >> 8);
    const auto low = static_cast<char>(unit & 0xFF);
    out += big_endian ? high : low;
    out += big_endian ? low : high;
  };
  put(0xFEFF);
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at++]);
    const int more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    unsigned c = more == 0 ? lead : lead & (0x3FU >> more);
    for (int i = 0; i < more; ++i) {
      c = c << 6 | (static_cast<unsigned char>(text[at++]) & 0x3FU);
    }
    if (c >= 0x10000) {
      put(0xD800 + ((c - 0x10000) >> 10));
      put(0xDC00 + ((c - 0x10000) & 0x3FF));
    } else {
      put(c);
    }
  }
  return out;
}

void read_as_utf16(std::string_view bytes, const Contents& read_before) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (text::first_bad_utf8(bytes) != std::string_view::npos) return;
  for (const bool big_endian : {false, true}) {
    const Contents again = read(utf16_of(bytes, big_endian));
    expect(again.error == read_before.error && same(again, read_before),
           "UTF-16 reads as UTF-8 does: " + again.error);
  }
}

template <class Import>
void import(ImportFile (*read_file)(std::string_view), std::string_view bytes,
            const Contents& contents, std::int64_t lines) {
  ImportFile file;
  try {
    file = read_file(bytes);
  } catch (const csv::Unreadable& unreadable) {
    check_line(say(unreadable.why), lines);
    return;
  }
  expect(contents.error.empty(), "an unreadable file is not imported");
  expect(file.rows + 1 == static_cast<std::int64_t>(contents.records.size()),
         "every record below the first is a row");
  const auto& rows = std::get<Import>(file.command).rows;
  std::vector<std::int64_t> told;  // the lines of all rows, in the command and in the list
  std::int64_t before = 0;
  for (const InvalidRow& each : file.invalid) {
    expect(each.line >= before && !say(each.problem).empty(), "what is wrong is listed by line");
    if (each.line != before) told.push_back(each.line);
    before = each.line;
  }
  for (const auto& row : rows) told.push_back(row.line);
  std::sort(told.begin(), told.end());
  expect(told.size() == static_cast<std::size_t>(file.rows), "every row is accounted for, once");
  for (std::size_t i = 0; i < told.size(); ++i) {
    expect(told[i] == contents.records[i + 1].line, "a row is named by its line");
  }
  const std::string text = json::encode(file.command);
  const auto kept = json::decode_journal(name(file.command), form_of(file.command), text);
  expect(kept && json::encode(*kept) == text, "the journal keeps an import whole");
}

}  // namespace

void csv(std::string_view input) {
  const std::int64_t lines = lines_of(input);
  const Contents contents = read(input);
  if (!contents.error.empty()) check_line(contents.error, lines);
  look_at(contents.records, lines);
  write_and_read_again(contents.records);
  read_as_utf16(input, contents);
  import <ImportEvents>(read_events, input, contents, lines);
  import <ImportStudents>(read_students, input, contents, lines);
}

}  // namespace lastseat::fuzz
