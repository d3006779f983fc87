#include "domain/values/seats.h"

#include "domain/values/premise.h"

namespace lastseat {

bool is_full(const Event& event) { return event.available() == 0 || event.waiting > 0; }

// Seats that were given back come first, then new ones. The seats in use and those given back are
// together 1, 2, 3 … without gaps, so with n given back, the first new one is taken + n + 1.
std::int64_t free_seat(const Event& event, const FreeSeats& given_back, std::size_t i) {
  if (i < given_back.size()) return given_back[i];
  return event.taken + static_cast<std::int64_t>(i) + 1;
}

void take_seat(Event& event, Seq seq) {
  ++event.taken;
  event.last_seat_seq = seq;
}

void give_seat(Registration& registration, std::int64_t seat) {
  registration.status = Status::confirmed;
  registration.seat = seat;
  registration.position = 0;
}

std::vector<Registration> promote(Event& event, const WaitingFacts& facts, Seq seq) {
  std::vector<Registration> promoted;
  const Event before = event;
  for (const Registration& head : facts.heads) {
    require(head.status == Status::waiting, "only waiting entries are promoted");
    if (event.available() == 0) break;
    const std::int64_t seat = free_seat(before, facts.free_seats, promoted.size());
    give_seat(promoted.emplace_back(head), seat);
    take_seat(event, seq);
    --event.waiting;
  }
  require(event.waiting == 0 || event.available() == 0,
          "no seat stays free while somebody waits: all heads that can be seated are loaded");
  return promoted;
}

}  // namespace lastseat
