#include "json/sentences.h"

#include <string_view>

namespace lastseat::json {
namespace {

std::string counted(std::int64_t number, std::string_view one, std::string_view more) {
  return std::to_string(number) + " " + std::string(number == 1 ? one : more);
}

// The event as people call it.
std::string title_of(const Refused& refused) {
  if (refused.event && !refused.event->title.empty()) return refused.event->title;
  if (refused.registration) return refused.registration->event.text;
  return refused.subject.empty() ? "The event" : refused.subject;
}

std::string code_of(const Refused& refused) {
  return refused.event ? refused.event->code.text : refused.subject;
}

std::string of_capacity(const Event& event) {
  return "(" + std::to_string(event.taken) + " of " + std::to_string(event.capacity) + ")";
}

std::string ticket_of(const Refused& refused) {
  return refused.registration ? refused.registration->ticket : refused.subject;
}

std::string rolls_of(const Registration& registration) {
  std::string rolls;
  for (const Member& member : registration.members) {
    if (!rolls.empty()) rolls += ", ";
    rolls += member.roll.text;
  }
  return rolls;
}

std::string clashes_of(const Refused& refused) {
  std::string codes;
  for (const EventCode& code : refused.clashes) {
    if (!codes.empty()) codes += ", ";
    codes += code.text;
  }
  return codes;
}

Sentences team_size(const Refused& refused) {
  if (!refused.event) return {"The team has the wrong size", "Add or remove members."};
  const Event& event = *refused.event;
  if (event.team_max == 1) {
    return {title_of(refused) + " is for one student each", "Register each student alone."};
  }
  const std::string size =
      event.team_min == event.team_max
          ? std::to_string(event.team_min)
          : std::to_string(event.team_min) + " to " + std::to_string(event.team_max);
  return {title_of(refused) + " is for teams of " + size,
          "An entry takes " + size + " students. Add or remove members."};
}

Sentences already_registered(const Refused& refused) {
  const std::string title = "Already in " + title_of(refused);
  if (!refused.registration) return {title, refused.subject + " has an entry in this event."};
  const Registration& entry = *refused.registration;
  const std::string who = refused.subject.empty() ? rolls_of(entry) : refused.subject;
  if (entry.status == Status::waiting) {
    return {title, who + " is waiting at position " + std::to_string(entry.position) + ", ticket " +
                       entry.ticket + "."};
  }
  return {title,
          who + " has seat " + std::to_string(entry.seat) + ", ticket " + entry.ticket + "."};
}

// What the desk can offer next.
std::string of_waiting_list(const Refused& refused) {
  const std::int64_t waiting = refused.event ? refused.event->waiting : 0;
  if (!refused.limit || waiting < *refused.limit) return "The waiting list is open.";
  if (*refused.limit == 0) return "There is no waiting list.";
  return "The waiting list is full (" + std::to_string(waiting) + " of " +
         std::to_string(*refused.limit) + ").";
}

Sentences event_full(const Refused& refused) {
  std::string detail = title_of(refused) + " is full.";
  if (refused.event) {
    detail = title_of(refused) + " is full " + of_capacity(*refused.event) + ".";
    if (refused.event->waiting > 0) {
      detail += " " + std::to_string(refused.event->waiting) + " waiting.";
    }
  }
  return {title_of(refused) + " is full", detail + " " + of_waiting_list(refused)};
}

Sentences waitlist_full(const Refused& refused) {
  std::string detail = title_of(refused) + " is full, and so is its waiting list";
  if (refused.limit) detail += " of " + std::to_string(*refused.limit);
  return {"The waiting list of " + title_of(refused) + " is full",
          detail + ". Choose another event."};
}

Sentences not_confirmed(const Refused& refused) {
  if (refused.registration && refused.registration->status == Status::waiting) {
    return {"On the waiting list", "Ticket " + ticket_of(refused) + " is waiting at position " +
                                       std::to_string(refused.registration->position) +
                                       ". It has no seat yet."};
  }
  return {"This ticket was cancelled", "Ticket " + ticket_of(refused) + " was cancelled."};
}

Sentences already_checked_in(const Refused& refused) {
  std::string detail = "Ticket " + ticket_of(refused) + " was checked in before";
  if (refused.registration && !refused.registration->checked_in_desk.empty()) {
    detail += " at " + refused.registration->checked_in_desk;
  }
  return {"Already checked in", detail + "."};
}

Sentences capacity_below_taken(const Refused& refused) {
  if (!refused.event) {
    return {"Fewer seats than are taken", "Cancel entries first, or keep more seats."};
  }
  return {"Fewer seats than are taken", counted(refused.event->taken, "seat of ", "seats of ") +
                                            title_of(refused) +
                                            (refused.event->taken == 1 ? " is" : " are") +
                                            " taken. Cancel entries first, or keep more seats."};
}

Sentences invalid_rows(const Refused& refused) {
  const auto rows = refused.report ? static_cast<std::int64_t>(refused.report->invalid.size()) : 0;
  return {counted(rows, "place in the file needs mending", "places in the file need mending"),
          "Nothing was imported. Mend what is listed, and import the file again."};
}

}  // namespace

Sentences sentences_for(const Refused& refused) {
  const std::string& subject = refused.subject;
  switch (refused.reason) {
    case Reason::unknown_event:
      return {"No such event", "There is no event with the code " + subject + "."};
    case Reason::unknown_student:
      return {"No such student",
              "There is no student with the roll " + subject + ". Add the name to register them."};
    case Reason::event_closed:
      return {title_of(refused) + " is closed", title_of(refused) + " takes no entries now."};
    case Reason::team_size:
      return team_size(refused);
    case Reason::already_registered:
      return already_registered(refused);
    case Reason::time_clash:
      return {"At the same time as " + clashes_of(refused),
              "This fest allows one event at a time. Cancel " + clashes_of(refused) + " first."};
    case Reason::limit_reached:
      return {"No more events for this student",
              (subject.empty() ? "The student" : subject) + " has " +
                  counted(refused.limit.value_or(0), "entry", "entries") +
                  ", as many as this fest allows. Cancel one first."};
    case Reason::event_full:
      return event_full(refused);
    case Reason::waitlist_full:
      return waitlist_full(refused);
    case Reason::unknown_registration:
      return {"No such registration", "There is no registration " + subject + "."};
    case Reason::already_cancelled:
      return {"Already cancelled", "Ticket " + ticket_of(refused) + " was cancelled before."};
    case Reason::unknown_ticket:
      return {"No such ticket",
              "There is no ticket " + subject + ". Check the spelling, or look for the roll."};
    case Reason::not_confirmed:
      return not_confirmed(refused);
    case Reason::already_checked_in:
      return already_checked_in(refused);
    case Reason::not_checked_in:
      return {"Not checked in", "Ticket " + ticket_of(refused) + " has no check-in to undo."};
    case Reason::event_exists:
      return {"The code is in use", "There is an event with the code " + code_of(refused) +
                                        ". Change that one, or use another code."};
    case Reason::event_changed:
      return {"Changed by somebody else",
              title_of(refused) + " was changed since you read it. Load it and try again."};
    case Reason::invalid_event:
      return {"The event does not add up", subject.empty() ? "Check its fields." : subject};
    case Reason::capacity_below_taken:
      return capacity_below_taken(refused);
    case Reason::invalid_rows:
      return invalid_rows(refused);
  }
  return {};
}

}  // namespace lastseat::json
