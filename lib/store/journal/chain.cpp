#include "store/journal/chain.h"

#include <sodium.h>

#include <array>
#include <cstdint>
#include <utility>

#include "store/journal/journal.h"

namespace lastseat {
namespace {

constexpr std::size_t kSaltBytes = crypto_generichash_KEYBYTES_MIN;
static_assert(kSaltBytes == 16);

// Detects the processor's features.
void prepare_sodium() { [[maybe_unused]] static const int ready = sodium_init(); }

// Hashes values one after another. The length of each text is hashed before it, so that no two
// different rows give the same bytes. Short values are collected, and hashed together.
class Hash {
 public:
  explicit Hash(std::size_t bytes, std::string_view key = {}) : bytes_(bytes) {
    prepare_sodium();
    crypto_generichash_init(&state_, reinterpret_cast<const unsigned char*>(key.data()), key.size(),
                            bytes_);
  }
  Hash& add(std::string_view text) {
    add(static_cast<std::int64_t>(text.size()));
    put(text);
    return *this;
  }
  Hash& add(std::int64_t number) {
    std::array<char, 8> little_endian{};
    for (std::size_t i = 0; i < 8; ++i) {
      little_endian[i] = static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i));
    }
    put({little_endian.data(), little_endian.size()});
    return *this;
  }
  std::string finish() {
    flush();
    std::string hash(bytes_, '\0');
    crypto_generichash_final(&state_, reinterpret_cast<unsigned char*>(hash.data()), bytes_);
    return hash;
  }

 private:
  void put(std::string_view bytes) {
    if (bytes.size() > collected_.size() - used_) flush();
    if (bytes.size() > collected_.size()) return update(bytes);
    bytes.copy(collected_.data() + used_, bytes.size());
    used_ += bytes.size();
  }
  void flush() { update({collected_.data(), std::exchange(used_, 0)}); }
  void update(std::string_view bytes) {
    crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()),
                              bytes.size());
  }

  std::size_t bytes_;
  crypto_generichash_state state_;
  std::array<char, 512> collected_;
  std::size_t used_ = 0;
};

}  // namespace

std::string new_salt() {
  prepare_sodium();
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
