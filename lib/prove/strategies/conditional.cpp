// One statement that takes a seat only if there is one: nothing can happen between the check and
// the change. The registration is written in the same transaction; this is its first statement, so
// it holds the write lock from then on. There is no gap between reading and writing, so the pause
// comes before.
#include "prove/strategies/all.h"
#include "prove/strategies/notebook.h"

namespace lastseat::prove {
namespace {

class ConditionalDesk {
 public:
  explicit ConditionalDesk(const Place& place)
      : notebook_(place),
        take_(notebook_.sqlite(),
              "UPDATE events SET left = left - 1 WHERE event = ?1 AND left > 0 AND NOT EXISTS"
              " (SELECT 1 FROM registrations WHERE event = ?1 AND student = ?2)") {}

  Told register_student(const Ask& ask) {
    pause(ask);
    SQLite::Transaction transaction(notebook_.sqlite());
    const bool taken = run(take_, ask.event, ask.student) == 1;
    if (!taken) return notebook_.has(ask.event, ask.student) ? Told::already : Told::full;
    notebook_.add(ask.event, ask.student);
    transaction.commit();
    return Told::confirmed;
  }

 private:
  Notebook notebook_;
  SQLite::Statement take_;
};

Office open(const Place& place) {
  return [place](int) -> Desk {
    auto desk = std::make_shared<ConditionalDesk>(place);
    return [desk](const Ask& ask) { return desk->register_student(ask); };
  };
}

}  // namespace

Strategy conditional() {
  return {"conditional", Message{"strategy.conditional"}, true, true, Notebook::kGround, open};
}

}  // namespace lastseat::prove
