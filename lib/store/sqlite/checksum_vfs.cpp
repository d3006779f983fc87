#include "store/sqlite/checksum_vfs.h"

#include <sodium.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <string_view>

#include "store/sqlite/error.h"
#include "store/sqlite/pass_through_vfs.h"
#include "store/sqlite/wal_frames.h"

namespace lastseat {
namespace {

static_assert(kChecksumBytes == crypto_shorthash_BYTES);

constexpr std::string_view kMagic{"SQLite format 3\0", 16};
constexpr std::size_t kHeader = 100;  // bytes of the database header
constexpr int kPageSizeAt = 16;       // where the header says how large a page is,
constexpr int kReservedAt = 20;       // and how many bytes of each page are unused
constexpr int kSmallestPage = 512;
constexpr int kLargestPage = 65536;

// What other programs change in the header of a fest that they leave as it is: the journal mode
// (two bytes), and everything from the change counter on.
constexpr std::size_t kJournalModeAt = 18;
constexpr std::size_t kChangeCounterAt = 24;

// Whether pages have room for a checksum. It is not known of a new file, nor while the header is
// damaged and the WAL or the rollback journal has a sound one.
enum class Room { unknown, none, yes };

struct File {
  sqlite3_file base;
  Room room;
  int page_size;     // bytes, if there is room
  WalFrames frames;  // on their way to the file's WAL
};

struct Wal {
  sqlite3_file base;
  File& database;
};
static_assert(sizeof(Wal) <= sizeof(File));  // for which SQLite allocates

bool is_zero(const unsigned char* bytes, std::size_t size) {
  return std::all_of(bytes, bytes + size, [](unsigned char byte) { return byte == 0; });
}

Checksum hash_of(const unsigned char* bytes, std::size_t size, sqlite3_int64 offset) {
  std::array<unsigned char, crypto_shorthash_KEYBYTES> place{};
  for (std::size_t i = 0; i < 8; ++i) {
    place[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(offset) >> (8 * i));
  }
  Checksum sum;
  crypto_shorthash(sum.data(), bytes, size, place.data());
  return never_zero(sum);
}

Checksum checksum_of(const unsigned char* page, int amount, sqlite3_int64 offset) {
  const std::size_t size = static_cast<std::size_t>(amount) - kChecksumBytes;
  if (offset != 0) return hash_of(page, size, offset);
  std::array<unsigned char, kLargestPage> copy;
  std::memcpy(copy.data(), page, size);
  std::memset(copy.data() + kJournalModeAt, 0, 2);
  std::memset(copy.data() + kChangeCounterAt, 0, kHeader - kChangeCounterAt);
  return hash_of(copy.data(), size, offset);
}

bool is_page(int amount) {
  return amount >= kSmallestPage && amount <= kLargestPage && (amount & (amount - 1)) == 0;
}

// Called before a checksum is set or compared: the header says whether pages have room for one.
void look_at_header(File& file, const void* bytes, int amount, sqlite3_int64 offset) {
  if (offset != 0 || amount < static_cast<int>(kHeader)) return;
  const auto* header = static_cast<const unsigned char*>(bytes);
  if (std::memcmp(header, kMagic.data(), kMagic.size()) != 0) return;
  const int stored = header[kPageSizeAt] << 8 | header[kPageSizeAt + 1];
  const int size = stored == 1 ? kLargestPage : stored;
  const bool has_room = header[kReservedAt] == kChecksumBytes && is_page(size);
  file.room = has_room ? Room::yes : Room::none;
  file.page_size = has_room ? size : 0;
}

// SQLite opens a WAL for a database file, which is open on this layer.
struct WalFunctions : PassThrough<WalFunctions, Wal> {
  static WalFrames& frames(sqlite3_file* file) { return of(file).database.frames; }

