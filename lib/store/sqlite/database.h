// Opens the database file with the settings that the store relies on: each pragma is set and read
// back, the schema is migrated to the newest version, and a file that is not ours or that a newer
// program wrote is refused. Every page carries a checksum (checksum_vfs.h), so damage on the disk
// is reported as an error and never becomes part of an answer.
//
// A Database is one connection: one thread at a time. The path's folder must exist. No other code
// in this process may open and close the database file: closing it would release SQLite's locks.
#pragma once

#include <chrono>
#include <cstdint>
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
  // ":memory:" is a database that is gone when it is closed.
  std::filesystem::path path;
  std::string vfs = {};  // the SQLite VFS to use; empty: the default one
  std::chrono::milliseconds busy_timeout = limits::kBusyTimeout;
};

class Database {
 public:
  // Opens the file for the writer. Creates it if it does not exist, and migrates it. Throws
  // StorageError (unusable, corrupt, busy, unknown, full).
  static Database open(const DatabaseOptions&);
  // Opens it for the writer again after a failure. The fest must exist: nothing is created or
  // migrated.
  static Database reopen(const DatabaseOptions&);
  // Opens it for a reader, which never writes and never checkpoints. The file must exist.
  static Database open_read_only(const DatabaseOptions&);

  Database(Database&&) noexcept;
  ~Database();

  SQLite::Database& sqlite() { return *sqlite_; }
  Connection& connection() { return *connection_; }

  // "wal", or "truncate" where the file system does not support WAL; "memory" for ":memory:".
  const std::string& journal_mode() const { return journal_mode_; }
  std::int64_t size();  // bytes, as of the last commit
  // The findings of PRAGMA quick_check; empty if there are none. Throws StorageError if a page
  // cannot be read: that is not damage, and the disk may work later.
  std::string quick_check();
  // The same for PRAGMA integrity_check, which also compares the rows with every index.
  std::vector<std::string> integrity_check();
  // Copies the WAL to the database file and empties it. Returns false if a reader prevents that.
  bool checkpoint();
  // Copies as much of the WAL as it can without waiting for anybody, if the WAL is long.
  void checkpoint_if_long();
  // The checkpoint after a disk failure. First writes those pages again that SQLite believes to
  // have copied. Returns false if a reader prevents it.
  bool checkpoint_again();
  // Closing leaves the WAL in place for the next start. This is so until a checkpoint succeeds, and
  // again after one that fails.
  void keep_wal_on_close() { checkpoint_on_close(false); }
  // The pages of the database file without a checksum (checksum_vfs.h): another program wrote them.
  // What the WAL has is not looked at.
  std::vector<std::uint32_t> unsigned_pages();
  // Writes these pages again, unchanged: with their checksums, in one transaction, which a
  // checkpoint moves into the file unless a reader prevents that. Only for a fest that was checked:
  // a checksum would make damage look sound.
  void sign(const std::vector<std::uint32_t>& pages);
  // Frees the memory of its cache.
  void release_memory();
  // Pages that became free contain what was deleted. To drop them, the database is written anew.
  bool has_free_pages();
  void drop_free_pages();
  // Writes and flushes everything that can be read now. When it returns true, all of it is on the
  // disk by writes and flushes made now: what a killed process or a failed fsync left in the page
  // cache is not trusted. Returns false if a reader prevents it. Throws StorageError if the disk
  // refuses.
  bool make_durable();
  // The SQL text of all tables, indexes and triggers. It is the same in all fests of one version.
  std::string schema();
  // Whether a transaction is open. After some errors SQLite has already rolled it back.
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
  std::unique_ptr<Connection> connection_;  // destroyed, with its statements, before sqlite_
  std::unique_ptr<int> wal_frames_;         // after the last commit; SQLite holds a pointer to it
  std::string journal_mode_;
};

}  // namespace lastseat
