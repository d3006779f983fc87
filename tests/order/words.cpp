#include <sstream>

#include "order/checker.h"

namespace lastseat::test::order {
namespace {

std::string list(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return "[" + out + "]";
}

std::string described(const EntryView& entry) {
  std::ostringstream out;
  out << entry.label << " (" << entry.id << ", " << entry.event << ", " << list(entry.members)
      << ") " << entry.status;
  if (entry.seat != 0) out << " seat " << entry.seat;
  if (entry.position != 0) out << " position " << entry.position;
  return out.str();
}

std::string names(const std::vector<EntryView>& entries) {
  std::vector<std::string> labels;
  for (const EntryView& each : entries) {
    labels.push_back(each.label + " on seat " + std::to_string(each.seat));
  }
  return list(labels);
}

}  // namespace

std::string described(const Request& request) {
  switch (request.kind) {
    case Kind::enter:
      return "enter " + list(request.members) + " in " + request.event +
             (request.waitlist ? ", or wait" : "");
    case Kind::cancel:
      return "cancel " + std::to_string(request.target);
    case Kind::resize:
      return "give " + request.event + " " + std::to_string(request.capacity) + " seats";
    case Kind::set_rules:
      break;
  }
  return "set the rules of the fest";
}

std::string described(const Answer& answer) {
  std::ostringstream out;
  out << answer.outcome;
  if (answer.entry) out << ", " << described(*answer.entry);
  if (!answer.promoted.empty()) out << ", promoted " << names(answer.promoted);
  if (!answer.clashes.empty()) out << ", clashes with " << list(answer.clashes);
  if (!answer.last_seat.empty()) out << ", the last seat by " << answer.last_seat;
  if (!answer.subject.empty()) out << ", about " << answer.subject;
  if (answer.event) {
    const EventView& event = *answer.event;
    out << "; " << event.code << " " << event.taken << " of " << event.capacity << " taken, "
        << event.waiting << " wait";
  }
  return out.str();
}

std::string listing(const History& history) {
  std::multimap<Instant, std::string> lines;
  Instant first = kNever;
  for (const Command& each : history.commands) first = std::min(first, each.invoked());
  for (const Read& each : history.reads) first = std::min(first, each.invoked);
  const auto times = [&](Instant from, Instant to) {
    return std::to_string((from - first) / 1000) + " to " +
           (to == kNever ? "?" : std::to_string((to - first) / 1000)) + " us: ";
  };
  for (const Command& each : history.commands) {
    const Try* told = each.answered();
    lines.emplace(each.invoked(), times(each.invoked(), each.returned()) + each.label + " " +
                                      described(each.request) + " -> " +
                                      (told ? described(told->answer) : "no answer"));
  }
  for (const Read& each : history.reads) {
    std::string line = times(each.invoked, each.returned) + "read";
    if (each.entry) line += " " + described(*each.entry);
    for (const EventView& event : each.events)
      line += described(Answer{.outcome = "", .event = event});
    lines.emplace(each.invoked, line);
  }
  std::string out;
  for (const auto& [at, line] : lines) out += line + "\n";
  return out;
}

std::string difference(const std::string& label, const Answer& told, const Answer& expected,
                       const Model& after) {
  const std::string both =
      label + " was told: " + described(told) + "; the rules say: " + described(expected);
  if (told.entry && told.entry->seat != 0 && after.knows_event(told.entry->event)) {
    const auto& seats = after.seats(told.entry->event);
    const auto holder = seats.find(told.entry->seat);
    if (holder != seats.end() && holder->second != told.entry->label) {
      return "double seat: seat " + std::to_string(told.entry->seat) + " of " + told.entry->event +
             " belongs to " + holder->second + ". " + both;
    }
  }
  if (told.outcome == "confirmed" && expected.outcome != "confirmed") {
    return "a seat too many: " + both;
  }
  const bool position_differs =
      told.entry && expected.entry && told.entry->position != expected.entry->position;
  if (told.outcome == expected.outcome &&
      (told.promoted != expected.promoted || position_differs)) {
    return "reordered waiting list: " + both;
  }
  return "wrong answer: " + both;
}

}  // namespace lastseat::test::order
