// Judges what desks were told by what is in the list of registrations afterwards. It knows no rule
// of the program and none of its tables, only what any person could check with a pencil:
//
// - Who was told "confirmed" is in the list, with the same registration, or the seat is lost.
// - No event has more holders of seats than seats, and no seat has two holders. A holder is whoever
//   was told so, or stands in the list.
// - Nobody is in the list whom no desk was told of, and no student is in one event twice.
// - Who was told "full" was told so after every seat of that event was given (by the sequence
//   numbers in the answers), who was told "already registered" had a seat by then, and no two
//   answers have the same number.
// - Where more asked than there are seats, no seat is left.
// - Every request was answered in the end, and every retry was told what was told before.
//
// Pure, any thread. A list that cannot be read is a finding.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lastseat::prove {

// One request of a student at a desk, under a key of its own, and what came of it.
struct Asked {
  int round = 0;  // counts from 0
  std::string event;
  std::string roll;
  std::string key;
  int status = 0;  // of the answer; 0: there is none
  std::string answer = {};
  bool unanswered_at_kill = false;
  int changed = 0;             // retries that were told something else
  int unanswered_retries = 0;  // though the program should have been there
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
  std::int64_t seats = 0;             // that there are
  std::int64_t sold = 0;              // that stand in the list
  std::vector<std::string> findings;  // sentences; empty: all is well
};

// `list` is the program's own export: {"registrations": [ … ]}.
DeskAudit audit(const std::vector<HotEvent>&, const std::vector<Asked>&, std::string_view list);

}  // namespace lastseat::prove
