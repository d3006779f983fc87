// Codes that people type, and places in the journal. Values; any thread.
#pragma once

#include <cstdint>
#include <string>

#include "text/compare.h"

namespace lastseat {

// Keeps the spelling that was written first. Compares without regard to the case of ASCII letters,
// as COLLATE NOCASE does in the schema.
template <class Tag>
struct Code {
  std::string text;

  friend bool operator==(const Code& a, const Code& b) {
    return text::same_ignoring_case(a.text, b.text);
  }
  friend bool operator<(const Code& a, const Code& b) {
    return text::compare_ignoring_case(a.text, b.text) < 0;
  }
};
using EventCode = Code<struct EventCodeTag>;
using Roll = Code<struct RollTag>;

// The place of a command in the journal: 1, 2, 3 … without gaps. 0 means before the first one.
using Seq = std::int64_t;

}  // namespace lastseat
