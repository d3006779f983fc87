#include "files/spool.h"

#include <doctest/doctest.h>

#include "support/temporary_folder.h"

using lastseat::Spool;
using lastseat::test::entries_in;
using lastseat::test::TemporaryFolder;

TEST_CASE("spool: data is read back from any offset, short or long") {
  const TemporaryFolder folder;
  for (const std::size_t lines : {std::size_t{0}, std::size_t{10}, std::size_t{300'000}}) {
    CAPTURE(lines);
    Spool spool(folder.path());
    std::string expected;
    for (std::size_t i = 0; i < lines; ++i) {
      const std::string line = std::to_string(i) + "\n";
      spool.write(line);
      expected += line;
    }
    REQUIRE(spool.size() == expected.size());
    std::string read;
    while (true) {
      const std::string piece = spool.read(read.size(), 77'777);
      if (piece.empty()) break;
      read += piece;
    }
    CHECK(read == expected);
    CHECK(spool.read(expected.size() / 2, 5) == expected.substr(expected.size() / 2, 5));
    CHECK(spool.read(expected.size() + 1, 5) == "");
  }
  CHECK(entries_in(folder.path()) == 0);
}
