// Random texts in the place of personal data that was erased. Values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "domain/values/code.h"

namespace lastseat {

// The same value gets the same token, so that whatever compares values decides as before. A token
// says nothing about its value: it is made of random bits and of its number, counted in the order
// in which the values are met.
class Tokens {
 public:
  Tokens(std::uint64_t random, Roll roll) : random_(random), roll_(std::move(roll)) {}

  // "~7K2M9QX4B1C0", in the place of a roll, however it is spelt.
  std::string of_roll() const;
  // "~7K2M9QX4B1C0-1" and so on, in the place of any other value. What is empty stays empty.
  std::string of(const std::string& value);

  const Roll& roll() const { return roll_; }

 private:
  std::uint64_t random_;
  Roll roll_;
  std::map<std::string, std::string> given_;
};

// That of the roll.
std::string first_token(std::uint64_t random);

}  // namespace lastseat
