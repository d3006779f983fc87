// A transaction that takes the write lock before it reads: SQLite's SELECT … FOR UPDATE, but for
// the whole file. All others wait while one reads, thinks and writes.
#include "prove/strategies/all.h"
#include "prove/strategies/notebook.h"

namespace lastseat::prove {
namespace {

Office open(const Place& place) {
  return desks_with_notebooks(place, [](Notebook& notebook, const Ask& ask) {
    return read_then_write(notebook, ask, SQLite::TransactionBehavior::IMMEDIATE);
  });
}

}  // namespace

Strategy immediate() {
  return {"immediate", Message{"strategy.immediate"}, true, true, Notebook::kGround, open};
}

}  // namespace lastseat::prove
