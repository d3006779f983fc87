#include "domain/checkins.h"

#include "domain/decision.h"

namespace lastseat {

Decision decide(const CheckIn& command, const TicketFacts& facts, const Stamp& stamp) {
  if (!facts.registration) {
    return {Refused{.reason = Reason::unknown_ticket, .subject = command.ticket}, {}};
  }
  if (facts.registration->status != Status::confirmed) {
    return {Refused{.reason = Reason::not_confirmed, .registration = facts.registration}, {}};
  }
  if (facts.registration->checked_in_at_ms != 0) {
    return {Refused{.reason = Reason::already_checked_in,
                    .registration = facts.registration,
                    .desk = facts.registration->checked_in_desk},
            {}};
  }
  Registration registration = *facts.registration;
  registration.checked_in_at_ms = stamp.at_ms;
  registration.checked_in_desk = stamp.desk;
  return {CheckedIn{registration}, {MarkCheckedIn{registration.id}}};
}

Decision decide(const UndoCheckIn& command, const TicketFacts& facts, const Stamp&) {
  if (!facts.registration) {
    return {Refused{.reason = Reason::unknown_ticket, .subject = command.ticket}, {}};
  }
  if (facts.registration->checked_in_at_ms == 0) {
    return {Refused{.reason = Reason::not_checked_in, .registration = facts.registration}, {}};
  }
  Registration registration = *facts.registration;
  registration.checked_in_at_ms = 0;
  registration.checked_in_desk.clear();
  return {CheckInUndone{registration}, {ClearCheckIn{registration.id}}};
}

std::string effect_of(const CheckedIn& outcome) {
  return "checked_in " + std::to_string(outcome.registration.id.value);
}

std::string effect_of(const CheckInUndone& outcome) {
  return "check_in_undone " + std::to_string(outcome.registration.id.value);
}

}  // namespace lastseat
