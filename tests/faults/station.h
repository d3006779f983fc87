// What a fault is aimed at: something that carries commands out and says of each what became of
// it. Two of them: the store alone, and the writer's heart with its own ways out. One thread.
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
  unknown,   // ask again with the same key
};

struct Told {
  Said said = Said::nothing;
  Answer answer = {};
};

class Station {
 public:
  virtual ~Station() = default;

  virtual void open() = 0;  // throws StorageError; makes the fest if there is none
  virtual bool is_open() const = 0;
  // One attempt to work again after a failure; true when there is nothing (left) to mend.
  virtual bool recover() = 0;
  virtual std::vector<Told> settle(const std::vector<Request>&) = 0;
  virtual Seq last_seq() const = 0;
  virtual void close() = 0;
  // What it says of itself, for a test that fails.
  virtual std::string state() const = 0;
};

// Database and Ledger, by what their headers promise.
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
