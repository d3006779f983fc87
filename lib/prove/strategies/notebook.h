// The small database that most strategies share: events with the seats left, and registrations. It
// has no UNIQUE and no CHECK (Lastseat's own database has them, behind its rules), so that what
// holds here holds by the strategy alone. As in Lastseat, every commit is on the disk before it is
// answered (WAL, synchronous=FULL).
//
// One Notebook is one connection: one thread at a time. Throws SQLite::Exception.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <filesystem>
#include <functional>

#include "prove/strategy.h"

namespace lastseat::prove {

class Notebook {
 public:
  explicit Notebook(const Place&);

  SQLite::Database& sqlite() { return database_; }
  bool has(int event, int student);
  std::int64_t left(int event);
  void set_left(int event, std::int64_t left);
  void add(int event, int student);

  static const Ground kGround;

 private:
  SQLite::Database database_;
  SQLite::Statement has_;
  SQLite::Statement left_;
  SQLite::Statement set_left_;
  SQLite::Statement add_;
};

// A connection that waits so long for others that a timeout means something is wrong.
SQLite::Database open_waiting(const std::filesystem::path&);

// Runs a statement that returns no rows; returns the number of rows it changed.
template <class... Values>
int run(SQLite::Statement& statement, const Values&... values) {
  int index = 0;
  (statement.bind(++index, values), ...);
  try {
    const int changed = statement.exec();
    statement.reset();
    return changed;
  } catch (...) {
    statement.tryReset();
    throw;
  }
}

void pause(const Ask&);

// Reads, then writes: correct if nobody else does the same in between. All strategies here but two
// have to guard it.
Told read_then_write(Notebook&, const Ask&);
// The same between BEGIN and COMMIT.
Told read_then_write(Notebook&, const Ask&, SQLite::TransactionBehavior);

// Desks that have one notebook each and register students in the given way.
Office desks_with_notebooks(const Place&, const std::function<Told(Notebook&, const Ask&)>&);

}  // namespace lastseat::prove
