// Comma-separated values, as real programs write them.
//
// Reading: UTF-8 with or without a byte order mark, or UTF-16 with one. The separator is a comma, a
// semicolon or a tab, detected from the first line. A line ends with CRLF, LF or CR. Quotes
// strictly follow RFC 4180: an unclosed quote, or text after a closing quote, is refused with its
// line, because guessing there would silently shift columns.
//
// Writing: UTF-8 with a byte order mark, and CRLF. A spreadsheet runs a cell that begins with = + -
// @ as a formula, and turns "007" into 7 and a long number into 1.2E+16. Such cells get a leading
// apostrophe, and reading removes exactly that one: unmark(mark(v)) == v for every text.
//
// Functions: any thread. An object: one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "text/error.h"

namespace lastseat {

// Receives a text in pieces. May throw, which stops whoever produces the text.
using Sink = std::function<void(std::string_view)>;

}  // namespace lastseat

namespace lastseat::csv {

// Thrown if the file cannot be read as CSV, or lacks columns. The message says where, and why.
struct Unreadable : Error {
  using Error::Error;
};

struct Record {
  std::int64_t line = 0;  // where it begins; the first line of the file is 1
  std::vector<std::string> cells;

  bool blank() const;  // an empty line
};

class Reader {
 public:
  explicit Reader(std::string_view bytes);  // the whole file, which must outlive it unless UTF-16

  char separator() const { return separator_; }
  // Reads the next record that is not blank; returns false at the end. Throws Unreadable.
  bool next(Record&);

 private:
  bool read(Record&);
  std::string quoted_cell();
  std::string plain_cell();
  bool at_line_end() const;
  void end_line();

  std::string converted_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
  char separator_ = ',';
};

// Maps column names to the cells of a record.
class Columns {
 public:
  // Names compare without regard to case, spaces and underscores. Throws Unreadable if a column is
  // there twice or a required one is missing. Columns in neither list are ignored, and listed.
  Columns(const Record& header, const std::vector<std::string>& required,
          const std::vector<std::string>& optional);

  std::size_t count() const { return count_; }
  const std::vector<std::string>& ignored() const { return ignored_; }
  std::string_view name_at(std::size_t index) const;  // empty if that column is ignored
  // The cell without its apostrophe; empty if the file has no such column.
  std::string cell(const Record&, std::string_view column) const;

 private:
  struct Place {
    std::string column;
    std::size_t index;
  };
  std::vector<Place> places_;
  std::vector<std::string> ignored_;
  std::size_t count_ = 0;
};

std::string mark(std::string_view value);
std::string unmark(std::string_view cell);

class Writer {
 public:
  explicit Writer(Sink);  // writes the byte order mark at once
  void row(const std::vector<std::string>& values);

 private:
  Sink sink_;
};

}  // namespace lastseat::csv
