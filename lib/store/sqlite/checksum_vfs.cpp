#include "store/sqlite/checksum_vfs.h"

#include <sodium.h>
#include <sqlite3.h>

#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <string_view>

#include "store/sqlite/error.h"
#include "store/sqlite/pass_through_vfs.h"

namespace lastseat {
namespace {

static_assert(kChecksumBytes == crypto_shorthash_BYTES);

constexpr std::string_view kMagic{"SQLite format 3", 16};  // with its terminating zero
constexpr int kHeader = 100;                               // bytes of the database header
constexpr int kReservedBytes = 20;  // where the header says how many bytes of a page are unused
constexpr int kSmallestPage = 512;
constexpr int kLargestPage = 65536;

struct File {
  sqlite3_file base;
  bool checked;  // its pages carry checksums
};

using Checksum = std::array<unsigned char, kChecksumBytes>;

Checksum checksum_of(const unsigned char* page, int size, sqlite3_int64 offset) {
  std::array<unsigned char, crypto_shorthash_KEYBYTES> place{};
  for (std::size_t i = 0; i < 8; ++i) {
    place[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(offset) >> (8 * i));
  }
  Checksum sum;
  crypto_shorthash(sum.data(), page, static_cast<unsigned long long>(size - kChecksumBytes),
                   place.data());
  return sum;
}

bool is_page(int amount) {
  return amount >= kSmallestPage && amount <= kLargestPage && (amount & (amount - 1)) == 0;
}

// Called before the checksum is set or compared: the header says whether pages carry one.
void look_at_header(File& file, const void* bytes, int amount, sqlite3_int64 offset) {
  if (offset != 0 || amount < kHeader) return;
  const auto* header = static_cast<const unsigned char*>(bytes);
  if (std::memcmp(header, kMagic.data(), kMagic.size()) != 0) return;
  file.checked = header[kReservedBytes] == kChecksumBytes;
}

struct Functions : PassThrough<Functions, File> {
  static int read(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset) {
    const int code = PassThrough::read(file, to, amount, offset);
    // SQLite treats a page beyond the end of the file as zeros. It reads only pages that were
    // written, so such a page was lost.
    const bool lost = code == SQLITE_IOERR_SHORT_READ && of(file).checked && is_page(amount);
    if (lost) return SQLITE_IOERR_DATA;
    if (code != SQLITE_OK) return code;
    look_at_header(of(file), to, amount, offset);
    if (!of(file).checked || !is_page(amount)) return SQLITE_OK;
    const auto* page = static_cast<const unsigned char*>(to);
    const Checksum expected = checksum_of(page, amount, offset);
    const bool same =
        std::memcmp(page + amount - kChecksumBytes, expected.data(), kChecksumBytes) == 0;
    return same ? SQLITE_OK : SQLITE_IOERR_DATA;
  }

  static int write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
    look_at_header(of(file), from, amount, offset);
    if (!of(file).checked || !is_page(amount)) {
      return PassThrough::write(file, from, amount, offset);
    }
    // The checksum is written into SQLite's own buffer, where nobody uses these bytes. The page may
    // be copied from there to a rollback journal, and be restored before the header, which says
    // whether pages carry a checksum.
    auto* page = static_cast<unsigned char*>(const_cast<void*>(from));
    const Checksum sum = checksum_of(page, amount, offset);
    std::memcpy(page + amount - kChecksumBytes, sum.data(), sum.size());
    return PassThrough::write(file, page, amount, offset);
  }

  // A part of a page cannot be compared, so SQLite must not read parts.
  static int device_characteristics(sqlite3_file* file) {
    return PassThrough::device_characteristics(file) & ~SQLITE_IOCAP_SUBPAGE_READ;
  }

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out) {
    if ((flags & SQLITE_OPEN_MAIN_DB) != 0) return open_file(vfs, path, file, flags, out, false);
    return PassThrough::open(vfs, path, file, flags, out);
  }
};

struct Layer {
  std::string name;
  sqlite3_vfs vfs;

  Layer(std::string layer_name, sqlite3_vfs* under)
      : name(std::move(layer_name)), vfs(Functions::over(under, name.c_str())) {
    sqlite3_vfs_register(&vfs, 0);
  }
  ~Layer() { sqlite3_vfs_unregister(&vfs); }
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;
};

}  // namespace

std::string with_checksums(const std::string& vfs) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<Layer>> layers;
  const std::lock_guard lock(mutex);
  sqlite3_vfs* under = sqlite3_vfs_find(vfs.empty() ? nullptr : vfs.c_str());
  if (!under) {
    throw StorageError(StorageError::Kind::bug, Message{"sqlite.no_vfs", {{"name", vfs}}});
  }
  std::unique_ptr<Layer>& layer = layers[vfs];
  // The VFS below may have been unregistered, and another one registered with the same name.
  if (!layer || Functions::below(&layer->vfs) != under) {
    layer.reset();
    layer =
        std::make_unique<Layer>("checksums over " + (vfs.empty() ? "the system's" : vfs), under);
  }
  return layer->name;
}

}  // namespace lastseat
