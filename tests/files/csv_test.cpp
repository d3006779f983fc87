#include "files/csv.h"

#include <doctest/doctest.h>

#include <random>

#include "domain/limits.h"
#include "words/words.h"

namespace csv = lastseat::csv;
namespace limits = lastseat::limits;

namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(std::string_view bytes) {
  csv::Reader reader(bytes);
  csv::Record record;
  Rows rows;
  while (reader.next(record)) rows.push_back(record.cells);
  return rows;
}

std::vector<std::int64_t> lines_of(std::string_view bytes) {
  csv::Reader reader(bytes);
  csv::Record record;
  std::vector<std::int64_t> lines;
  while (reader.next(record)) lines.push_back(record.line);
  return lines;
}

std::string refusal_of(std::string_view bytes) {
  try {
    rows_of(bytes);
  } catch (const csv::Unreadable& error) {
    return say(error.why);
  }
  return {};
}

std::string written(const Rows& rows) {
  std::string text;
  csv::Writer writer([&](std::string_view piece) { text += piece; });
  for (const auto& row : rows) writer.row(row);
  return text;
}

std::string utf16(std::u16string_view text, bool big_endian) {
  std::string bytes = big_endian ? "\xFE\xFF" : "\xFF\xFE";
  for (const char16_t unit : text) {
    const char high = static_cast<char>(unit >> 8);
    const char low = static_cast<char>(unit & 0xFF);
    bytes += big_endian ? high : low;
    bytes += big_endian ? low : high;
  }
  return bytes;
}

}  // namespace

TEST_CASE("csv: cells, quotes, quoted quotes and quoted line ends") {
  CHECK(rows_of("a,b\n1,2\n") == Rows{{"a", "b"}, {"1", "2"}});
  CHECK(rows_of("a,b\n\"1,\"\"x\"\"\",\"l1\r\nl2\nl3\"") ==
        Rows{{"a", "b"}, {"1,\"x\"", "l1\r\nl2\nl3"}});
  CHECK(rows_of("a,b\n,\n1,\n,2\n\"\",3\n") == Rows{{"a", "b"}, {"1", ""}, {"", "2"}, {"", "3"}});
  CHECK(rows_of("a,b\n1,2,3\n4\n") == Rows{{"a", "b"}, {"1", "2", "3"}, {"4"}});
  CHECK(rows_of("").empty());
  CHECK(rows_of("\n\r\n\r").empty());
}

TEST_CASE("csv: lines end in CRLF, LF or CR, and each record knows where it begins") {
  for (const std::string end : {"\r\n", "\n", "\r"}) {
    CAPTURE(end);
    const std::string file = "a,b" + end + end + "\"x" + end + "y\",1" + end + "2,3";
    CHECK(rows_of(file) == Rows{{"a", "b"}, {"x" + end + "y", "1"}, {"2", "3"}});
    CHECK(lines_of(file) == std::vector<std::int64_t>{1, 3, 5});
  }
}

TEST_CASE("csv: the separator is the one of the first line") {
  CHECK(rows_of("a;b\n1,5;2\n") == Rows{{"a", "b"}, {"1,5", "2"}});
  CHECK(rows_of("a\tb\n1;5\t2\n") == Rows{{"a", "b"}, {"1;5", "2"}});
  CHECK(rows_of("\n\n\"a,a,a\";b\n1;2\n") == Rows{{"a,a,a", "b"}, {"1", "2"}});
  CHECK(rows_of("a\n1;2\n") == Rows{{"a"}, {"1;2"}});
}

TEST_CASE("csv: UTF-8 with and without a BOM, UTF-16 in both byte orders") {
  CHECK(rows_of("\xEF\xBB\xBF"
                "ä,b\n") == Rows{{"ä", "b"}});
  for (const bool big_endian : {false, true}) {
    CAPTURE(big_endian);
    CHECK(rows_of(utf16(u"ä,€\r\n\U0001F916,b\r\n", big_endian)) ==
          Rows{{"ä", "€"}, {"🤖", "b"}});
    CHECK(refusal_of(utf16(u"a,b\r\nx", big_endian) + "\x01") ==
          "Line 2 ends in the middle of a character.");
    std::u16string half = u"a\r\n";
    half += static_cast<char16_t>(0xD83E);
    half += u'x';
    CHECK(refusal_of(utf16(half, big_endian)) ==
          "Line 2 contains half of a character (byte 9 of the file).");
  }
}

TEST_CASE("csv: invalid bytes are refused with their place") {
  CHECK(refusal_of("a,b\r\nJos\xE9,2\r\n")
            .starts_with("Line 2 is not UTF-8 text: byte 4 of the line."));
  CHECK(refusal_of("\xE9").starts_with("Line 1 is not UTF-8 text: byte 1 of the line."));
  CHECK(refusal_of(std::string_view("a,b\n\n1,\0", 8))
            .starts_with("Line 3 contains a zero byte: byte 3"));
}

