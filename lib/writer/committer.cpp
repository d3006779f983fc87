#include "writer/committer.h"

#include <utility>

#include "domain/limits.h"
#include "store/journal/check.h"
#include "store/sqlite/side_files.h"
#include "store/students.h"

namespace lastseat {
namespace {

constexpr int kTries = 3;  // each waits for the busy timeout

void answer_all(std::span<Job> batch, Delivery delivery) {
  for (Job& job : batch) job.reply = {delivery};
}

void expect_undamaged(Database& database) {
  const std::string damage = database.quick_check();
  if (damage.empty()) return;
  throw StorageError(StorageError::Kind::corrupt, Message{"sqlite.check", {{"text", damage}}});
}

Message not_executed(StorageError::Kind kind, const Message& why) {
  using Kind = StorageError::Kind;
  const std::vector<Message> reason{why};
  if (kind == Kind::full) return Message{"writer.disk_full", {{"why", reason}}};
  if (kind == Kind::memory) return Message{"writer.no_memory", {{"why", reason}}};
  return Message{"writer.bug", {{"why", reason}}};
}

Message still_failing(const std::exception& error) {
  return Message{"writer.still_failing", {{"why", std::vector{message_of(error)}}}};
}

// The health while the file is closed.
Health health_after(StorageError::Kind kind) {
  if (kind == StorageError::Kind::corrupt) return Health::broken;
  return kind == StorageError::Kind::full ? Health::disk_full : Health::recovering;
}

}  // namespace

Committer::Committer(DatabaseOptions options, Hooks hooks, LastEnd last_end)
    : options_(std::move(options)), hooks_(std::move(hooks)) {
  const bool crashed = was_left_open(options_) || last_end == LastEnd::killed;
  database_ = std::make_unique<Database>(Database::open(options_));
  // A large file would delay the start: the program checks it while it serves.
  const bool read_all = crashed || database_->size() <= limits::kCheckedAtStart;
  if (read_all) expect_undamaged(*database_);
  // What is read and answered from here on must survive a power failure.
  if (!database_->make_durable()) {
    throw StorageError(StorageError::Kind::busy, Message{"file.being_read"});
  }
  std::vector<std::uint32_t> unsigned_pages;
  if (read_all) unsigned_pages = database_->unsigned_pages();
  if (crashed || !unsigned_pages.empty()) expect_sound(unsigned_pages);
  ledger_ = std::make_unique<Ledger>(*database_);
  publish();
  identity_ = identity_text(database_->connection());
  journal_mode_ = database_->journal_mode();
  finish_old_erasures();  // the last run may have ended between an erasure and its end
}

// Finds what checksums cannot: pages of different ages, as left by a disk that reported a flush
// before it had written, and what another program changed in pages without a checksum.
void Committer::expect_sound(const std::vector<std::uint32_t>& unsigned_pages) {
  const auto count = static_cast<std::int64_t>(unsigned_pages.size());
  database_->release_memory();  // the check needs its own
  const CheckReport report = check(options_);
  was_checked_ = true;
  if (!report.ok()) {
    const Message& finding = report.findings.front();
    throw StorageError(StorageError::Kind::corrupt,
                       count == 0 ? finding
                                  : Message{"file.unsound",
                                            {{"count", count}, {"finding", std::vector{finding}}}});
  }
  if (count == 0) return;
  database_->sign(unsigned_pages);
  hooks_.log(Message{"file.signed", {{"count", count}}});
}

void Committer::condemn() {
  condemned_ = true;
  health_ = Health::broken;
}

// condemn() may be called by another thread at any moment, and is final.
void Committer::become(Health health) {
  health_ = health;
  if (condemned_) health_ = Health::broken;
}

void Committer::publish() {
  const Ledger::Mark last = ledger_->committed();
  auto head = std::make_shared<const Head>(Head{last.seq, short_hash(last.link)});
  const std::lock_guard lock(head_mutex_);
  head_ = std::move(head);
  last_seq_ = last.seq;
}

std::shared_ptr<const Head> Committer::head() const {
  const std::lock_guard lock(head_mutex_);
  return head_;
}

void Committer::settle(std::span<Job> batch) {
  if (!ledger_ || condemned_) {
    answer_all(batch, Delivery::not_ready);
    return;
  }
  bool committing = false;
  try {
    ledger_->begin();
    for (Job& job : batch) {
      job.reply = {Delivery::committed,
                   ledger_->execute(job.request, hooks_.now_ms(), hooks_.random())};
    }
    committing = true;
    may_be_ahead_ = true;  // until it is known what the file contains
    commit();
  } catch (const StorageError& error) {
    const bool was_open = database_->in_transaction();
    ledger_->rollback();
    give_up(batch, committing ? after_failed_commit(error.kind, was_open) : error.kind, error.why);
    return;
  } catch (const std::exception& error) {
    ledger_->rollback();
    give_up(batch, StorageError::Kind::bug, message_of(error));
    return;
  }
  if (ledger_->last_seq() != last_seq_) {
    become(Health::ready);  // something was written, so there is space
    publish();
    hooks_.committed(last_seq_);
  }
  may_be_ahead_ = false;
  finish_erasures(batch);
}

void Committer::finish_erasures(std::span<const Job> batch) {
  for (const Job& job : batch) {
    const auto* erase = std::get_if<Erase>(&job.request.command);
    const bool erased = erase && job.reply.answer.origin == Answer::Origin::fresh &&
                        job.reply.answer.outcome == Erased::kName;
    if (!erased) continue;
    leave_no_trace();
    hooks_.erased(erase->roll);
  }
}

// What was erased still stands in free pages, if an erasure could not finish its work.
void Committer::finish_old_erasures() {
  if (database_->has_free_pages() && has_erased(database_->connection())) leave_no_trace();
}

// What was erased still stands in free pages and in the WAL. If they cannot be emptied now, the log
// says so, and closing or the next start does it.
void Committer::leave_no_trace() {
  if (ledger_) {
    try {
      database_->drop_free_pages();
      for (int tries = 0; tries < kTries; ++tries) {
        if (database_->checkpoint()) return;
      }
    } catch (const StorageError& error) {
      trust_if_short_of_room(error);
    }
  }
  hooks_.log(Message{"writer.not_erased"});
}

void Committer::checkpoint() {
  if (!ledger_) return;
  try {
    database_->checkpoint_if_long();
  } catch (const StorageError& error) {
    trust_if_short_of_room(error);
  }
}

// Without space or memory the WAL keeps growing, and the next commit will fail. Any other error of
// a checkpoint means that the disk is not trusted.
void Committer::trust_if_short_of_room(const StorageError& error) {
  if (error.kind == StorageError::Kind::full || error.kind == StorageError::Kind::memory) return;
  hooks_.log(Message{"writer.disk_failed", {{"why", std::vector{error.why}}}});
  distrust(error.kind);
}

// If COMMIT finds the file locked, nothing was committed and the transaction is still open: retry.
void Committer::commit() {
  for (int tries = 1;; ++tries) {
    try {
      ledger_->commit();
      return;
    } catch (const StorageError& error) {
      if (error.kind != StorageError::Kind::busy || tries == kTries) throw;
    }
  }
}

// What a failed COMMIT means. If the disk is full, the commit's last frame may all the same be in
// the WAL and would count after a restart: nothing was saved only once the WAL is empty again. A
// violated foreign key leaves the transaction open: nothing was saved. After any other error it is
// unknown what was saved.
StorageError::Kind Committer::after_failed_commit(StorageError::Kind kind, bool was_open) {
  using Kind = StorageError::Kind;
  if (kind == Kind::busy || (kind == Kind::bug && was_open)) return kind;
  if (kind != Kind::full) return Kind::unknown;
  try {
    return database_->checkpoint() ? Kind::full : Kind::unknown;
  } catch (const StorageError&) {
    return Kind::unknown;
  }
}

// The transaction was rolled back: reports that to every request in it, or executes them one by
// one.
void Committer::give_up(std::span<Job> batch, StorageError::Kind kind, const Message& why) {
  using Kind = StorageError::Kind;
  if (kind == Kind::busy) {
    answer_all(batch, Delivery::busy);
    return;
  }
  if (kind == Kind::full || kind == Kind::bug || kind == Kind::memory) {
    // One request may be too large, or hit a bug: each gets a transaction of its own.
    if (batch.size() > 1) {
      for (Job& job : batch) settle({&job, 1});
      return;
    }
    hooks_.log(not_executed(kind, why));
    if (kind == Kind::full) become(Health::disk_full);
    answer_all(batch, kind == Kind::full     ? Delivery::full
                      : kind == Kind::memory ? Delivery::busy
                                             : Delivery::failed);
    return;
  }
  hooks_.log(Message{"writer.disk_failed", {{"why", std::vector{why}}}});
  distrust(kind);
  answer_all(batch, Delivery::unknown);
}

void Committer::distrust(StorageError::Kind kind) {
  become(health_after(kind));
  acknowledged_ = ledger_->committed();
  ledger_.reset();
  database_->keep_wal_on_close();
  if (health_ == Health::broken) database_.reset();
}

bool Committer::recover() {
  if (health_ == Health::disk_full && ledger_) return regain_space();
  if (health_ != Health::recovering && health_ != Health::disk_full) return true;
  if (!hooks_.is_same_file()) {
    hooks_.log(Message{"writer.taken_away"});
    become(Health::taken_away);
    return true;
  }
  try {
    let_go();
    open_again();
    hooks_.log(Message{"writer.works_again"});
    publish();
    may_be_ahead_ = false;
    hooks_.committed(last_seq_);  // the commit that failed may be in it
    become(Health::ready);
    return true;
  } catch (const StorageError& error) {
    hooks_.log(still_failing(error));
    become(health_after(error.kind));
  } catch (const std::exception& error) {
    hooks_.log(still_failing(error));
    become(Health::recovering);
  }
  ledger_.reset();
  if (database_) database_->keep_wal_on_close();
  if (health_ == Health::broken) database_.reset();
  return health_ == Health::broken;
}

// While the disk was full the file stayed open and sound. So whether there is space again is tested
// here, and not by the next request.
bool Committer::regain_space() {
  try {
    if (!database_->make_durable()) return false;
    hooks_.log(Message{"writer.space"});
    become(Health::ready);
    return true;
  } catch (const StorageError& error) {
    if (error.kind == StorageError::Kind::full || error.kind == StorageError::Kind::busy)
      return false;
    hooks_.log(Message{"writer.disk_failed", {{"why", std::vector{error.why}}}});
    distrust(error.kind);
  }
  return health_ == Health::broken;
}

// Closes the file after an error. The frames of the failed commit may be in the page cache, marked
// clean, and not on the disk; a new connection would take them for saved. The connection that
// failed does not know them. So it is this one that writes the frames before them, which were
// flushed, to the database file, and empties the WAL.
void Committer::let_go() {
  if (database_ && !database_->checkpoint_again()) {
    throw StorageError(StorageError::Kind::busy, Message{"file.being_read"});
  }
  database_.reset();
}

void Committer::open_again() {
  database_ = std::make_unique<Database>(Database::reopen(options_));
  expect_undamaged(*database_);
  ledger_ = std::make_unique<Ledger>(*database_);
  if (!ledger_->contains(acknowledged_)) {
    throw StorageError(StorageError::Kind::corrupt, Message{"file.lacks_answers"});
  }
  if (!database_->make_durable()) {
    throw StorageError(StorageError::Kind::busy, Message{"file.being_read"});
  }
}

void Committer::close() {
  health_ = Health::stopped;
  try {
    if (ledger_) finish_old_erasures();
  } catch (const StorageError&) {
    // The checkpoint fails too, and says so.
  }
  const bool trusted = ledger_ != nullptr;
  ledger_.reset();
  try {
    if (trusted && !database_->checkpoint()) {
      hooks_.log(Message{"writer.wal_stays"});
    }
  } catch (const StorageError& error) {
    hooks_.log(Message{"writer.no_checkpoint", {{"why", std::vector{error.why}}}});
  }
  database_.reset();
}

}  // namespace lastseat
