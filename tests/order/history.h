// What many clients asked one program at the same time, and what each of them saw: the input of the
// checkers. Plain values. All times are nanoseconds on one monotonic clock.
//
// Every command has a unique label. It is sent as the name of the desk, so it comes back wherever
// the program says who did something: in the journal, in a registration, with the last seat. This
// connects everything that was seen with what was asked, without trusting any number from the
// program.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lastseat::test::order {

using Instant = std::int64_t;
using Seq = std::int64_t;

inline constexpr Instant kNever = std::numeric_limits<Instant>::max();

struct Rules {
  bool refuse_clashes = false;
  std::optional<std::int64_t> entry_limit = {};
  std::optional<std::int64_t> waitlist_limit = {};
  bool operator==(const Rules&) const = default;
};

struct EventSetup {
  std::string code;
  std::int64_t capacity = 0;
  std::int64_t team_min = 1;
  std::int64_t team_max = 1;
  std::string starts_at = {};
  std::string ends_at = {};
  Seq defined = 0;  // the command that created it
};

enum class Kind { enter, cancel, resize, set_rules };

struct Request {
  Kind kind = Kind::enter;
  std::string event = {};
  std::vector<std::string> members = {};  // enter
  bool waitlist = false;                  // enter
  Seq target = 0;                         // cancel: the registration
  std::int64_t capacity = 0;              // resize
  std::optional<Seq> if_match = {};       // resize: refused if defined later than this
  Rules rules = {};                       // set_rules
};

// A registration as an answer shows it.
struct EntryView {
  Seq id = 0;
  std::string label;  // of the command that created it
  std::string event = {};
  std::vector<std::string> members = {};
  std::string status = {};
  std::int64_t seat = 0;
  std::int64_t position = 0;
  bool operator==(const EntryView&) const = default;
};

struct EventView {
  std::string code;
  std::int64_t capacity = 0;
  std::int64_t taken = 0;
  std::int64_t available = 0;
  std::int64_t waiting = 0;
  bool operator==(const EventView&) const = default;
};

struct Answer {
  std::string outcome;  // or the reason of a refusal
  std::optional<EntryView> entry = {};
  std::vector<EntryView> promoted = {};
  std::optional<EventView> event = {};
  std::vector<std::string> clashes = {};  // sorted
  std::string last_seat = {};             // the label of the command that gave it
  std::string subject = {};
  bool operator==(const Answer&) const = default;
};

enum class Result {
  answered,
  unknown,    // no answer: it has happened, will happen, or never happens
  not_taken,  // refused before it became a command: it must not have happened
};

// One sending of a command. The same command sent again has the same key.
struct Try {
  Instant invoked = 0;
  Instant returned = 0;
  Result result = Result::unknown;
  bool replayed = false;   // the program says that it is a replay
  std::string bytes = {};  // the answer as received
  Answer answer = {};
  Seq seq = 0;
};

struct Command {
  std::string label;
  int client = 0;
  Request request = {};
  std::vector<Try> tries = {};

  Instant invoked() const {
    Instant first = kNever;
    for (const Try& each : tries) first = std::min(first, each.invoked);
    return first;
  }
  // Of the first answer: by then it had happened. Null if there is none.
  const Try* answered() const {
    const Try* first = nullptr;
    for (const Try& each : tries) {
      if (each.result != Result::answered) continue;
      if (!first || each.returned < first->returned) first = &each;
    }
    return first;
  }
  Instant returned() const {
    const Try* first = answered();
    return first ? first->returned : kNever;
  }
  // No attempt of it can have had an effect.
  bool refused_unread() const {
    for (const Try& each : tries) {
      if (each.result != Result::not_taken) return false;
    }
    return true;
  }
};

// The list of events, one event, or one registration: exactly one of the last two says which.
struct Read {
  int client = 0;
  Instant invoked = 0;
  Instant returned = 0;
  // Of the list: the sequence that it is of. Of one event: the command that last defined it.
  std::optional<Seq> version = {};
  bool list = false;
  std::vector<EventView> events = {};  // empty if the list was not modified
  std::optional<EntryView> entry = {};
};

struct JournalEntry {
  Seq seq = 0;
  std::string label;
  std::string command = {};
  std::string event = {};
  std::string outcome = {};
};

struct History {
  std::vector<EventSetup> setup = {};
  Rules rules = {};
  Seq before = 0;  // the last command of the setup
  std::vector<Command> commands = {};
  std::vector<Read> reads = {};
  std::vector<JournalEntry> journal = {};  // after `before`, as listed by the program
};

}  // namespace lastseat::test::order
