#include "domain/registrations.h"

#include <algorithm>
#include <utility>

#include "domain/decision.h"
#include "domain/values/effect.h"
#include "domain/values/premise.h"
#include "domain/values/ticket.h"

namespace lastseat {
namespace {

const Student* walk_in_of(const Register& command, const Roll& roll) {
  for (const Student& student : command.walk_ins) {
    if (student.roll == roll) return &student;
  }
  return nullptr;
}

// The events that overlap with this one, of all live entries of the members.
std::vector<EventCode> clashes_of(const Event& event, const RegisterFacts& facts) {
  std::vector<EventCode> clashes;
  for (const MemberFacts& member : facts.members) {
    for (const Event& other : member.entered) {
      const bool known = std::find(clashes.begin(), clashes.end(), other.code) != clashes.end();
      if (!known && other.overlaps(event)) clashes.push_back(other.code);
    }
  }
  return clashes;
}

// Waiting entries count too, so that nobody is over the limit after a promotion.
bool at_limit(const Fest& fest, const MemberFacts& member) {
  return fest.entry_limit && static_cast<std::int64_t>(member.entered.size()) >= *fest.entry_limit;
}

std::optional<Refused> refusal_of(const Register& command, const RegisterFacts& facts) {
  if (!facts.event) return Refused{.reason = Reason::unknown_event, .subject = command.event.text};
  require(facts.members.size() == command.members.size(), "there are facts of every member");
  require(facts.event->code == command.event, "the facts are of the event that was asked for");
  const Event& event = *facts.event;
  for (std::size_t i = 0; i < command.members.size(); ++i) {
    const Roll& roll = command.members[i];
    if (!facts.members[i].student && !walk_in_of(command, roll)) {
      return Refused{.reason = Reason::unknown_student, .subject = roll.text};
    }
  }
  if (event.state == EventState::closed) {
    return Refused{.reason = Reason::event_closed, .event = event};
  }
  const auto size = static_cast<std::int64_t>(command.members.size());
  if (size < event.team_min || size > event.team_max) {
    return Refused{.reason = Reason::team_size, .event = event};
  }
  if (facts.existing) {
    return Refused{
        .reason = Reason::already_registered, .event = event, .registration = facts.existing};
  }
  if (facts.fest.time_clash == TimeClash::refuse) {
    const std::vector<EventCode> clashes = clashes_of(event, facts);
    if (!clashes.empty()) {
      return Refused{.reason = Reason::time_clash, .event = event, .clashes = clashes};
    }
  }
  for (std::size_t i = 0; i < command.members.size(); ++i) {
    if (at_limit(facts.fest, facts.members[i])) {
      return Refused{.reason = Reason::limit_reached,
                     .subject = command.members[i].text,
                     .event = event,
                     .limit = facts.fest.entry_limit};
    }
  }
  if (!is_full(event)) return std::nullopt;
  const std::optional<std::int64_t> longest = facts.fest.waitlist_limit;
  if (!command.waitlist) {
    return Refused{.reason = Reason::event_full,
                   .event = event,
                   .last_seat = facts.last_seat,
                   .limit = longest};
  }
  if (longest && event.waiting >= *longest) {
    return Refused{.reason = Reason::waitlist_full, .event = event, .limit = longest};
  }
  return std::nullopt;
}

}  // namespace

void check(const Register& command, FieldProblems& problems) {
  check(CodeRule{}, "event", command.event, problems);
  check(TextRule{}, "team", command.team, problems);
  if (command.members.empty()) problems.push_back({"members", Message{"members.none"}});
  if (command.members.size() > static_cast<std::size_t>(limits::kTeam)) {
    problems.push_back({"members", Message{"members.too_many", {{"most", limits::kTeam}}}});
    return;
  }
  for (auto member = command.members.begin(); member != command.members.end(); ++member) {
    check(CodeRule{}, "members", *member, problems);
    if (std::find(command.members.begin(), member, *member) != member) {
      problems.push_back({"members", Message{"members.twice", {{"roll", member->text}}}});
    }
  }
  for (auto student = command.walk_ins.begin(); student != command.walk_ins.end(); ++student) {
    check(*student, problems);
    const auto same_roll = [&](const Student& other) { return other.roll == student->roll; };
    if (std::find(command.members.begin(), command.members.end(), student->roll) ==
        command.members.end()) {
      problems.push_back({"student", Message{"walk_in.not_a_member"}});
    } else if (std::find_if(command.walk_ins.begin(), student, same_roll) != student) {
      problems.push_back({"student", Message{"walk_in.twice"}});
    }
  }
}

Decision decide(const Register& command, RegisterFacts facts, const Stamp& stamp) {
  if (std::optional<Refused> refusal = refusal_of(command, facts)) {
    return {*std::move(refusal), {}};
  }
  Event event = *std::move(facts.event);
  Changes changes;
  changes.reserve(command.members.size() + 1);
  Registration registration{.id = facts.next,
                            .seq = stamp.seq,
                            .event = event.code,
                            .ticket = ticket_for(facts.next, stamp.random),
                            .team = command.team,
                            .registered_at_ms = stamp.at_ms,
                            .desk = stamp.desk};
  for (std::size_t i = 0; i < command.members.size(); ++i) {
    const std::optional<Student>& known = facts.members[i].student;
    const Student* walk_in = walk_in_of(command, command.members[i]);
    Student student = !known ? *walk_in : walk_in ? completed(*known, *walk_in) : *known;
    registration.members.push_back({student.roll, student.name});
    if (!known || !(student == *known)) changes.push_back(PutStudentRecord{std::move(student)});
  }
  std::vector<EventCode> clashes = clashes_of(event, facts);
  if (is_full(event)) {
    registration.status = Status::waiting;
    registration.position = ++event.waiting;
    changes.push_back(AddRegistration{registration, event.id});
    return {Waitlisted{std::move(registration), std::move(event), std::move(clashes)},
            std::move(changes)};
  }
  give_seat(registration, free_seat(event, facts.free_seats, 0));
  take_seat(event, stamp.seq);
  changes.push_back(AddRegistration{registration, event.id});
  return {Confirmed{std::move(registration), std::move(event), std::move(clashes)},
          std::move(changes)};
}

Decision decide(const Cancel& command, const CancelFacts& facts, const Stamp& stamp) {
  require(!facts.registration || facts.registration->id == command.id,
          "the facts are of the registration asked for");
  if (!facts.registration ||
      (command.ticket && canonical_ticket(*command.ticket) != facts.registration->ticket)) {
    return {Refused{.reason = Reason::unknown_registration,
                    .subject = std::to_string(command.id.value)},
            {}};
  }
  require(facts.event && facts.event->code == facts.registration->event,
          "a registration has its event");
  if (facts.registration->status == Status::cancelled) {
    return {Refused{.reason = Reason::already_cancelled, .registration = facts.registration}, {}};
  }
  Event event = *facts.event;
  Registration registration = *facts.registration;
  const Status status = std::exchange(registration.status, Status::cancelled);
  const std::int64_t seat = std::exchange(registration.seat, 0);
  registration.position = 0;

  Changes changes{MarkCancelled{registration.id}};
  std::vector<Registration> promoted;
  if (status == Status::waiting) {
    --event.waiting;
  } else {
    --event.taken;
    if (facts.head) {
      give_seat(promoted.emplace_back(*facts.head), seat);
      changes.push_back(Promote{facts.head->id, seat});
      take_seat(event, stamp.seq);
      --event.waiting;
    }
  }
  return {Cancelled{std::move(registration), std::move(event), std::move(promoted)},
          std::move(changes)};
}

std::string effect_of(const Confirmed& outcome) {
  const Registration& entry = outcome.registration;
  return "confirmed " + std::to_string(entry.id.value) + " " + entry.event.text + " seat " +
         std::to_string(entry.seat);
}

std::string effect_of(const Waitlisted& outcome) {
  const Registration& entry = outcome.registration;
  return "waiting " + std::to_string(entry.id.value) + " " + entry.event.text + " " +
         std::to_string(entry.position);
}

std::string effect_of(const Cancelled& outcome) {
  return "cancelled " + std::to_string(outcome.registration.id.value) +
         promotions(outcome.promoted);
}

}  // namespace lastseat
