#include "simulation/arrivals.h"

#include <algorithm>
#include <string>

namespace lastseat::test {
namespace {

constexpr std::size_t kEvents = 6;
constexpr std::size_t kStudents = 40;

// As people type it: mostly as written, sometimes in lower case.
std::string typed(Random& random, std::string code) {
  if (!random.chance(15)) return code;
  for (char& c : code) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return code;
}

std::string code(Random& random) {
  // Most requests are for the same few.
  const std::size_t number = random.chance(60) ? random.below(2) : random.below(kEvents + 1);
  return typed(random, "EVENT" + std::to_string(number));
}
std::string roll(Random& random) {
  return typed(random, "21CS" + std::to_string(random.below(kStudents + 4)));
}

std::string maybe(Random& random, const std::string& text) {
  return random.chance(50) ? text : std::string();
}

Student student(Random& random, const std::string& of_roll) {
  const std::string n = std::to_string(random.below(5));
  return {{of_roll},
          "Student " + n,
          maybe(random, "s" + n + "@example.edu"),
          maybe(random, "98450 1234" + n),
          maybe(random, "College " + n),
          static_cast<std::int64_t>(random.below(5))};
}

// Hours of one day, so that events overlap; sometimes it ends before it begins.
void set_times(Random& random, EventFields& fields) {
  const std::int64_t from = random.between(10, 16);
  const std::int64_t to = random.chance(4) ? from : from + random.between(1, 3);
  fields.starts_at = "2027-01-22T" + std::to_string(from) + ":00";
  fields.ends_at = "2027-01-22T" + std::to_string(to) + ":00";
}

EventFields whole_event(Random& random) {
  EventFields fields{.title = "Event " + std::to_string(random.below(9)),
                     .category = "Robotics",
                     .venue = maybe(random, "Hall"),
                     .capacity = random.chance(4) ? 0 : random.between(1, 8),
                     .fee_minor = random.between(0, 3) * 100,
                     .team_min = 1,
                     .team_max = random.between(1, 3),
                     .state = EventState::open};
  set_times(random, fields);
  return fields;
}

Register registration(Random& random) {
  Register command;
  command.event = {code(random)};
  command.waitlist = random.chance(55);
  const std::size_t size = random.chance(75) ? 1 : 1 + random.below(4);
  for (std::size_t i = 0; i < size; ++i) {
    const Roll next{roll(random)};
    const bool twice =
        std::find(command.members.begin(), command.members.end(), next) != command.members.end();
    if (!twice) command.members.push_back(next);
  }
  if (command.members.size() > 1) command.team = maybe(random, "The Team");
  for (const Roll& member : command.members) {
    if (random.chance(20)) command.walk_ins.push_back(student(random, member.text));
  }
  return command;
}

const Reference::Entry* some_entry(Random& random, const Reference& fest) {
  const auto& entries = fest.entries();
  if (entries.empty()) return nullptr;
  const std::size_t recent = std::min<std::size_t>(entries.size(), 40);
  return &entries[entries.size() - 1 - random.below(recent)];
}

Command cancel(Random& random, const Reference& fest) {
  const Reference::Entry* entry = some_entry(random, fest);
  if (entry == nullptr || random.chance(5)) return Cancel{{random.between(1, 99)}};
  if (entry->id % 2 == 0) return Cancel{{entry->id}};
  return Cancel{{entry->id}, entry->ticket};
}

std::string ticket(Random& random, const Reference& fest) {
  const Reference::Entry* entry = some_entry(random, fest);
  if (entry == nullptr) return "2-ABCDEF";
  std::string text = entry->ticket;
  if (random.chance(5)) text.back() = text.back() == '7' ? '8' : '7';
  if (random.chance(10)) std::replace(text.begin(), text.end(), '0', 'O');
  if (random.chance(10)) std::replace(text.begin(), text.end(), '1', 'l');
  return typed(random, text);
}

ChangeEvent change(Random& random, const Reference& fest) {
  ChangeEvent command;
  command.code = {code(random)};
  EventFields& fields = command.fields;
  switch (random.below(7)) {
    case 0:
      fields.state = random.chance(50) ? EventState::closed : EventState::open;
      break;
    case 1:
      set_times(random, fields);
      break;
    case 2:
      fields.team_max = random.between(0, 4);
      break;
    case 3:
      fields.title = "Event " + std::to_string(random.below(3));
      break;
    default:
      fields.capacity = random.between(random.chance(10) ? 0 : 1, 14);
  }
  if (random.chance(10)) command.unchanged_since = random.between(0, fest.last_seq());
  if (fields.state != EventState::closed && random.chance(30)) fields.state = EventState::open;
  return command;
}

ImportEvents event_file(Random& random, std::size_t rows, bool sound) {
  ImportEvents command;
  for (std::size_t i = 0; i < rows; ++i) {
    EventRow row{.line = static_cast<std::int64_t>(i) + 2, .code = {code(random)}, .fields = {}};
    if (sound) row.code = {"EVENT" + std::to_string(i)};
    row.fields = whole_event(random);
    if (sound || random.chance(80)) {
      row.fields.capacity = random.between(1, 8);
      row.fields.starts_at = "2027-01-22T1" + std::to_string(random.below(9)) + ":00";
      row.fields.ends_at = "2027-01-22T19:30";
    }
    command.rows.push_back(row);
  }
  if (random.chance(20)) command.ignored_columns.push_back("notes");
  return command;
}

ImportStudents student_file(Random& random, std::size_t rows, bool sound) {
  ImportStudents command;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::string of = sound ? "21CS" + std::to_string(i) : roll(random);
    command.rows.push_back({static_cast<std::int64_t>(i) + 2, student(random, of)});
  }
  return command;
}

ChangeFest settings(Random& random) {
  ChangeFest command;
  FestFields& fields = command.fields;
  switch (random.below(3)) {
    case 0:
      fields.time_clash = random.chance(60) ? TimeClash::warn : TimeClash::refuse;
      break;
    case 1:
      fields.entry_limit = random.chance(60) ? std::optional<std::int64_t>() : random.between(1, 3);
      break;
    default:
      fields.waitlist_limit =
          random.chance(60) ? std::optional<std::int64_t>() : random.between(0, 3);
  }
  return command;
}

Command command(Random& random, const Reference& fest) {
  const std::size_t dice = random.below(100);
  if (dice < 55) return registration(random);
  if (dice < 70) return cancel(random, fest);
  if (dice < 77) return CheckIn{ticket(random, fest)};
  if (dice < 81) return UndoCheckIn{ticket(random, fest)};
  if (dice < 89) return change(random, fest);
  if (dice < 91) return AddEvent{{code(random)}, whole_event(random)};
  if (dice < 93) return PutStudent{student(random, roll(random))};
  if (dice < 94) return Erase{{roll(random)}};
  if (dice < 96) return event_file(random, random.below(5), false);
  if (dice < 98) return student_file(random, random.below(6), false);
  return settings(random);
}

}  // namespace

Request arrival(Random& random, int step, const Reference& fest, const std::vector<Request>& sent) {
  const std::string desk = "desk " + std::to_string(random.below(4));
  // The key of a step does not depend on which steps are left out.
  const std::string key = random.chance(90) ? "key-" + std::to_string(step) : std::string();
  if (step == 0) return {event_file(random, kEvents, true), desk, "", key};
  if (step == 1) return {student_file(random, kStudents, true), desk, "", key};
  if (random.chance(9)) {
    const std::string old = "key-" + std::to_string(step - 1 - random.between(0, 60));
    const auto first = std::find_if(sent.begin(), sent.end(),
                                    [&](const Request& request) { return request.key == old; });
    if (first != sent.end()) {
      Request again = *first;
      if (random.chance(20)) again.command = command(random, fest);
      return again;
    }
  }
  return {command(random, fest), desk, "", key};
}

}  // namespace lastseat::test
