#include "domain/values/ticket.h"

namespace lastseat {
namespace {

constexpr unsigned kRandomDigits = 6;  // of a ticket
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

}  // namespace

std::string ticket_for(RegistrationId id, std::uint64_t random) {
  std::string ticket;
  for (std::int64_t rest = id.value; rest > 0; rest /= 32) {
    ticket.insert(ticket.begin(), kAlphabet[static_cast<std::size_t>(rest % 32)]);
  }
  return ticket + '-' + base32(random, kRandomDigits);
}

std::string base32(std::uint64_t random, unsigned digits) {
  std::string text;
  for (unsigned i = 0; i < digits; ++i) text += kAlphabet[(random >> (5 * i)) % 32];
  return text;
}

std::string canonical_ticket(std::string_view typed) {
  std::string ticket(typed);
  for (char& c : ticket) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
  }
  return ticket;
}

RegistrationId registration_of(std::string_view ticket) {
  std::int64_t number = 0;
  const std::string_view digits = ticket.substr(0, ticket.find('-'));
  if (digits.size() > 12) return {};  // more than 60 bits: not a ticket of Lastseat
  for (const char c : digits) {
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return {};
    number = number * 32 + static_cast<std::int64_t>(value);
  }
  return {number};
}

}  // namespace lastseat
