// Comma-separated values as people's programs really write them.
//
// Reading: UTF-8 with or without a byte order mark, UTF-16 with one; comma, semicolon or tab, found
// from the first line; CRLF, LF or CR. Quotes follow RFC 4180 strictly: a quote that does not
// close, or text after a closing one, is refused with its line, because guessing there shifts
// columns silently.
//
// Writing: UTF-8 with a byte order mark, and CRLF. A spreadsheet runs a cell that begins with = + -
// @ as a formula, and turns "007" into 7 and a long number into 1.2E+16. Such cells get a leading
// apostrophe, and reading them back takes exactly that one off again: unmark(mark(v)) == v for
// every text.
//
// Values; any thread, one thread at a time for each object.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "text/message.h"

namespace lastseat {

// Takes the next piece of a text that is made in pieces. May throw; the maker then stops.
using Sink = std::function<void(std::string_view)>;

}  // namespace lastseat

namespace lastseat::csv {

// Thrown: the file cannot be read as CSV, or lacks columns. The message says where, and why.
struct Unreadable {
  Message why;
};

struct Record {
  std::int64_t line = 0;  // where it begins; 1 is the first line of the file
  std::vector<std::string> cells;

  bool blank() const;  // a line with nothing on it
};

class Reader {
 public:
  explicit Reader(std::string_view bytes);  // a whole file; copied only if it is UTF-16

  char separator() const { return separator_; }
  // The next record, blank ones left out; false at the end. Throws Unreadable.
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

// Which cell of a record holds which column.
class Columns {
 public:
  // Names compare without regard to case, blanks and underscores. Throws Unreadable if one is there
  // twice or a required one is missing; what is in neither list is ignored, and listed.
  Columns(const Record& header, const std::vector<std::string>& required,
          const std::vector<std::string>& optional);

  std::size_t count() const { return count_; }
  const std::vector<std::string>& ignored() const { return ignored_; }
  std::string_view name_at(std::size_t index) const;  // empty if that column is ignored
  // The cell with its apostrophe taken off; empty if the file has no such column.
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
