// The target of a fault: something that executes commands and reports the result of each. There are
// two: the store alone, and the committer with its own recovery. One thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/journal/ledger.h"
#include "store/sqlite/database.h"
#include "writer/committer.h"

namespace lastseat::test {

enum class Said {
  answered,  // it is on the disk
  nothing,   // it has not happened
  unknown,   // retry with the same key
};

struct Told {
  Said said = Said::nothing;
  Answer answer = {};
};

class Station {
 public:
  virtual ~Station() = default;

  virtual void open() = 0;  // throws StorageError; creates the fest if there is none
  virtual bool is_open() const = 0;
  // One attempt to recover after a failure; true if nothing is left to recover.
  virtual bool recover() = 0;
  virtual std::vector<Told> settle(const std::vector<Request>&) = 0;
  virtual Seq last_seq() const = 0;
  virtual void close() = 0;
  // Its state, for the message of a failing test.
  virtual std::string state() const = 0;
};

// Database and Ledger, used as their headers say.
class LedgerStation : public Station {
 public:
  explicit LedgerStation(DatabaseOptions options) : options_(std::move(options)) {}

  void open() override;
  bool is_open() const override { return made_; }
  bool recover() override;
  std::vector<Told> settle(const std::vector<Request>&) override;
  Seq last_seq() const override { return ledger_ ? ledger_->last_seq() : 0; }
  void close() override;
  std::string state() const override { return ledger_ ? "open" : "not open"; }

 private:
  void drop();

  DatabaseOptions options_;
  bool made_ = false;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Ledger> ledger_;
};

class CommitterStation : public Station {
 public:
  explicit CommitterStation(DatabaseOptions options) : options_(std::move(options)) {}

  void open() override;
  bool is_open() const override { return committer_ != nullptr; }
  bool recover() override;
  std::vector<Told> settle(const std::vector<Request>&) override;
  Seq last_seq() const override { return committer_ ? committer_->last_seq() : 0; }
  void close() override;
  std::string state() const override;

  Committer& committer() { return *committer_; }
  std::optional<Health> health() const {
    return committer_ ? std::optional(committer_->health()) : std::nullopt;
  }

 private:
  DatabaseOptions options_;
  std::unique_ptr<Committer> committer_;
  std::string log_;
};

}  // namespace lastseat::test
