// Random texts in the place of personal data that was erased. Values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace lastseat {

// The same value gets the same token, so that whatever compares values decides as before. A token
// says nothing about its value: it is made of random bits and of its number, counted in the order
// in which the values are met.
class Tokens {
 public:
  explicit Tokens(std::uint64_t random) : random_(random) {}

  // "~7K2M9QX4B1C0" or "~7K2M9QX4B1C0-1" and so on. What is empty stays empty.
  std::string of(const std::string& value);

 private:
  std::uint64_t random_;
  std::map<std::string, std::string> given_;
};

// The first token.
std::string first_token(std::uint64_t random);

}  // namespace lastseat
