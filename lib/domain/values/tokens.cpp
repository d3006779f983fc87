#include "domain/values/tokens.h"

#include "domain/values/ticket.h"

namespace lastseat {

std::string first_token(std::uint64_t random) {
  constexpr unsigned kDigits = 12;
  return "~" + base32(random, kDigits);
}

std::string Tokens::of_roll() const { return first_token(random_); }

std::string Tokens::of(const std::string& value) {
  if (value.empty()) return {};
  const auto [at, is_new] = given_.emplace(value, first_token(random_));
  if (is_new) at->second += "-" + std::to_string(given_.size());
  return at->second;
}

}  // namespace lastseat
