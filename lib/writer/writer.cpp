#include "writer/writer.h"

#include <chrono>
#include <utility>

#include "domain/limits.h"

namespace lastseat {
namespace {

constexpr int kCommitTries = 3;  // each waits for the busy time-out
constexpr std::chrono::seconds kBetweenRecoveries{1};

}  // namespace

Writer::Writer(DatabaseOptions options, Hooks hooks)
    : options_(std::move(options)), hooks_(std::move(hooks)), queue_(limits::kQueue) {
  database_ = std::make_unique<Database>(Database::open(options_));
  const std::string damage = database_->quick_check();
  if (!damage.empty()) throw StorageError(StorageError::Kind::corrupt, damage);
  // What is read and answered from here on must not go with the power.
  if (!database_->make_durable()) {
    throw StorageError(StorageError::Kind::busy, "another program is reading it: try again");
  }
  ledger_ = std::make_unique<Ledger>(*database_);
  last_seq_ = ledger_->last_seq();
  journal_mode_ = database_->journal_mode();
  thread_ = std::thread([this] { run(); });
}

Writer::~Writer() { stop(); }

std::future<Reply> Writer::submit(Request request) {
  Job job{std::move(request), {}};
  std::future<Reply> reply = job.promise.get_future();
  const Health health = health_.load();
  if (health == Health::recovering || health == Health::broken) {
    job.promise.set_value({Delivery::not_ready});
    return reply;
  }
  switch (queue_.push(job)) {
    case Queue<Job>::Push::done:
      break;
    case Queue<Job>::Push::full:
      job.promise.set_value({Delivery::busy});
      break;
    case Queue<Job>::Push::closed:
      job.promise.set_value({Delivery::stopping});
      break;
  }
  return reply;
}

void Writer::stop() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void Writer::run() {
  for (Batch batch = queue_.take(limits::kBatch); !batch.empty();
       batch = queue_.take(limits::kBatch)) {
    if (ledger_) {
      settle(batch);
    } else {
      answer_all(batch,
                 Delivery::busy);  // they were queued while the disk failed
    }
  }
  health_ = Health::stopped;
  ledger_.reset();
  try {
    if (database_ && !database_->checkpoint()) {
      hooks_.log("another program is reading: lastseat.db is whole only with lastseat.db-wal");
    }
  } catch (const StorageError& error) {
    hooks_.log(std::string("the last checkpoint failed; the WAL keeps everything: ") +
               error.what());
  }
  database_.reset();
}

// Runs the batch in one transaction and answers everybody in it.
void Writer::settle(Batch& batch) {
  std::vector<Answer> answers;
  answers.reserve(batch.size());
  bool committing = false;
  try {
    ledger_->begin();
    for (Job& job : batch) {
      answers.push_back(ledger_->execute(job.request, hooks_.now_ms(), hooks_.random()));
    }
    committing = true;
    commit();
  } catch (const StorageError& error) {
    ledger_->rollback();
    give_up(batch, committing ? after_failed_commit(error.kind) : error.kind, error.what());
    return;
  } catch (const std::exception& error) {
    ledger_->rollback();
    give_up(batch, StorageError::Kind::bug, error.what());
    return;
  }
  if (ledger_->last_seq() != last_seq_) {
    health_ = Health::ready;  // something was written: there is space
    last_seq_ = ledger_->last_seq();
    hooks_.committed(last_seq_);
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    batch[i].promise.set_value({Delivery::committed, std::move(answers[i])});
  }
}

// A COMMIT that finds the file held has not happened and the transaction is still open: ask again.
void Writer::commit() {
  for (int tries = 1;; ++tries) {
    try {
      ledger_->commit();
      return;
    } catch (const StorageError& error) {
      if (error.kind != StorageError::Kind::busy || tries == kCommitTries) throw;
    }
  }
}

// The last frame of a commit may be in the WAL although COMMIT says that the disk is full, and
// would count after a restart: nothing has happened only when the WAL is empty again. Any other
// failure leaves open what has happened.
StorageError::Kind Writer::after_failed_commit(StorageError::Kind kind) {
  using Kind = StorageError::Kind;
  if (kind == Kind::busy) return kind;
  if (kind != Kind::full) return Kind::unknown;
  try {
    return database_->checkpoint() ? Kind::full : Kind::unknown;
  } catch (const StorageError&) {
    return Kind::unknown;
  }
}

// The transaction is gone; says so to everybody in it, or tries those who are not to blame again.
void Writer::give_up(Batch& batch, StorageError::Kind kind, const std::string& what) {
  using Kind = StorageError::Kind;
  if (kind == Kind::busy) {
    answer_all(batch, Delivery::busy);
    return;
  }
  if (kind == Kind::full || kind == Kind::bug) {
    // One request may be too large or trip over a bug: the others get a transaction of their own.
    if (batch.size() > 1) {
      for (Job& job : batch) {
        Batch alone;
        alone.push_back(std::move(job));
        if (ledger_) {
          settle(alone);
        } else {
          answer_all(alone, Delivery::not_ready);
        }
      }
      return;
    }
    hooks_.log((kind == Kind::full ? "the disk is full: " : "a bug, nothing was changed: ") + what);
    if (kind == Kind::full) health_ = Health::disk_full;
    answer_all(batch, kind == Kind::full ? Delivery::full : Delivery::failed);
    return;
  }
  hooks_.log("the disk failed: " + what);
  health_ = kind == Kind::corrupt ? Health::broken : Health::recovering;
  answer_all(batch, Delivery::unknown);
  recover();
}

void Writer::recover() {
  const Ledger::Mark acknowledged = ledger_->committed();
  do {
    ledger_.reset();
    database_.reset();
    if (health_ == Health::broken) return;
    if (reopened(acknowledged)) {
      hooks_.log("the disk works again; everything that was answered is there");
      last_seq_ = ledger_->last_seq();
      hooks_.committed(last_seq_);  // what was in doubt may be in it
      health_ = Health::ready;
      return;
    }
    // Those who came before it was known are not left waiting.
    Batch queued = queue_.take_within(kBetweenRecoveries, limits::kBatch);
    answer_all(queued, Delivery::not_ready);
  } while (!queue_.closed());
  ledger_.reset();
  database_.reset();
}

bool Writer::reopened(const Ledger::Mark& acknowledged) {
  try {
    database_ = std::make_unique<Database>(Database::reopen(options_));
    const std::string damage = database_->quick_check();
    if (!damage.empty()) throw StorageError(StorageError::Kind::corrupt, damage);
    ledger_ = std::make_unique<Ledger>(*database_);
    if (!ledger_->contains(acknowledged)) {
      throw StorageError(StorageError::Kind::corrupt, "what was answered is not in it");
    }
    if (database_->make_durable()) return true;
    hooks_.log("the disk cannot be trusted yet: another program is reading");
  } catch (const StorageError& error) {
    hooks_.log(std::string("the disk does not work yet: ") + error.what());
    if (error.kind == StorageError::Kind::corrupt) health_ = Health::broken;
  } catch (const std::exception& error) {
    hooks_.log(std::string("the disk does not work yet: ") + error.what());
  }
  return false;
}

void Writer::answer_all(Batch& batch, Delivery delivery) {
  for (Job& job : batch) job.promise.set_value({delivery});
}

}  // namespace lastseat