  static int close(sqlite3_file* file) {
    frames(file) = {};
    return PassThrough::close(file);
  }
  static int read(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset) {
    if (frames(file).overlaps(amount, offset)) {
      if (const int code = frames(file).flush(below(file))) return code;
    }
    return PassThrough::read(file, to, amount, offset);
  }
  static int write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
    return frames(file).write(below(file), of(file).database.page_size, from, amount, offset);
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (const int code = frames(file).flush(below(file))) return code;
    return PassThrough::truncate(file, size);
  }
  static int sync(sqlite3_file* file, int flags) {
    if (const int code = frames(file).flush(below(file))) return code;
    return PassThrough::sync(file, flags);
  }
  static int file_size(sqlite3_file* file, sqlite3_int64* size) {
    if (const int code = frames(file).flush(below(file))) return code;
    return PassThrough::file_size(file, size);
  }
};

struct Functions : PassThrough<Functions, File> {
  static int read(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset) {
    const int code = PassThrough::read(file, to, amount, offset);
    // SQLite treats a page beyond the end of the file as zeros. It reads only pages that were
    // written, so such a page was lost.
    const bool lost =
        code == SQLITE_IOERR_SHORT_READ && of(file).room != Room::none && is_page(amount);
    if (lost) return SQLITE_IOERR_DATA;
    if (code != SQLITE_OK) return code;
    look_at_header(of(file), to, amount, offset);
    if (of(file).room == Room::none || !is_page(amount)) return SQLITE_OK;
    auto* page = static_cast<unsigned char*>(to);
    unsigned char* sum = page + amount - kChecksumBytes;
    if (is_zero(sum, kChecksumBytes)) {
      // Unsigned. But nobody writes a page of zeros: that is a hole, and a page was lost.
      return is_zero(page, static_cast<std::size_t>(amount)) ? SQLITE_IOERR_DATA : SQLITE_OK;
    }
    const Checksum expected = checksum_of(page, amount, offset);
    if (std::memcmp(sum, expected.data(), kChecksumBytes) != 0) return SQLITE_IOERR_DATA;
    std::memset(sum, 0, kChecksumBytes);
    return SQLITE_OK;
  }

  static int write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
    look_at_header(of(file), from, amount, offset);
    if (of(file).room != Room::yes || !is_page(amount)) {
      return PassThrough::write(file, from, amount, offset);
    }
    // A copy: the page is SQLite's, which may also write it to a WAL or a rollback journal.
    std::array<unsigned char, kLargestPage> page;
    std::memcpy(page.data(), from, static_cast<std::size_t>(amount));
    const Checksum sum = checksum_of(page.data(), amount, offset);
    std::memcpy(page.data() + amount - kChecksumBytes, sum.data(), sum.size());
    return PassThrough::write(file, page.data(), amount, offset);
  }

  static int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
    constexpr int kWriteLock = 0;  // from SQLite's format of the WAL-index
    if (offset == kWriteLock && (flags & SQLITE_SHM_UNLOCK) != 0) of(file).frames.discard();
    return PassThrough::shm_lock(file, offset, count, flags);
  }

  // A part of a page cannot be compared, so SQLite must not read parts.
  static int device_characteristics(sqlite3_file* file) {
    return PassThrough::device_characteristics(file) & ~SQLITE_IOCAP_SUBPAGE_READ;
  }

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out) {
    if ((flags & SQLITE_OPEN_MAIN_DB) != 0)
      return open_file(vfs, path, file, flags, out, Room::unknown, 0, WalFrames());
    if ((flags & SQLITE_OPEN_WAL) != 0)
      return WalFunctions::open_file(vfs, path, file, flags, out,
                                     of(sqlite3_database_file_object(path)));
    return PassThrough::open(vfs, path, file, flags, out);
  }
};

void read_below(sqlite3_file* file, unsigned char* to, int amount, sqlite3_int64 offset) {
  const int code = Functions::PassThrough::read(file, to, amount, offset);
  if (code != SQLITE_OK) fail(code, Message{"file.not_read"});
}

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

std::vector<std::uint32_t> unsigned_pages(sqlite3_file* file) {
  std::vector<std::uint32_t> found;
  const int page_size = Functions::of(file).page_size;
  if (page_size == 0) return found;
  sqlite3_int64 size = 0;
  if (const int code = Functions::file_size(file, &size)) fail(code, Message{"file.no_size"});
  std::vector<unsigned char> page(static_cast<std::size_t>(page_size));
  std::uint32_t number = 1;
  for (sqlite3_int64 at = 0; at + page_size <= size; at += page_size, ++number) {
    read_below(file, page.data(), kChecksumBytes, at + page_size - kChecksumBytes);
    if (!is_zero(page.data(), kChecksumBytes)) continue;
    read_below(file, page.data(), page_size, at);
    if (!is_zero(page.data(), page.size())) found.push_back(number);
  }
  return found;
}

}  // namespace lastseat
