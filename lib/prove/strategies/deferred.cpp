// A transaction as BEGIN starts it: it takes no write lock before its first write. Two of them read
// the same state; the first to write wins, and the other gets SQLITE_BUSY, however long its
// timeout, because what it has read is out of date. No seat is sold twice, but a desk gets an error
// while there are seats. (Without WAL both wait for each other, and one of them fails as well.)
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
  return {"deferred", Message{"strategy.deferred"}, false, false, Notebook::kGround, open};
}

}  // namespace lastseat::prove
