// The fest's settings are changed. Command, facts, outcome, change and rule. Values and pure
// functions; any thread.
#pragma once

#include <string_view>
#include <tuple>

#include "domain/values/fest.h"
#include "domain/values/stamp.h"
#include "domain/values/types.h"

namespace lastseat {

struct Decision;

struct FestFacts {
  Fest fest = {};
};

struct ChangeFest {
  static constexpr std::string_view kName = "change_fest";
  using Facts = FestFacts;

  FestFields fields;
};

struct FestChanged {
  static constexpr std::string_view kName = "fest_changed";
  Fest fest;

  static constexpr std::tuple kFields{kept("fest", &FestChanged::fest)};
};

// A change: the settings are these from now on.
struct PutFest {
  Fest fest;
};

Decision decide(const ChangeFest&, const FestFacts&, const Stamp&);

// The event that the journal files them under: settings are of the whole fest.
inline std::string_view event_of(const ChangeFest&) { return {}; }
inline std::string_view event_of(const FestChanged&) { return {}; }

// What the lists of all (command.h, outcome.h, change.h) take from this room.
using FestCommands = Types<ChangeFest>;
using FestOutcomes = Types<FestChanged>;
using FestChanges = Types<PutFest>;

}  // namespace lastseat
