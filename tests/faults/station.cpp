#include "faults/station.h"

#include <utility>

namespace lastseat::test {
namespace {

constexpr std::int64_t kNow = 1'800'000'000'000;
constexpr std::uint64_t kRandom = 42;

}  // namespace

// ---- the store alone

void LedgerStation::open() {
  auto database = std::make_unique<Database>(Database::open(options_));
  ledger_ = std::make_unique<Ledger>(*database);
  database_ = std::move(database);
  made_ = true;
}

void LedgerStation::drop() {
  ledger_.reset();
  database_.reset();
}

bool LedgerStation::recover() {
  if (ledger_) return true;
  try {
    auto database = std::make_unique<Database>(Database::reopen(options_));
    ledger_ = std::make_unique<Ledger>(*database);
    database_ = std::move(database);
  } catch (const StorageError&) {
    drop();
    return false;
  }
  return true;
}

std::vector<Told> LedgerStation::settle(const std::vector<Request>& requests) {
  std::vector<Told> told(requests.size());
  if (!ledger_) return told;
  bool committing = false;
  try {
    ledger_->begin();
    for (std::size_t i = 0; i < requests.size(); ++i) {
      told[i].answer = ledger_->execute(requests[i], kNow, kRandom);
    }
    committing = true;
    ledger_->commit();
    for (Told& each : told) each.said = Said::answered;
  } catch (const StorageError& error) {
    ledger_->rollback();
    const bool certain = !committing || error.kind == StorageError::Kind::busy;
    for (Told& each : told) each = {certain ? Said::nothing : Said::unknown};
    if (error.kind != StorageError::Kind::busy) drop();
  }
  return told;
}

void LedgerStation::close() {
  try {
    if (database_) database_->checkpoint();
  } catch (const StorageError&) {
    // The WAL has everything.
  }
  drop();
  made_ = false;
}

// ---- the committer

void CommitterStation::open() {
  Committer::Hooks hooks{.now_ms = [] { return kNow; }, .random = [] { return kRandom; }};
  hooks.log = [this](const Message& what) { log_ = spelt(what); };
  committer_ = std::make_unique<Committer>(options_, hooks);
}

bool CommitterStation::recover() {
  if (!committer_) return false;
  committer_->recover();
  return committer_->health() == Health::ready || committer_->health() == Health::disk_full;
}

std::vector<Told> CommitterStation::settle(const std::vector<Request>& requests) {
  if (!committer_) return std::vector<Told>(requests.size());
  std::vector<Job> jobs;
  for (const Request& request : requests) jobs.push_back({request});
  committer_->settle(jobs);
  committer_->checkpoint();
  std::vector<Told> told;
  for (Job& job : jobs) {
    const Said said = job.reply.delivery == Delivery::committed ? Said::answered
                      : job.reply.delivery == Delivery::unknown ? Said::unknown
                                                                : Said::nothing;
    told.push_back({said, std::move(job.reply.answer)});
  }
  return told;
}

void CommitterStation::close() {
  if (committer_) committer_->close();
  committer_.reset();
}

std::string CommitterStation::state() const {
  constexpr const char* kHealth[] = {"ready", "disk full", "recovering", "broken", "stopped"};
  if (!committer_) return "not open";
  return std::string(kHealth[static_cast<int>(committer_->health())]) + ": " + log_;
}

}  // namespace lastseat::test
