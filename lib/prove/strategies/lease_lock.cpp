#include "prove/strategies/lease_lock.h"

#include <optional>
#include <thread>

#include "prove/strategies/notebook.h"
#include "text/error.h"

namespace lastseat::prove {
namespace {

using Clock = std::chrono::steady_clock;  // the same for all processes of a computer

constexpr std::chrono::seconds kPatience{30};
constexpr std::chrono::microseconds kBetweenTries{500};

std::filesystem::path file_of(const Place& place) { return place.folder / "locks.db"; }

void create(const Place& place) {
  Notebook::kGround.create(place);
  SQLite::Database database(file_of(place).string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  database.exec("PRAGMA journal_mode=WAL");
  database.exec(
      "CREATE TABLE locks (name TEXT PRIMARY KEY, holder INTEGER NOT NULL, until INTEGER NOT NULL,"
      " token INTEGER NOT NULL)");
}

class LockTable final : public LeaseLock {
 public:
  LockTable(const Place& place, int worker)
      : database_(open_waiting(file_of(place))),
        look_(database_, "SELECT until FROM locks WHERE name = ?"),
        take_(database_,
              "INSERT INTO locks VALUES (?1, ?2, ?3, 1) ON CONFLICT (name) DO UPDATE SET"
              " holder = ?2, until = ?3, token = token + 1 WHERE until < ?4 RETURNING token"),
        give_back_(database_, "UPDATE locks SET until = 0 WHERE name = ? AND holder = ?"),
        worker_(worker) {
    database_.exec("PRAGMA synchronous=OFF");
  }

  void give_back(const std::string& name) override { run(give_back_, name, worker_); }

 private:
  std::int64_t try_take(const std::string& name) override {
    const std::int64_t now = Clock::now().time_since_epoch() / std::chrono::microseconds(1);
    if (until(name) >= now) return 0;  // looking does not keep the holder from giving it back
    const std::int64_t lease = std::chrono::microseconds(kLease).count();
    take_.bind(1, name);
    take_.bind(2, worker_);
    take_.bind(3, now + lease);
    take_.bind(4, now);
    std::int64_t token = 0;
    while (take_.executeStep()) token = take_.getColumn(0).getInt64();
    take_.reset();
    return token;
  }

  std::int64_t until(const std::string& name) {
    look_.bind(1, name);
    const std::int64_t until = look_.executeStep() ? look_.getColumn(0).getInt64() : 0;
    look_.reset();
    return until;
  }

  SQLite::Database database_;
  SQLite::Statement look_;
  SQLite::Statement take_;
  SQLite::Statement give_back_;
  const int worker_;
};

// The books' part of the fence. A holder shows its token before it reads, which bars all older
// tokens from writing. If tokens were only compared on writing, an old holder could still write
// between the new holder's read and write.
class FencedDesk {
 public:
  FencedDesk(const Place& place, std::unique_ptr<LeaseLock> lock)
      : lock_(std::move(lock)),
        notebook_(place),
        show_(notebook_.sqlite(), "UPDATE events SET fence = ?2 WHERE event = ?1 AND fence < ?2"),
        take_(notebook_.sqlite(), "UPDATE events SET left = ?3 WHERE event = ?1 AND fence = ?2") {}

  Told register_student(Ask ask) {
    for (;;) {
      const std::int64_t token = lock_->take(lock_of(ask.event));
      const std::optional<Told> told = with_token(token, ask);
      lock_->give_back(lock_of(ask.event));
      if (told) return *told;
      ask.stall = {};  // a lid is not closed twice in a row
    }
  }

 private:
  // Absent if a newer token was there.
  std::optional<Told> with_token(std::int64_t token, const Ask& ask) {
    if (run(show_, ask.event, token) == 0) return std::nullopt;
    if (notebook_.has(ask.event, ask.student)) return Told::already;
    const std::int64_t left = notebook_.left(ask.event);
    if (left <= 0) return Told::full;
    pause(ask);
    SQLite::Transaction transaction(notebook_.sqlite(), SQLite::TransactionBehavior::IMMEDIATE);
    if (run(take_, ask.event, token, left - 1) == 0) return std::nullopt;
    notebook_.add(ask.event, ask.student);
    transaction.commit();
    return Told::confirmed;
  }

  std::unique_ptr<LeaseLock> lock_;
  Notebook notebook_;
  SQLite::Statement show_;
  SQLite::Statement take_;
};

}  // namespace

std::string lock_of(int event) { return "lock:event:" + std::to_string(event); }

std::int64_t LeaseLock::take(const std::string& name) {
  const auto deadline = Clock::now() + kPatience;
  while (Clock::now() < deadline) {
    if (const std::int64_t token = try_take(name)) return token;
    std::this_thread::sleep_for(kBetweenTries);
  }
  throw Error(Message{"lab.lock_never_free", {{"lock", name}}});
}

Office open_leased(const Place& place, const MakeLock& make_lock) {
  return [place, make_lock](int worker) -> Desk {
    auto notebook = std::make_shared<Notebook>(place);
    std::shared_ptr<LeaseLock> lock = make_lock(place, worker);
    return [notebook, lock](const Ask& ask) {
      lock->take(lock_of(ask.event));
      const Told told = read_then_write(*notebook, ask);
      lock->give_back(lock_of(ask.event));
      return told;
    };
  };
}

Office open_fenced(const Place& place, const MakeLock& make_lock) {
  return [place, make_lock](int worker) -> Desk {
    auto desk = std::make_shared<FencedDesk>(place, make_lock(place, worker));
    return [desk](const Ask& ask) { return desk->register_student(ask); };
  };
}

Ground notebook_with_lock_table() { return {create, Notebook::kGround.reopen}; }

std::unique_ptr<LeaseLock> lock_table(const Place& place, int worker) {
  return std::make_unique<LockTable>(place, worker);
}

}  // namespace lastseat::prove
