// A lock around reading and writing, in the memory of one process. Its threads wait for each other;
// another process has its own lock, and neither knows about the other.
#include <mutex>

#include "prove/strategies/all.h"
#include "prove/strategies/notebook.h"

namespace lastseat::prove {
namespace {

Office open(const Place& place) {
  auto mutex = std::make_shared<std::mutex>();
  return desks_with_notebooks(place, [mutex](Notebook& notebook, const Ask& ask) {
    const std::lock_guard lock(*mutex);
    return read_then_write(notebook, ask);
  });
}

}  // namespace

Strategy in_process_mutex() {
  return {"mutex", Message{"strategy.mutex"}, true, false, Notebook::kGround, open};
}

}  // namespace lastseat::prove
