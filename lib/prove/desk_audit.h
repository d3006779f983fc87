// Compares what the desks were told with the list of registrations afterwards. It knows none of the
// program's rules or tables, only what anyone could check with a pencil:
//
// - Everyone who was told "confirmed" is in the list, with the same registration; otherwise the
//   seat is lost.
// - No event has more holders of seats than seats, and no seat has two holders. A holder is anyone
//   who was told so or is in the list.
// - Every registration in the list was told to some desk, and no student is in an event twice.
// - By the sequence numbers in the answers, "full" was told only after every seat of that event was
//   given, and "already registered" only to students who had a seat by then. No two answers have
//   the same number.
// - If more students asked than there are seats, no seat is left.
// - Every request was answered in the end, and every retry got the same answer as before.
//
// Pure, any thread. A list that cannot be read is a finding.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/message.h"

namespace lastseat::prove {

// One request of a student at a desk, with its own key, and its result.
struct Asked {
  int round = 0;  // counts from 0
  std::string event;
  std::string roll;
  std::string key;
  int status = 0;  // of the answer; 0: no answer
  std::string answer = {};
  bool unanswered_at_kill = false;
  int changed = 0;             // retries with another answer
  int unanswered_retries = 0;  // although the program was running
};

struct HotEvent {
  std::string code;
  std::int64_t seats = 0;
  int round = 0;  // in which it is asked for
};

struct RoundResult {
  std::int64_t asked = 0;
  std::int64_t answered = 0;
  std::int64_t unanswered_at_kill = 0;
  std::int64_t confirmed = 0;
  std::int64_t refused = 0;
  std::int64_t oversold = 0;
  std::int64_t lost = 0;
  std::int64_t changed_answers = 0;
};

struct DeskAudit {
  std::vector<RoundResult> rounds;
  std::int64_t seats = 0;         // in all events
  std::int64_t sold = 0;          // in the list
  std::vector<Message> findings;  // empty: all is well
};

// `list` is the program's own export: {"registrations": [ … ]}.
DeskAudit audit(const std::vector<HotEvent>&, const std::vector<Asked>&, std::string_view list);

}  // namespace lastseat::prove
