// A refusal is an outcome like any other: a value that is written to the journal and never thrown.
// It contains no sentences: http adds what a person reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/values/event.h"
#include "domain/values/reason.h"
#include "domain/values/registration.h"

namespace lastseat {

// The command that gave a seat, and the desk that sent it.
struct LastSeat {
  Seq seq = 0;
  std::int64_t at_ms = 0;
  std::string desk;
};

// A row of an import that cannot be used. `column` is the name in the file's first row.
struct InvalidRow {
  std::int64_t line = 0;
  std::string column;
  Message problem;
};

struct ImportReport {
  std::int64_t rows = 0;  // data rows in the file
  std::int64_t added = 0;
  std::int64_t updated = 0;
  std::int64_t unchanged = 0;
  std::vector<InvalidRow> invalid = {};  // by line
  std::vector<std::string> ignored_columns = {};
};

struct Refused {
  Reason reason;
  std::string subject = {};  // the code, roll, ticket or id that it is about
  std::optional<Event> event = {};
  std::optional<Registration> registration = {};
  std::optional<LastSeat> last_seat = {};
  std::vector<EventCode> clashes = {};
  std::optional<std::int64_t> limit = {};
  std::optional<std::string> desk = {};  // where the entry was checked in
  std::optional<FieldProblem> problem = {};
  std::optional<ImportReport> report = {};
};

// What it promises (effect.h): "event_full ROBO", "already_registered ROBO 812".
inline std::string effect_of(const Refused& refused) {
  std::string text(name(refused.reason));
  if (refused.event) text += " " + refused.event->code.text;
  if (refused.registration) text += " " + std::to_string(refused.registration->id.value);
  return text;
}

// The event under which the journal lists it.
inline std::string_view event_of(const Refused& refused) {
  if (refused.event) return refused.event->code.text;
  if (refused.registration) return refused.registration->event.text;
  return {};
}

}  // namespace lastseat
