#include "store/journal/chain.h"

#include <sodium.h>

#include <array>
#include <cstdint>

#include "store/journal/journal.h"

namespace lastseat {
namespace {

constexpr std::size_t kSaltBytes = crypto_generichash_KEYBYTES_MIN;
static_assert(kSaltBytes == 16);

// Hashes values one after another. The length of each text is hashed before it, so that no two
// different rows give the same bytes.
class Hash {
 public:
  explicit Hash(std::size_t bytes, std::string_view key = {}) : bytes_(bytes) {
    [[maybe_unused]] static const int ready = sodium_init();  // detects the processor's features
    crypto_generichash_init(&state_, reinterpret_cast<const unsigned char*>(key.data()), key.size(),
                            bytes_);
  }
  Hash& add(std::string_view text) {
    add(static_cast<std::int64_t>(text.size()));
    crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(text.data()),
                              text.size());
    return *this;
  }
  Hash& add(std::int64_t number) {
    std::array<unsigned char, 8> little_endian{};
    for (std::size_t i = 0; i < 8; ++i) {
      little_endian[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(number) >> (8 * i));
    }
    crypto_generichash_update(&state_, little_endian.data(), little_endian.size());
    return *this;
  }
  std::string finish() {
    std::string hash(bytes_, '\0');
    crypto_generichash_final(&state_, reinterpret_cast<unsigned char*>(hash.data()), bytes_);
    return hash;
  }

 private:
  std::size_t bytes_;
  crypto_generichash_state state_{};
};

}  // namespace

std::string new_salt() {
  std::string salt(kSaltBytes, '\0');
  randombytes_buf(salt.data(), salt.size());
  return salt;
}

std::string no_salt() { return std::string(kSaltBytes, '\0'); }

std::string digest_of(const JournalRecord& row) {
  return Hash(32, row.salt).add(row.request).add(row.answer).finish();
}

std::string next_link(std::string_view previous, const JournalRecord& row) {
  return Hash(32)
      .add(previous)
      .add(row.stamp.seq)
      .add(row.stamp.at_ms)
      .add(row.stamp.desk)
      .add(row.stamp.who)
      .add(row.command)
      .add(row.form)
      .add(row.event)
      .add(row.outcome)
      .add(row.effect)
      .add(static_cast<std::int64_t>(row.stamp.random))
      .add(row.key)
      .add(row.request_hash)
      .add(row.digest)
      .finish();
}

std::string request_hash(std::string_view salt, std::string_view sent) {
  return Hash(16, salt).add(sent).finish();
}

}  // namespace lastseat
