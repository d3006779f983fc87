#include "store/sqlite/database.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <cstdlib>
#include <new>
#include <utility>

#include "store/sqlite/checksum_vfs.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/migrations.h"
#include "store/sqlite/side_files.h"
#include "text/identity.h"

namespace lastseat {
namespace {

constexpr std::int64_t kApplicationId = 0x4C535432;     // "LST2"
constexpr std::int64_t kDevelopmentBuild = 0x4C535431;  // "LST1": never released
constexpr const char* kInMemory = ":memory:";
constexpr std::int64_t kFull = 2;              // synchronous=FULL
constexpr const char* kCache = "-32768";       // the writer's page cache: 32,768 KiB
constexpr const char* kReaderCache = "-8192";  // of each reader
constexpr const char* kFast = "2";             // secure_delete=FAST
constexpr int kLongWal = 1000;                 // frames
constexpr const char* kWalLimit = "67108864";  // bytes of an emptied WAL that are kept

std::string ask(SQLite::Database& database, const std::string& pragma) {
  return Prepared(database, "PRAGMA " + pragma)
      .first([](const Row& row) { return row.text(0); })
      .value_or("");
}

// Sets a pragma and reads it back: where SQLite does not support a value, it ignores it silently. A
// pragma that writes is committed after its row, so it must run to its end.
std::string set(SQLite::Database& database, const std::string& pragma, const std::string& value) {
  Prepared(database, "PRAGMA " + pragma + "=" + value).each([](const Row&) {});
  return ask(database, pragma);
}

void insist(SQLite::Database& database, const std::string& pragma, const std::string& value) {
  const std::string now = set(database, pragma, value);
  if (now != value) {
    throw StorageError(
        StorageError::Kind::unusable,
        Message{"sqlite.pragma", {{"pragma", pragma}, {"value", value}, {"now", now}}});
  }
}

std::vector<std::string> ask_for_damage(SQLite::Database& database, const std::string& pragma) {
  std::vector<std::string> found;
  Prepared(database, "PRAGMA " + pragma).each([&](const Row& row) {
    if (row.text(0) != "ok") found.push_back(row.text(0));
  });
  return found;
}

// Whether the disk did not deliver a page. SQLite's checks list that among the damage.
bool not_given(const std::string& finding) {
  static const std::string kText = "unable to get the page. error code=";
  const std::size_t at = finding.find(kText);
  if (at == std::string::npos) return false;
  return kind_of(std::atoi(finding.c_str() + at + kText.size())) != StorageError::Kind::corrupt;
}

// Checks twice. Damage is found both times; what is found only once was a disk that failed once.
std::vector<std::string> damage(SQLite::Database& database, const std::string& pragma) {
  if (ask_for_damage(database, pragma).empty()) return {};
  std::vector<std::string> found = ask_for_damage(database, pragma);
  for (const std::string& finding : found) {
    if (not_given(finding)) {
      throw StorageError(StorageError::Kind::unknown, Message{"sqlite.check", {{"text", finding}}});
    }
  }
  return found;
}

// A file of the connection; nullptr if there is none: in another journal mode, or before anything
// was read.
sqlite3_file* file_of(SQLite::Database& database, int which) {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(database.getHandle(), "main", which, &file);
  return file && file->pMethods ? file : nullptr;
}

// The SQL function folded(text): text::folded, for searches. Most texts are returned as they are.
void folded(sqlite3_context* context, int, sqlite3_value** arguments) {
  const unsigned char* bytes = sqlite3_value_text(arguments[0]);
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;  // NULL, as without a result
  if (!bytes) return sqlite3_result_error_nomem(context);
  const std::string_view text(reinterpret_cast<const char*>(bytes),
                              static_cast<std::size_t>(sqlite3_value_bytes(arguments[0])));
  if (text::is_folded_ascii(text)) return sqlite3_result_value(context, arguments[0]);
  try {
    const std::string result = text::folded(text);
    sqlite3_result_text64(context, result.data(), result.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  }
}

void add_functions(sqlite3* raw) {
  const int code = sqlite3_create_function_v2(raw, "folded", 1,
                                              SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                                              nullptr, folded, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code, Message{"sqlite.no_memory"});
}

std::unique_ptr<SQLite::Database> open_file(const DatabaseOptions& options, int flags) try {
  // generic_u8string: SQLite expects UTF-8 on every system.
  const std::u8string path = options.path.generic_u8string();
  auto sqlite = std::make_unique<SQLite::Database>(std::string(path.begin(), path.end()), flags,
                                                   static_cast<int>(options.busy_timeout.count()),
                                                   with_checksums(options.vfs));
  sqlite3_extended_result_codes(sqlite->getHandle(), 1);
  add_functions(sqlite->getHandle());
  return sqlite;
} catch (const SQLite::Exception& error) {
  rethrow(error);
}

}  // namespace

Database::Database(std::unique_ptr<SQLite::Database> sqlite)
    : sqlite_(std::move(sqlite)), connection_(std::make_unique<Connection>(*sqlite_)) {}
Database::Database(Database&&) noexcept = default;
Database::~Database() = default;

Database Database::open(const DatabaseOptions& options) {
  const bool on_disk = options.path != kInMemory;
  if (on_disk) {
    renew_wal(options);
    forget_spent_journal(options);
  }
  Database database(open_file(options, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE));
  if (!database.recognise()) database.leave_room_for_checksums();
  database.prepare_to_write();
  database.migrate();
  if (on_disk) database.expect_schema();
  return database;
}

Database Database::reopen(const DatabaseOptions& options) {
  forget_spent_journal(options);
  Database database(open_file(options, SQLite::OPEN_READWRITE));
  if (!database.recognise()) {
    throw StorageError(StorageError::Kind::corrupt, Message{"file.empty"});
  }
  database.prepare_to_write();
  return database;
}

void Database::prepare_to_write() {
  // SQLite silently opens a file read-only if it may not write it.
  if (sqlite3_db_readonly(sqlite_->getHandle(), "main") != 0) {
    throw StorageError(StorageError::Kind::unusable, Message{"file.read_only"});
  }
  configure();
  // The committer runs the checkpoints: SQLite's automatic ones do not report errors.
  wal_frames_ = std::make_unique<int>(0);
  sqlite3_wal_hook(
      sqlite_->getHandle(),
      [](void* to, sqlite3*, const char*, int frames) {
        *static_cast<int*>(to) = frames;
        return SQLITE_OK;
      },
      wal_frames_.get());
  keep_wal_on_close();
  // Every commit is on the disk before it is answered: with NORMAL, a power cut may lose the last
  // ones.
  insist(*sqlite_, "synchronous", std::to_string(kFull));
  insist(*sqlite_, "cache_size", kCache);
  // What is deleted leaves no byte behind in a page that is in use. Pages that become free are left
  // as they are: a page of zeros is no page that somebody wrote (checksum_vfs.h).
  if (set(*sqlite_, "secure_delete", "fast") != kFast) {
    throw StorageError(
        StorageError::Kind::unusable,
        Message{"sqlite.pragma", {{"pragma", "secure_delete"}, {"value", "fast"}, {"now", "off"}}});
  }
  journal_mode_ = set(*sqlite_, "journal_mode", "wal");
  // On FAT and exFAT, some drivers have no shared memory, which WAL needs. A rollback journal is
  // slower and just as safe, if it is emptied: SQLite does not flush the folder if it is deleted.
  if (journal_mode_ != "wal" && journal_mode_ != "memory") {
    insist(*sqlite_, "journal_mode", "truncate");
    journal_mode_ = "truncate";
  }
  if (journal_mode_ == "wal") insist(*sqlite_, "journal_size_limit", kWalLimit);
}

Database Database::open_read_only(const DatabaseOptions& options) {
  Database database(open_file(options, SQLite::OPEN_READONLY));
  database.recognise();
  database.configure();
  insist(*database.sqlite_, "query_only", "1");
  insist(*database.sqlite_, "cache_size", kReaderCache);
  database.journal_mode_ = ask(*database.sqlite_, "journal_mode");
  return database;
}

void Database::configure() {
  sqlite3* raw = sqlite_->getHandle();
  for (const auto& [option, value] : {std::pair{SQLITE_DBCONFIG_DEFENSIVE, 1},
                                      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                      {SQLITE_DBCONFIG_DQS_DDL, 0},
                                      {SQLITE_DBCONFIG_DQS_DML, 0},
                                      // One query plan per statement, whatever values are bound.
                                      // Otherwise some are prepared again each time.
                                      {SQLITE_DBCONFIG_ENABLE_QPSG, 1}}) {
    int now = -1;
    if (sqlite3_db_config(raw, option, value, &now) != SQLITE_OK || now != value) {
      throw StorageError(StorageError::Kind::unusable,
                         Message{"sqlite.option", {{"option", option}}});
    }
  }
  insist(*sqlite_, "foreign_keys", "1");
  insist(*sqlite_, "trusted_schema", "0");
  insist(*sqlite_, "cell_size_check", "1");
  // With a memory-mapped file, an I/O error would crash the program. Where memory mapping is not
  // supported, the pragma returns nothing.
  const std::string mapped = ask(*sqlite_, "mmap_size=0");
  if (!mapped.empty() && mapped != "0") {
    throw StorageError(StorageError::Kind::unusable, Message{"sqlite.maps"});
  }
}

// Called before anything is written. Throws if the file is not ours or is from a newer program.
bool Database::recognise() {
  const std::int64_t id = std::stoll(ask(*sqlite_, "application_id"));
  const std::int64_t version = std::stoll(ask(*sqlite_, "user_version"));
  const bool empty =
      Prepared(*sqlite_, "SELECT count(*) FROM sqlite_schema").first([](const Row& row) {
        return row.integer(0);
      }) == 0;
  if (empty && id == 0 && version == 0) return false;
  if (id == kDevelopmentBuild) {
    throw StorageError(StorageError::Kind::unusable, Message{"file.development_build"});
  }
  if (id != kApplicationId) {
    throw StorageError(StorageError::Kind::unusable, Message{"file.foreign"});
  }
  const int newest = migrations().back().number;
  if (version > newest) {
    throw StorageError(StorageError::Kind::unusable,
                       Message{"file.newer", {{"version", version}, {"newest", newest}}});
  }
  if (room_in_pages(-1) != kChecksumBytes) {
    throw StorageError(StorageError::Kind::corrupt, Message{"file.no_checksums"});
  }
  return true;
}

// For an empty file: the setting takes effect when the first page is written.
void Database::leave_room_for_checksums() { room_in_pages(kChecksumBytes); }

// How many bytes at the end of each page SQLite leaves unused. Sets the number first if `wanted` is
// not negative.
int Database::room_in_pages(int wanted) {
  int bytes = wanted;
  sqlite3_file_control(sqlite_->getHandle(), "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes);
  return bytes;
}

void Database::migrate() {
  std::int64_t version = std::stoll(ask(*sqlite_, "user_version"));
  for (const Migration& step : migrations()) {
    if (step.number <= version) continue;
    try {
      SQLite::Transaction transaction(*sqlite_, SQLite::TransactionBehavior::IMMEDIATE);
      sqlite_->exec("PRAGMA application_id=" + std::to_string(kApplicationId));
      sqlite_->exec(std::string(step.sql));
      sqlite_->exec("PRAGMA user_version=" + std::to_string(step.number));
      transaction.commit();
    } catch (const SQLite::Exception& error) {
      rethrow(error);
    }
    version = step.number;
  }
}

// The schema enforces the rules a second time. Without one of its triggers, seats could be given
// twice.
void Database::expect_schema() {
  if (schema() == open({.path = kInMemory}).schema()) return;
  throw StorageError(StorageError::Kind::unusable, Message{"file.schema_changed"});
}

std::string Database::schema() {
  std::string text;
  Prepared(*sqlite_,
           "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY 1, 2")
      .each([&](const Row& row) {
        for (int i = 0; i < 4; ++i) text += row.text(i) + '\n';
      });
  return text;
}

std::int64_t Database::size() {
  return std::stoll(ask(*sqlite_, "page_count")) * std::stoll(ask(*sqlite_, "page_size"));
}

std::string Database::quick_check() {
  std::string text;
  for (const std::string& finding : damage(*sqlite_, "quick_check(10)")) {
    text += (text.empty() ? "" : "\n") + finding;
  }
  return text;
}

std::vector<std::string> Database::integrity_check() {
  return damage(*sqlite_, "integrity_check(20)");
}

bool Database::checkpoint() {
  if (journal_mode_ != "wal") return true;
  keep_wal_on_close();
  const auto blocked =
      Prepared(*sqlite_, "PRAGMA wal_checkpoint(TRUNCATE)").first([](const Row& row) {
        return row.integer(0);
      });
  if (blocked != 0) return false;
  // SQLite empties the WAL without a flush: after a power cut, a failed commit could reappear.
  if (sqlite3_file* wal = file_of(*sqlite_, SQLITE_FCNTL_JOURNAL_POINTER)) {
    const int code = wal->pMethods->xSync(wal, SQLITE_SYNC_NORMAL);
    if (code != SQLITE_OK) fail(code, Message{"wal.not_flushed"});
  }
  checkpoint_on_close(true);
  return true;
}

void Database::checkpoint_if_long() {
  if (journal_mode_ != "wal" || *wal_frames_ < kLongWal) return;
  const int code = sqlite3_wal_checkpoint_v2(sqlite_->getHandle(), "main",
                                             SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  if (code != SQLITE_OK && code != SQLITE_BUSY) fail(code, Message{"wal.not_moved"});
}

bool Database::checkpoint_again() {
  sqlite3_file* file = file_of(*sqlite_, SQLITE_FCNTL_FILE_POINTER);
  sqlite3_file* wal = file_of(*sqlite_, SQLITE_FCNTL_JOURNAL_POINTER);
  if (journal_mode_ == "wal" && file && wal) {
    int frames = 0;
    int moved = 0;
    const int code = sqlite3_wal_checkpoint_v2(sqlite_->getHandle(), "main", SQLITE_CHECKPOINT_NOOP,
                                               &frames, &moved);
    if (code != SQLITE_OK) fail(code, Message{"wal.not_read"});
    write_moved_pages_again(file, wal, moved);
  }
  return checkpoint();
}

void Database::checkpoint_on_close(bool wanted) {
  sqlite3_db_config(sqlite_->getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, wanted ? 0 : 1,
                    nullptr);
}

bool Database::make_durable() {
  if (!checkpoint()) return false;
  // If the WAL was empty, the checkpoint wrote and flushed nothing. So one page is written again,
  // unchanged.
  const std::string version = ask(*sqlite_, "user_version");
  try {
    SQLite::Transaction transaction(*sqlite_, SQLite::TransactionBehavior::IMMEDIATE);
    sqlite_->exec("PRAGMA user_version=" + version);
    transaction.commit();
  } catch (const SQLite::Exception& error) {
    rethrow(error);
  }
  return checkpoint();
}

std::vector<std::uint32_t> Database::unsigned_pages() {
  sqlite3_file* file = file_of(*sqlite_, SQLITE_FCNTL_FILE_POINTER);
  return file ? lastseat::unsigned_pages(file) : std::vector<std::uint32_t>();
}

void Database::sign(const std::vector<std::uint32_t>& pages) {
  // A defensive connection may not write pages.
  struct Undefended {
    sqlite3* raw;
    explicit Undefended(sqlite3* of) : raw(of) { set(0); }
    ~Undefended() { set(1); }
    Undefended(const Undefended&) = delete;
    Undefended& operator=(const Undefended&) = delete;
    void set(int defensive) const {
      sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, defensive, nullptr);
    }
  };
  try {
    const Undefended undefended(sqlite_->getHandle());
    SQLite::Transaction transaction(*sqlite_, SQLite::TransactionBehavior::IMMEDIATE);
    Prepared again(*sqlite_, "UPDATE sqlite_dbpage SET data = data WHERE pgno = ?");
    for (const std::uint32_t page : pages) again.run(std::int64_t{page});
    transaction.commit();
  } catch (const SQLite::Exception& error) {
    rethrow(error);
  }
  checkpoint();
}

void Database::release_memory() { sqlite3_db_release_memory(sqlite_->getHandle()); }

bool Database::has_free_pages() { return ask(*sqlite_, "freelist_count") != "0"; }

void Database::drop_free_pages() try {
  if (has_free_pages()) sqlite_->exec("VACUUM");
} catch (const SQLite::Exception& error) {
  rethrow(error);
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(sqlite_->getHandle()) == 0; }

}  // namespace lastseat
