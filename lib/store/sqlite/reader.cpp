#include "store/sqlite/reader.h"

#include <condition_variable>
#include <mutex>
#include <vector>

#include "store/sqlite/connection.h"
#include "store/sqlite/database.h"

namespace lastseat {
namespace {

constexpr std::size_t kConnections = 4;

const Sql kBegin("BEGIN");
const Sql kEnd("COMMIT");

}  // namespace

struct Reader::Session {
  // Both are prepared now, so that a lack of memory later cannot leave a snapshot open.
  explicit Session(const DatabaseOptions& options) : database(Database::open_read_only(options)) {
    database.connection().prepared(kBegin);
    database.connection().prepared(kEnd);
  }
  Database database;
};

struct Reader::Pool {
  explicit Pool(const DatabaseOptions& options) {
    for (std::size_t i = 0; i < kConnections; ++i) {
      sessions.push_back(std::make_unique<Session>(options));
    }
  }
  std::mutex mutex;
  std::condition_variable returned;
  std::vector<std::unique_ptr<Session>> sessions;  // those not in use
};

Reader::Snapshot::Snapshot(Pool& pool) : pool_(pool) {
  {
    std::unique_lock lock(pool_.mutex);
    pool_.returned.wait(lock, [&] { return !pool_.sessions.empty(); });
    session_ = std::move(pool_.sessions.back());
    pool_.sessions.pop_back();
  }
  try {
    connection().run(kBegin);
  } catch (...) {
    give_back();
    throw;
  }
}

Reader::Snapshot::~Snapshot() { give_back(); }

void Reader::Snapshot::give_back() noexcept {
  try {
    connection().run(kEnd);
  } catch (const StorageError&) {
    // After a failed read, there is no snapshot left to end.
  }
  {
    const std::lock_guard lock(pool_.mutex);
    pool_.sessions.push_back(std::move(session_));
  }
  pool_.returned.notify_one();
}

Connection& Reader::Snapshot::connection() const { return session_->database.connection(); }

Reader::Reader(const DatabaseOptions& options) : pool_(std::make_unique<Pool>(options)) {}
Reader::~Reader() = default;

}  // namespace lastseat
