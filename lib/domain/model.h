// The nouns of the fest: values without behaviour beyond what follows from their own fields. Any
// thread; nothing here touches a file, a clock or a database.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lastseat {

// Compares two texts as desks do: the case of ASCII letters does not matter. Returns <0, 0 or >0.
// The schema says the same with COLLATE NOCASE.
int compare_ignoring_case(std::string_view a, std::string_view b);

// A code that people type: kept as it was first written, compared without regard to case.
template <class Tag>
struct Code {
  std::string text;

  friend bool operator==(const Code& a, const Code& b) {
    return compare_ignoring_case(a.text, b.text) == 0;
  }
  friend bool operator<(const Code& a, const Code& b) {
    return compare_ignoring_case(a.text, b.text) < 0;
  }
};
using EventCode = Code<struct EventCodeTag>;
using Roll = Code<struct RollTag>;

// The place of a command in the journal: 1, 2, 3 … without gaps. 0 means "before the first".
using Seq = std::int64_t;

// A registration is named by the sequence of the command that made it.
struct RegistrationId {
  Seq value = 0;
  auto operator<=>(const RegistrationId&) const = default;
};

enum class EventState { open, closed };
std::string name(EventState);  // "open", in every table, file and answer; so with the names below

struct Event {
  EventCode code;
  std::string title = {};
  std::string category = {};
  std::string venue = {};
  std::string starts_at = {};  // the fest's local time, "2027-01-22T09:00", no zone
  std::string ends_at = {};
  std::int64_t capacity = 0;   // seats
  std::int64_t fee_minor = 0;  // for each entry, in minor units (paise, cents)
  std::int64_t team_min = 1;   // students in one entry
  std::int64_t team_max = 1;
  EventState state = EventState::open;

  // Kept by the database with the rows they count; never set by a change.
  std::int64_t taken = 0;
  std::int64_t held = 0;
  std::int64_t waiting = 0;
  Seq last_seat_seq = 0;  // the command that gave the seat given last; 0: none yet

  Seq defined_seq = 0;  // the command that last changed the definition above

  std::int64_t available() const;
  bool overlaps(const Event& other) const;
};

// The fields of an event that a command may set; what is absent stays as it is.
struct EventFields {
  std::optional<std::string> title = {};
  std::optional<std::string> category = {};
  std::optional<std::string> venue = {};
  std::optional<std::string> starts_at = {};
  std::optional<std::string> ends_at = {};
  std::optional<std::int64_t> capacity = {};
  std::optional<std::int64_t> fee_minor = {};
  std::optional<std::int64_t> team_min = {};
  std::optional<std::int64_t> team_max = {};
  std::optional<EventState> state = {};
};
Event with(Event event, const EventFields& fields);
bool same_definition(const Event& a, const Event& b);

struct Student {
  Roll roll;
  std::string name;
  std::string email;
  std::string phone;
  std::string college;
  std::int64_t year = 0;  // of study; 0: not said

  bool operator==(const Student&) const;
};
// `student` with the blanks filled from `more`; nothing that is known is lost.
Student completed(Student student, const Student& more);
// `student` with every value that `newer` gives; what `newer` leaves blank stays.
Student updated(const Student& student, const Student& newer);

struct Member {
  Roll roll;
  std::string name;
};

enum class Status { confirmed, waiting, cancelled };
std::string name(Status);

// One entry in one event: one or more students who take one seat.
struct Registration {
  RegistrationId id;
  EventCode event;
  std::string ticket = {};
  std::vector<Member> members = {};
  std::string team = {};
  Status status = Status::confirmed;
  std::int64_t seat = 0;              // 1, 2, 3 …; 0 while it has none
  std::int64_t position = 0;          // on the waiting list, 1 is the head; 0 when not on it
  std::int64_t registered_at_ms = 0;  // UTC, milliseconds since 1970
  std::string desk = {};
  std::int64_t checked_in_at_ms = 0;  // 0: not checked in
  std::string checked_in_desk = {};
};

enum class TimeClash { warn, refuse };
std::string name(TimeClash);

// What the organizer has set for the whole fest.
struct Fest {
  TimeClash time_clash = TimeClash::warn;
  std::optional<std::int64_t> entry_limit;     // live entries a student; absent: no limit
  std::optional<std::int64_t> waitlist_limit;  // entries waiting an event; absent: no limit
};

// The settings that a command may change; what is absent stays. A limit that is there but empty is
// taken away.
struct FestFields {
  std::optional<TimeClash> time_clash = {};
  std::optional<std::optional<std::int64_t>> entry_limit = {};
  std::optional<std::optional<std::int64_t>> waitlist_limit = {};
};
Fest with(Fest fest, const FestFields& fields);

}  // namespace lastseat
