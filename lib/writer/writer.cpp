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
  open();
  journal_mode_ = database_->journal_mode();
  thread_ = std::thread([this] { run(); });
}

Writer::~Writer() { stop(); }

void Writer::open() {
  database_ = std::make_unique<Database>(Database::open(options_));
  const std::string damage = database_->quick_check();
  if (!damage.empty()) throw StorageError(StorageError::Kind::corrupt, damage);
  ledger_ = std::make_unique<Ledger>(*database_);
  last_seq_ = ledger_->last_seq();
}

std::future<Reply> Writer::submit(Request request) {
  Job job{std::move(request), {}};
  std::future<Reply> reply = job.promise.get_future();
  const Health health = health_.load();
  if (health == Health::recovering || health == Health::broken) {
    job.promise.set_value({Delivery::busy});
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
    if (database_) database_->checkpoint();  // one whole file to carry away
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
  try {
    ledger_->begin();
    for (Job& job : batch) {
      answers.push_back(ledger_->execute(job.request, hooks_.now_ms(), hooks_.random()));
    }
    commit();
  } catch (const StorageError& error) {
    ledger_->rollback();
    give_up(batch, error.kind, error.what());
    return;
  } catch (const std::exception& error) {
    ledger_->rollback();
    give_up(batch, StorageError::Kind::bug, error.what());
    return;
  }
  health_ = Health::ready;
  last_seq_ = ledger_->last_seq();
  for (std::size_t i = 0; i < batch.size(); ++i) {
    batch[i].promise.set_value({Delivery::committed, std::move(answers[i])});
  }
  hooks_.committed(last_seq_);
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
          answer_all(alone, Delivery::busy);
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
  ledger_.reset();
  database_.reset();
  if (kind != Kind::corrupt) recover();
}

void Writer::recover() {
  while (!reopened()) {
    if (health_ == Health::broken || queue_.closed_within(kBetweenRecoveries)) return;
  }
  hooks_.log("the disk works again; everything that was answered is there");
  health_ = Health::ready;
  hooks_.committed(last_seq_);  // what was in doubt may be in it
}

bool Writer::reopened() {
  try {
    open();
    // A reader in the way leaves the WAL as it is, and with it the pages whose fsync failed.
    if (database_->checkpoint()) return true;
    hooks_.log("the disk cannot be trusted yet: a reader is in the way");
  } catch (const StorageError& error) {
    hooks_.log(std::string("the disk does not work yet: ") + error.what());
    if (error.kind == StorageError::Kind::corrupt) health_ = Health::broken;
  }
  ledger_.reset();
  database_.reset();
  return false;
}

void Writer::answer_all(Batch& batch, Delivery delivery) {
  for (Job& job : batch) job.promise.set_value({delivery});
}

}  // namespace lastseat
