// A transaction that takes the right to write before it reads: SQLite's SELECT … FOR UPDATE, but
// for the whole file. Everybody waits while one reads, thinks and writes.
#include "prove/strategies/all.h"
#include "prove/strategies/notebook.h"

namespace lastseat::prove {
namespace {

Office open(const Place& place) {
  return [place](int) -> Desk {
    auto notebook = std::make_shared<Notebook>(place);
    return [notebook](const Ask& ask) {
      SQLite::Transaction transaction(notebook->sqlite(), SQLite::TransactionBehavior::IMMEDIATE);
      const Told told = read_then_write(*notebook, ask);
      transaction.commit();
      return told;
    };
  };
}

}  // namespace

Strategy immediate() {
  return {"immediate",
          "the same in a transaction that locks before it reads (BEGIN IMMEDIATE).",
          true,
          true,
          Notebook::kGround,
          open};
}

}  // namespace lastseat::prove
