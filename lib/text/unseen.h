// Characters that cannot be seen, in all of Unicode: blanks and invisible ones. text/blank.h has
// those of ASCII, for headers and files. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace lastseat::text {

// Blanks take room: spaces of every width, tabs and line ends. Invisible characters take none:
// controls, joiners, direction marks, variation selectors, the byte order mark and the like.
enum class Sight { seen, blank, invisible };

Sight sight_of(char32_t);

// Without the blanks and invisible characters at both ends. A text that is not well-formed UTF-8 is
// returned as it is.
std::string_view without_unseen_ends(std::string_view);

// Whether there is nothing to see: only blanks and invisible characters, or nothing. A text that is
// not well-formed UTF-8 is not.
bool is_unseen(std::string_view);

struct Unseen {
  char32_t code_point;
  Sight sight;        // blank or invisible
  std::size_t place;  // the first character of the text is 1

  bool operator==(const Unseen&) const = default;
};

// The first blank or invisible character of a well-formed text.
std::optional<Unseen> first_unseen(std::string_view);

}  // namespace lastseat::text
