// A fest in a temporary folder, for tests that need the real store: a ledger for commands, a reader
// for queries, and check().
#pragma once

#include <memory>
#include <string>

#include "domain/command.h"
#include "store/journal/check.h"
#include "store/journal/ledger.h"
#include "store/sqlite/database.h"
#include "store/sqlite/reader.h"
#include "store/values/event.h"
#include "support/builders.h"
#include "support/temporary_folder.h"

namespace lastseat::test {

class TestFest {
 public:
  TestFest() { open(); }

  DatabaseOptions options() const { return {.path = folder_ / "lastseat.db"}; }

  // One command, one commit.
  Answer run(const Command& command, const std::string& key = {}) {
    ledger_->begin();
    Answer answer = ledger_->execute({command, "desk", "", key}, 1'800'000'000'000, ++random_);
    ledger_->commit();
    return answer;
  }

  Ledger& ledger() { return *ledger_; }
  Database& database() { return *database_; }
  lastseat::CheckReport check() { return lastseat::check(options()); }
  Event event(const std::string& code) {
    return Reader(options()).read(find_event, EventCode{code}).value();
  }

  void close() {
    ledger_.reset();
    database_.reset();
  }
  void open() {
    database_ = std::make_unique<Database>(Database::open(options()));
    ledger_ = std::make_unique<Ledger>(*database_);
  }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Ledger> ledger_;
  std::uint64_t random_ = 0;
};

// The findings as one text, so that a failing test prints them.
inline std::string text_of(const CheckReport& report) {
  std::string text;
  for (const Message& finding : report.findings) text += spelt(finding) + "\n";
  return text;
}

}  // namespace lastseat::test
