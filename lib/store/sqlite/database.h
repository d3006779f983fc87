// The database file, opened as it must be: every pragma that matters is set and read back, the
// schema brought up to date, files that are not ours or newer than this program refused. Every page
// carries a checksum (checksum_vfs.h): what the disk has damaged is an error, never an answer.
//
// One Database is one connection: one thread at a time. The path's folder must exist. A file is
// never opened and closed beside SQLite in this process: that would drop its locks.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "domain/limits.h"
#include "store/sqlite/error.h"

namespace SQLite {
class Database;
}

namespace lastseat {

class Connection;

struct DatabaseOptions {
  // Or ":memory:" for one that is gone when closed, or "" for such a one that may spill to the
  // disk.
  std::filesystem::path path;
  std::string vfs = {};  // the SQLite VFS below it; empty: the default one
  std::chrono::milliseconds busy_timeout = limits::kBusyTimeout;
};

class Database {
 public:
  // The writer's: creates and migrates. Throws StorageError (unusable, corrupt, busy, unknown,
  // full).
  static Database open(const DatabaseOptions&);
  // The writer's once more, after a failure: the fest must be there, nothing is created or
  // migrated.
  static Database reopen(const DatabaseOptions&);
  // A reader's: never writes, never checkpoints. The file must exist.
  static Database open_read_only(const DatabaseOptions&);

  Database(Database&&) noexcept;
  ~Database();

  SQLite::Database& sqlite() { return *sqlite_; }
  Connection& connection() { return *connection_; }

  // "wal", or "truncate" where the file system cannot do WAL; "memory".
  const std::string& journal_mode() const { return journal_mode_; }
  std::int64_t size();  // bytes, as of the last commit
  // Empty when quick_check finds nothing, else what it found. Throws StorageError when a page
  // cannot be read: that is no damage, and the disk may work later.
  std::string quick_check();
  // The same at length: the rows against every index too.
  std::vector<std::string> integrity_check();
  // Moves the WAL into the file and empties it. False when a reader is in the way.
  bool checkpoint();
  // Moves what it can, when the WAL has become long. Nobody waits.
  void checkpoint_if_long();
  // After a failure of the disk. Writes again what SQLite takes for moved, before it goes on.
  bool checkpoint_again();
  // Closing leaves the WAL as it is, for the next start. So it is until a checkpoint succeeds, and
  // after one that fails.
  void keep_wal_on_close() { checkpoint_on_close(false); }
  // Everything that can be read now is on the disk when this returns true, by writes and flushes
  // made now: what a killed program left in the page cache, or a failed fsync, is not trusted.
  // False when a reader is in the way. Throws StorageError when the disk does not take it.
  bool make_durable();
  // The tables, indexes and triggers as SQL: two fests of one version have the same.
  std::string schema();
  // Whether a transaction is open; some errors end it behind the program's back.
  bool in_transaction() const;

 private:
  explicit Database(std::unique_ptr<SQLite::Database>);
  void configure();
  bool recognise();  // false: the file is empty
  void checkpoint_on_close(bool);
  void leave_room_for_checksums();
  int room_in_pages(int wanted);
  void prepare_to_write();
  void migrate();
  void expect_schema();

  std::unique_ptr<SQLite::Database> sqlite_;
  std::unique_ptr<Connection> connection_;  // its statements end before the database is closed
  std::unique_ptr<int> wal_frames_;         // after the last commit; SQLite has its address
  std::string journal_mode_;
};

}  // namespace lastseat
