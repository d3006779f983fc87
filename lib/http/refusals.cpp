#include "http/refusals.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "http/status.h"
#include "json/outcome.h"
#include "json/values.h"

namespace lastseat::http {
namespace {

constexpr std::size_t kUsualEnvelope = 512;  // bytes, with its sentences

// The event, as people call it.
std::string title_of(const Refused& refused) {
  if (refused.event && !refused.event->title.empty()) return refused.event->title;
  if (refused.registration) return refused.registration->event.text;
  return refused.subject.empty() ? say(Message{"an_event"}) : refused.subject;
}

std::string code_of(const Refused& refused) {
  return refused.event ? refused.event->code.text : refused.subject;
}

std::string ticket_of(const Refused& refused) {
  return refused.registration ? refused.registration->ticket : refused.subject;
}

std::vector<std::string> rolls_of(const Registration& registration) {
  std::vector<std::string> rolls;
  for (const Member& member : registration.members) rolls.push_back(member.roll.text);
  return rolls;
}

std::vector<std::string> clashes_of(const Refused& refused) {
  std::vector<std::string> codes;
  for (const EventCode& code : refused.clashes) codes.push_back(code.text);
  return codes;
}

Explanation team_size(const Refused& refused) {
  if (!refused.event) return explain(Message{"team_size"});
  const std::string title = title_of(refused);
  const std::int64_t least = refused.event->team_min;
  const std::int64_t most = refused.event->team_max;
  if (most == 1) {
    return explain(Message{"team_size.alone", {{"event", title}}});
  }
  if (least == most) {
    return explain(Message{"team_size.fixed", {{"event", title}, {"size", most}}});
  }
  return explain(Message{"team_size.range", {{"event", title}, {"least", least}, {"most", most}}});
}

std::string where_registered(const std::vector<std::string>& who, const Registration& entry) {
  if (entry.status == Status::waiting) {
    return say(Message{"already_registered.waiting",
                       {{"who", who}, {"position", entry.position}, {"ticket", entry.ticket}}});
  }
  return say(Message{"already_registered.seated",
                     {{"who", who}, {"seat", entry.seat}, {"ticket", entry.ticket}}});
}

Explanation already_registered(const Refused& refused) {
  std::vector<std::string> who;
  if (!refused.subject.empty()) {
    who = {refused.subject};
  } else if (refused.registration) {
    who = rolls_of(*refused.registration);
  } else {
    who = {say(Message{"a_student"})};
  }
  return {say(Message{"already_registered", {{"event", title_of(refused)}}}),
          refused.registration ? where_registered(who, *refused.registration)
                               : say(Message{"already_registered.entered", {{"who", who}}})};
}

Explanation limit_reached(const Refused& refused) {
  const std::string who = refused.subject.empty() ? say(Message{"a_student"}) : refused.subject;
  return explain(Message{"limit_reached", {{"who", who}, {"count", refused.limit.value_or(0)}}});
}

// What the desk can offer instead.
std::string of_waiting_list(const Refused& refused) {
  const std::int64_t waiting = refused.event ? refused.event->waiting : 0;
  if (!refused.limit || waiting < *refused.limit) return say(Message{"waitlist.open"});
  if (*refused.limit == 0) return say(Message{"waitlist.none"});
  return say(Message{"waitlist.full", {{"waiting", waiting}, {"limit", *refused.limit}}});
}

Explanation event_full(const Refused& refused) {
  const std::string title = title_of(refused);
  std::string detail;
  if (refused.event) {
    const Event& event = *refused.event;
    detail = say(Message{"event_full.taken",
                         {{"event", title}, {"taken", event.taken}, {"capacity", event.capacity}}});
    if (event.waiting > 0) {
      detail += " " + say(Message{"event_full.waiting", {{"waiting", event.waiting}}});
    }
  } else {
    detail = say(Message{"event_full.unnumbered", {{"event", title}}});
  }
  return {say(Message{"event_full", {{"event", title}}}), detail + " " + of_waiting_list(refused)};
}

Explanation waitlist_full(const Refused& refused) {
  const std::string event = title_of(refused);
  return {say(Message{"waitlist_full", {{"event", event}}}),
          refused.limit
              ? say(Message{"waitlist_full.limited", {{"event", event}, {"limit", *refused.limit}}})
              : say(Message{"waitlist_full.both", {{"event", event}}})};
}

Explanation not_confirmed(const Refused& refused) {
  const std::string ticket = ticket_of(refused);
  if (refused.registration && refused.registration->status == Status::waiting) {
    return explain(Message{"not_confirmed.waiting",
                           {{"ticket", ticket}, {"position", refused.registration->position}}});
  }
  return explain(Message{"not_confirmed.cancelled", {{"ticket", ticket}}});
}

Explanation already_checked_in(const Refused& refused) {
  const std::string ticket = ticket_of(refused);
  const std::string desk = refused.desk.value_or("");
  return {say(Message{"already_checked_in"}),
          desk.empty()
              ? say(Message{"already_checked_in.before", {{"ticket", ticket}}})
              : say(Message{"already_checked_in.at", {{"ticket", ticket}, {"desk", desk}}})};
}

Explanation invalid_event(const Refused& refused) {
  return {say(Message{"invalid_event"}), refused.problem ? sentence_of(*refused.problem) + "."
                                                         : say(Message{"invalid_event.fields"})};
}

Explanation capacity_below_taken(const Refused& refused) {
  std::string detail;
  if (refused.event) {
    detail = say(Message{"capacity_below_taken.taken",
                         {{"taken", refused.event->taken}, {"event", title_of(refused)}}}) +
             " ";
  }
  return {say(Message{"capacity_below_taken"}), detail + say(Message{"capacity_below_taken.do"})};
}

Explanation invalid_rows(const Refused& refused) {
  const auto rows = refused.report ? static_cast<std::int64_t>(refused.report->invalid.size()) : 0;
  return explain(Message{"invalid_rows", {{"count", rows}}});
}

}  // namespace

Explanation explain(const Refused& refused) {
  switch (refused.reason) {
    case Reason::unknown_event:
      return explain(Message{"unknown_event", {{"code", refused.subject}}});
    case Reason::unknown_student:
      // An erasure does not repeat the roll.
      if (refused.subject.empty()) {
        return {say(Message{"unknown_student.title"}), say(Message{"unknown_student.nobody"})};
      }
      return explain(Message{"unknown_student", {{"roll", refused.subject}}});
    case Reason::event_closed:
      return explain(Message{"event_closed", {{"event", title_of(refused)}}});
    case Reason::team_size:
      return team_size(refused);
    case Reason::already_registered:
      return already_registered(refused);
    case Reason::time_clash:
      return explain(Message{"time_clash", {{"events", clashes_of(refused)}}});
    case Reason::limit_reached:
      return limit_reached(refused);
    case Reason::event_full:
      return event_full(refused);
    case Reason::waitlist_full:
      return waitlist_full(refused);
    case Reason::unknown_registration:
      return explain(Message{"unknown_registration", {{"id", refused.subject}}});
    case Reason::already_cancelled:
      return explain(Message{"already_cancelled", {{"ticket", ticket_of(refused)}}});
    case Reason::unknown_ticket:
      return explain(Message{"unknown_ticket", {{"ticket", refused.subject}}});
    case Reason::not_confirmed:
      return not_confirmed(refused);
    case Reason::already_checked_in:
      return already_checked_in(refused);
    case Reason::already_erased:
      return explain(Message{"already_erased"});
    case Reason::not_checked_in:
      return explain(Message{"not_checked_in", {{"ticket", ticket_of(refused)}}});
    case Reason::event_exists:
      return explain(Message{"event_exists", {{"code", code_of(refused)}}});
    case Reason::event_changed:
      return explain(Message{"event_changed_meanwhile", {{"event", title_of(refused)}}});
    case Reason::invalid_event:
      return invalid_event(refused);
    case Reason::capacity_below_taken:
      return capacity_below_taken(refused);
    case Reason::invalid_rows:
      return invalid_rows(refused);
  }
  return {};
}

std::string sentence_of(const FieldProblem& problem) {
  return say(Message{"field", {{"field", problem.field}, {"problem", say(problem.detail)}}});
}

void write_report(json::Text& text, const ImportReport& report) {
  json::write_report(text, report,
                     [&](const Message& problem) { text.field("reason", say(problem)); });
}

Response refusal(const Refused& refused, std::string_view members, Seq seq) {
  const std::string_view reason = name(refused.reason);
  const int status = status_of(refused.reason);
  std::string body;
  body.reserve(members.size() + kUsualEnvelope);
  json::Text text(body);
  begin_problem(text, status, reason, explain(refused));
  if (refused.report) {
    text.field("reason", reason);
    write_report(text, *refused.report);
    if (seq != 0) text.field("seq", seq);
  } else {
    text.members(members);
  }
  text.close();
  return problem_of(status, std::move(body));
}

Response not_found(Reason reason, std::string subject) {
  const Refused refused{.reason = reason, .subject = std::move(subject)};
  std::string members;
  json::append(members, refused);
  return refusal(refused, members, 0);
}

}  // namespace lastseat::http
