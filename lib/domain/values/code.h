// Codes that people type, and places in the journal. Values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "text/identity.h"
#include "text/unseen.h"

namespace lastseat {

// Keeps the spelling in which it was written, without what cannot be seen at its ends. Two codes
// are the same if their keys are (text/identity.h).
template <class Tag>
struct Code {
  Code() = default;
  Code(std::string_view written)
      : text(text::without_unseen_ends(written)), key(text::key_of(text)) {}
  Code(const std::string& written) : Code(std::string_view(written)) {}
  Code(const char* written) : Code(std::string_view(written)) {}

  std::string text;
  std::string key;

  friend bool operator==(const Code& a, const Code& b) { return a.key == b.key; }
  friend bool operator<(const Code& a, const Code& b) { return a.key < b.key; }
};
using EventCode = Code<struct EventCodeTag>;
using Roll = Code<struct RollTag>;

// The place of a command in the journal: 1, 2, 3 … without gaps. 0 means before the first one.
using Seq = std::int64_t;

}  // namespace lastseat
