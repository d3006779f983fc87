// What a person is told, without the words: a code, and the numbers and names in the sentence. The
// sentences are in lib/words, one file per language. A value; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace lastseat {

struct Message {
  // A list of texts is joined as the language does: "a, b and c". Messages are sentences inside the
  // sentence.
  using Value =
      std::variant<std::int64_t, std::string, std::vector<std::string>, std::vector<Message>>;

  std::string code = {};  // "too_long"
  std::vector<std::pair<std::string, Value>> values = {};

  bool operator==(const Message&) const = default;
};

// The code and the values, "too_long (name roll, most 32)": for developers.
std::string spelt(const Message&);

}  // namespace lastseat
