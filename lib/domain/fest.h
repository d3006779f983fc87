// Changing the settings of the fest. Command, facts, outcome, change and rule. Values and pure
// functions; any thread.
#pragma once

#include <string>
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
  static constexpr int kForm = 1;
  using Facts = FestFacts;

  FestFields fields;
};

struct FestChanged {
  static constexpr std::string_view kName = "fest_changed";
  Fest fest;

  static constexpr std::tuple kFields{kept("fest", &FestChanged::fest)};
};

// A change: these are the settings from now on.
struct PutFest {
  Fest fest;
};

Decision decide(const ChangeFest&, const FestFacts&, const Stamp&);

// The event under which the journal lists them: none, because settings belong to the whole fest.
inline std::string_view event_of(const ChangeFest&) { return {}; }
inline std::string_view event_of(const FestChanged&) { return {}; }

// What they promise (values/effect.h).
inline std::string effect_of(const FestChanged&) { return "fest_changed"; }

// This room's part of the lists in command.h, outcome.h and change.h.
using FestCommands = Types<ChangeFest>;
using FestOutcomes = Types<FestChanged>;
using FestChanges = Types<PutFest>;

}  // namespace lastseat
