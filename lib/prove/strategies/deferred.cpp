// A transaction, begun as BEGIN begins one: it only reads until it first writes. Two of them read
// the same state; the first to write wins, and the other is refused with BUSY, however long it
// would wait, because what it has read is no longer so. Nothing is sold twice, but a desk is sent
// away with an error while there are seats. (Without WAL both wait for each other, and one is
// refused as well.)
#include "prove/strategies/all.h"
#include "prove/strategies/notebook.h"

namespace lastseat::prove {
namespace {

Office open(const Place& place) {
  return desks_with_notebooks(place, [](Notebook& notebook, const Ask& ask) {
    return read_then_write(notebook, ask, SQLite::TransactionBehavior::DEFERRED);
  });
}

}  // namespace

Strategy deferred() {
  return {"deferred",
          "the same in a transaction that locks at its first write: too late for who has read.",
          false,
          false,
          Notebook::kGround,
          open};
}

}  // namespace lastseat::prove
