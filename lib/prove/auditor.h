// The auditor knows nothing of how seats are given. It is given what the workers asked and were
// told, and what the books say when they are opened again at the end, and works out the truth from
// these alone. Pure values and functions; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "text/message.h"

namespace lastseat::prove {

enum class Told { confirmed, already, full, error };

// One request, and what its worker was told.
struct Heard {
  int event = 0;
  int student = 0;
  Told told = Told::error;
  std::string why = {};  // the text of an error
};

// The books, opened again: every registration, and what each event says is left.
struct Books {
  struct Registration {
    int event = 0;
    int student = 0;
  };
  struct Event {
    int event = 0;
    std::int64_t left = 0;
  };
  std::vector<Registration> registrations;
  std::vector<Event> events;
};

struct Audit {
  std::int64_t confirmed = 0;   // requests told "confirmed"
  std::int64_t errors = 0;      // requests told of an error
  std::int64_t oversold = 0;    // more than there were seats: promised, or in the books
  std::int64_t duplicates = 0;  // further registrations of a student who has one
  std::int64_t lost = 0;        // told that there is a registration, and there is none
  std::int64_t ghosts = 0;      // in the books, and nobody was told
  std::int64_t miscounted = 0;  // events whose count of seats left does not follow from their rows
  std::int64_t unsold = 0;      // seats left although students asked for them
  std::vector<Message> findings;  // what the numbers mean: one sentence per event

  // Every seat was given once, every student was told the truth, and none got an error.
  bool sound() const;
};

// `seats`: how many each event has.
Audit audit(std::int64_t seats, const std::vector<Heard>&, const Books&);

}  // namespace lastseat::prove
