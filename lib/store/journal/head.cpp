#include "store/journal/head.h"

#include <algorithm>

#include "store/journal/journal.h"
#include "text/number.h"

namespace lastseat {
namespace {

constexpr std::size_t kBytes = 10;
constexpr std::string_view kDigits = "0123456789abcdef";

std::string hexadecimal(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

}  // namespace

std::string short_hash(std::string_view link) { return hexadecimal(link.substr(0, kBytes)); }

std::optional<Head> head_from(std::string_view text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const std::optional<std::int64_t> seq = text::number(text.substr(0, colon));
  Head head{.seq = seq.value_or(-1),
            .hash = std::string(text.substr(std::min(colon + 1, text.size())))};
  for (char& c : head.hash) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  }
  const bool whole = head.seq >= 0 && head.hash.size() == 2 * kBytes &&
                     head.hash.find_first_not_of(kDigits) == std::string::npos;
  return whole ? std::optional(std::move(head)) : std::nullopt;
}

std::string text_of(const Head& head) { return std::to_string(head.seq) + ":" + head.hash; }

Head journal_head(Connection& connection) {
  const JournalTail tail = journal_tail(connection);
  return {tail.seq, short_hash(tail.link)};
}

Head head_at(Connection& connection, Seq seq) {
  return {seq, short_hash(hash_of(connection, seq).value())};
}

bool passes_through(Connection& connection, const Head& head) {
  const std::optional<std::string> link = hash_of(connection, head.seq);
  return link && short_hash(*link) == head.hash;
}

std::string identity_text(Connection& connection) { return hexadecimal(identity_of(connection)); }

}  // namespace lastseat