TEST_CASE("csv: a misplaced quote is refused with its line, never guessed") {
  CHECK(refusal_of("a,b\n1,2\n3,\"4\n5,6\n") == "Line 3 begins a quote that is not closed.");
  CHECK(refusal_of("a,b\n1,\"2\"x\n").starts_with("Line 2 has text after a closing quote."));
  CHECK(refusal_of("a,b\n\"x\n\" y,1\n").starts_with("Line 3 has text after a closing quote."));
  CHECK(refusal_of("a,b\n1,5\" pipe\n").starts_with("Line 2 has a quote inside a cell."));
}

TEST_CASE("csv: rows have a maximum size, in bytes and in cells") {
  const std::string long_row = "a\n" + std::string(limits::kCsvRecord + 1, 'x') + "\n";
  CHECK(refusal_of(long_row).starts_with("Line 2 begins a row of more than "));
  CHECK(refusal_of("a\n" + std::string(limits::kCsvRecord, 'x') + "\n").empty());
  CHECK(
      refusal_of("a\n" + std::string(limits::kCsvCells, ',')).starts_with("Line 2 has more than "));
  CHECK(refusal_of("a\nx" + std::string(limits::kCsvCells - 1, ',')).empty());
}

TEST_CASE("columns: any order, any case, blanks ignored, unknown ones listed") {
  const csv::Record header{1, {"Name", " ROLL ", "Blood group", "Team Min", ""}};
  const csv::Columns columns(header, {"roll", "name"}, {"team_min", "email"});
  CHECK(columns.ignored() == std::vector<std::string>{"Blood group"});
  const csv::Record row{2, {"Asha", "'007", "B+", "2", "x"}};
  CHECK(columns.cell(row, "roll") == "007");
  CHECK(columns.cell(row, "name") == "Asha");
  CHECK(columns.cell(row, "team_min") == "2");
  CHECK(columns.cell(row, "email") == "");
  CHECK(columns.name_at(1) == "roll");
  CHECK(columns.name_at(2) == "");
}

TEST_CASE("columns: all missing ones are named at once, and none may appear twice") {
  const auto refusal = [](std::vector<std::string> names) -> std::string {
    try {
      const csv::Columns columns({1, std::move(names)}, {"code", "title", "capacity"}, {"fee"});
    } catch (const csv::Unreadable& error) {
      return say(error.why);
    }
    return {};
  };
  CHECK(refusal({"title", "fee"}) ==
        "Line 1 should name the columns, but code and capacity are missing.");
  CHECK(refusal({"code", "capacity"}) == "Line 1 should name the columns, but title is missing.");
  CHECK(refusal({"code", "title", "capacity", "Fee", "FEE"}) ==
        "Line 1 names the column fee twice.");
  CHECK(refusal({"code", "title", "capacity"}).empty());
}

TEST_CASE("mark: formulas, leading zeros, long numbers, and text that already looks marked") {
  for (const std::string value :
       {"=1+1", "+91", "-1", "@x", "\tx", "\rx", "007", "123456789012", "'=1", "'1", "''"}) {
    CAPTURE(value);
    CHECK(csv::mark(value) == "'" + value);
    CHECK(csv::unmark(csv::mark(value)) == value);
  }
  for (const std::string value :
       {"", "'", "0", "7", "12345678901", "1.5", "0a", "a=1", "'tis", "O'Hara"}) {
    CAPTURE(value);
    CHECK(csv::mark(value) == value);
    CHECK(csv::unmark(value) == value);
  }
  CHECK(csv::mark(std::string_view("\0x", 2)) == std::string("'\0x", 3));
  CHECK(csv::unmark("'tis") == "'tis");
}

TEST_CASE("writer: a BOM, CRLF, quotes where needed") {
  CHECK(written({{"a", "b c", "d,e"}, {"f\"g", "h\ni", "=j"}}) ==
        "\xEF\xBB\xBF"
        "a,b c,\"d,e\"\r\n\"f\"\"g\",\"h\ni\",'=j\r\n");
}

TEST_CASE("csv: everything written is read back unchanged") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const std::vector<std::string> pieces{"a",    "Z", "0",  "7",  "'",  "=",    "+",
                                        "-",    "@", "\t", "\r", "\n", "\r\n", "\"",
                                        "\"\"", ",", ";",  " ",  "ä",  "🤖", "123456789012"};
  const auto up_to = [&](std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(0, most)(random);
  };
  for (int round = 0; round < 2000; ++round) {
    Rows rows{{"one", "two", "three"}};
    for (std::size_t r = up_to(4); r > 0; --r) {
      std::vector<std::string> row{"x", "", ""};
      for (std::string& cell : row) {
        for (std::size_t n = up_to(4); n > 0; --n) cell += pieces[up_to(pieces.size() - 1)];
      }
      rows.push_back(row);
    }
    Rows read = rows_of(written(rows));
    for (auto& row : read) {
      for (std::string& cell : row) cell = csv::unmark(cell);
    }
    REQUIRE(read == rows);
  }
}
