// Shared by the fuzzing targets. A target takes any bytes and asserts properties of our code; it
// throws Broken if a property does not hold, and never another exception. libFuzzer calls one
// target (main.cpp); the ordinary tests call all of them with the corpus (corpus_test.cpp). One
// thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace lastseat::fuzz {

// A property of the program that does not hold for these bytes.
struct Broken : std::logic_error {
  using std::logic_error::logic_error;
};

inline void expect(bool holds, const std::string& property) {
  if (!holds) throw Broken("this does not hold: " + property);
}

// The input, consumed from the front; after its end, zeros.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}

  bool empty() const { return bytes_.empty(); }
  std::size_t below(std::size_t end) { return byte() % end; }
  std::string text(std::size_t most) {
    const std::string_view taken = bytes_.substr(0, std::min(byte() % (most + 1), bytes_.size()));
    bytes_.remove_prefix(taken.size());
    return std::string(taken);
  }
  std::string_view rest() const { return bytes_; }

 private:
  std::size_t byte() {
    if (bytes_.empty()) return 0;
    const auto first = static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(1);
    return first;
  }

  std::string_view bytes_;
};

// Each is in the file of its name.
void command_json(std::string_view);
void csv(std::string_view);
void journal_replay(std::string_view);
void query_strings(std::string_view);
void request_keys(std::string_view);

}  // namespace lastseat::fuzz
