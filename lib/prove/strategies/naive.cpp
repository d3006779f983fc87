// Reads whether there is a seat, then takes it. Correct for one desk; with two, the second reads
// the same between the two statements, and both take the last seat.
#include "prove/strategies/all.h"
#include "prove/strategies/notebook.h"

namespace lastseat::prove {
namespace {

Office open(const Place& place) {
  return desks_with_notebooks(
      place, [](Notebook& notebook, const Ask& ask) { return read_then_write(notebook, ask); });
}

}  // namespace

Strategy naive() {
  return {"naive", Message{"strategy.naive"}, false, false, Notebook::kGround, open};
}

}  // namespace lastseat::prove
