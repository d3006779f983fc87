#include "order/model.h"

#include <algorithm>
#include <set>

namespace lastseat::test::order {
namespace {

// The lowest free seat number.
template <class Seats>
std::int64_t lowest_free(const Seats& seats) {
  std::int64_t number = 1;
  while (seats.contains(number)) ++number;
  return number;
}

}  // namespace

Model::Model(const History& history) : rules_(history.rules) {
  for (const EventSetup& each : history.setup) {
    events_[each.code] = {.starts_at = each.starts_at,
                          .ends_at = each.ends_at,
                          .capacity = each.capacity,
                          .team_min = each.team_min,
                          .team_max = each.team_max,
                          .defined = each.defined};
  }
}

Answer Model::apply(const std::string& label, Seq seq, const Request& request, Seq id) {
  changed_ = events_changed_ = false;
  switch (request.kind) {
    case Kind::enter:
      return enter(label, request, id);
    case Kind::cancel:
      return cancel(label, request);
    case Kind::resize:
      return resize(label, seq, request);
    case Kind::set_rules:
      break;
  }
  changed_ = !(rules_ == request.rules);
  rules_ = request.rules;
  return {.outcome = "fest_changed"};
}

Answer Model::enter(const std::string& label, const Request& request, Seq id) {
  const auto found = events_.find(request.event);
  if (found == events_.end()) return {.outcome = "unknown_event", .subject = request.event};
  Event& at = found->second;
  const auto refused = [&](const std::string& reason) {
    return Answer{.outcome = reason, .event = event(request.event)};
  };
  const auto size = static_cast<std::int64_t>(request.members.size());
  if (size < at.team_min || size > at.team_max) return refused("team_size");
  for (const std::string& roll : request.members) {
    for (const std::string& other : live_[roll]) {
      if (entries_.at(other).event != request.event) continue;
      Answer answer = refused("already_registered");
      answer.entry = view(other);
      return answer;
    }
  }
  const std::vector<std::string> clashing = clashes(request);
  if (rules_.refuse_clashes && !clashing.empty()) {
    Answer answer = refused("time_clash");
    answer.clashes = clashing;
    return answer;
  }
  for (const std::string& roll : request.members) {
    if (!rules_.entry_limit || std::ssize(live_[roll]) < *rules_.entry_limit) continue;
    Answer answer = refused("limit_reached");
    answer.subject = roll;
    return answer;
  }
  const bool full = std::ssize(at.seats) >= at.capacity || !at.line.empty();
  if (full && !request.waitlist) {
    Answer answer = refused("event_full");
    answer.last_seat = at.last_seat;
    return answer;
  }
  if (full && rules_.waitlist_limit && std::ssize(at.line) >= *rules_.waitlist_limit) {
    return refused("waitlist_full");
  }
  if (id == 0) id = std::ssize(entries_) + 1;
  entries_[label] = {id, request.event, request.members};
  by_id_[id] = label;
  for (const std::string& roll : request.members) live_[roll].push_back(label);
  if (full) {
    at.line.push_back(label);
  } else {
    at.seats[lowest_free(at.seats)] = label;
    at.last_seat = label;
  }
  changed_ = events_changed_ = true;
  return {.outcome = full ? "waitlisted" : "confirmed",
          .entry = view(label),
          .event = event(request.event),
          .clashes = clashing};
}

// The seat goes directly to the head of the waiting list, so nobody ever sees it free.
Answer Model::cancel(const std::string& label, const Request& request) {
  const auto named = by_id_.find(request.target);
  if (named == by_id_.end()) {
    return {.outcome = "unknown_registration", .subject = std::to_string(request.target)};
  }
  const std::string& name = named->second;
  Entry& entry = entries_.at(name);
  if (entry.cancelled) return {.outcome = "already_cancelled", .entry = view(name)};
  Event& at = events_.at(entry.event);
  Answer answer{.outcome = "cancelled"};
  const auto seat = std::find_if(at.seats.begin(), at.seats.end(),
                                 [&](const auto& each) { return each.second == name; });
  if (seat == at.seats.end()) {
    std::erase(at.line, name);
  } else if (at.line.empty()) {
    at.seats.erase(seat);
  } else {
    seat->second = at.line.front();
    at.line.erase(at.line.begin());
    at.last_seat = label;
    answer.promoted.push_back(view(seat->second));
  }
  entry.cancelled = true;
  for (const std::string& roll : entry.members) std::erase(live_[roll], name);
  answer.entry = view(name);
  answer.event = event(entry.event);
  changed_ = events_changed_ = true;
  return answer;
}

Answer Model::resize(const std::string& label, Seq seq, const Request& request) {
  const auto found = events_.find(request.event);
  if (found == events_.end()) return {.outcome = "unknown_event", .subject = request.event};
  Event& at = found->second;
  if (request.if_match && at.defined > *request.if_match) {
    return {.outcome = "event_changed_meanwhile", .event = event(request.event)};
  }
  if (request.capacity < std::ssize(at.seats)) {
    return {.outcome = "capacity_below_taken", .event = event(request.event)};
  }
  Answer answer{.outcome = "event_changed"};
  if (request.capacity != at.capacity) {
    at.capacity = request.capacity;
    at.defined = seq;
    changed_ = events_changed_ = true;
    while (!at.line.empty() && std::ssize(at.seats) < at.capacity) {
      const std::string head = at.line.front();
      at.line.erase(at.line.begin());
      at.seats[lowest_free(at.seats)] = head;
      at.last_seat = label;
      answer.promoted.push_back(view(head));
    }
  }
  answer.event = event(request.event);
  return answer;
}

std::vector<std::string> Model::clashes(const Request& request) const {
  const Event& wanted = events_.at(request.event);
  std::set<std::string> codes;
  for (const std::string& roll : request.members) {
    const auto entered = live_.find(roll);
    if (entered == live_.end()) continue;
    for (const std::string& label : entered->second) {
      const std::string& code = entries_.at(label).event;
      const Event& other = events_.at(code);
      if (wanted.starts_at < other.ends_at && other.starts_at < wanted.ends_at) codes.insert(code);
    }
  }
  return {codes.begin(), codes.end()};
}

EventView Model::event(const std::string& code) const {
  const Event& at = events_.at(code);
  const std::int64_t taken = std::ssize(at.seats);
  return {code, at.capacity, taken, std::max<std::int64_t>(0, at.capacity - taken),
          std::ssize(at.line)};
}

EntryView Model::view(const std::string& label) const {
  const Entry& entry = entries_.at(label);
  EntryView out{.id = entry.id, .label = label, .event = entry.event, .members = entry.members};
  const Event& at = events_.at(entry.event);
  for (const auto& [number, who] : at.seats) {
    if (who == label) out.seat = number;
  }
  const auto waits = std::find(at.line.begin(), at.line.end(), label);
  if (waits != at.line.end()) out.position = waits - at.line.begin() + 1;
  out.status = out.seat != 0 ? "confirmed" : out.position != 0 ? "waiting" : "cancelled";
  return out;
}

std::optional<EntryView> Model::entry(Seq id) const {
  const auto named = by_id_.find(id);
  if (named == by_id_.end()) return std::nullopt;
  return view(named->second);
}

std::string Model::fingerprint() const {
  std::string text;
  const auto add = [&](const std::string& part) { text.append(part).push_back('|'); };
  add(std::to_string(rules_.refuse_clashes));
  add(std::to_string(rules_.entry_limit.value_or(-1)));
  add(std::to_string(rules_.waitlist_limit.value_or(-1)));
  for (const auto& [code, event] : events_) {
    add("event");
    add(std::to_string(event.capacity));
    add(std::to_string(event.defined));
    add(event.last_seat);
    for (const auto& [number, who] : event.seats) add(std::to_string(number) + "=" + who);
    for (const std::string& who : event.line) add(who);
  }
  add("cancelled");
  for (const auto& [label, entry] : entries_) {
    if (entry.cancelled) add(label);
  }
  return text;
}

}  // namespace lastseat::test::order
