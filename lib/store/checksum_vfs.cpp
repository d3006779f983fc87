#include "store/checksum_vfs.h"

#include <sodium.h>
#include <sqlite3.h>

#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <string_view>

#include "store/error.h"

namespace lastseat {
namespace {

static_assert(kChecksumBytes == crypto_shorthash_BYTES);

constexpr std::string_view kMagic{"SQLite format 3", 16};  // with its final zero
constexpr int kHeader = 100;        // bytes before the first page's own content
constexpr int kReservedBytes = 20;  // where the header says how many bytes each page keeps free
constexpr int kSmallestPage = 512;
constexpr int kLargestPage = 65536;

// What SQLite holds for an open file; that of the VFS below follows it in the same memory.
struct File {
  sqlite3_file base;
  bool checked;  // its pages carry checksums
};

sqlite3_vfs* below(sqlite3_vfs* vfs) { return static_cast<sqlite3_vfs*>(vfs->pAppData); }
File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
sqlite3_file* below(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(of(file) + 1); }

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

// The header passes first: it says how the rest is kept.
void look_at_header(File* file, const void* bytes, int amount, sqlite3_int64 offset) {
  if (offset != 0 || amount < kHeader) return;
  const auto* header = static_cast<const unsigned char*>(bytes);
  if (std::memcmp(header, kMagic.data(), kMagic.size()) != 0) return;
  file->checked = header[kReservedBytes] == kChecksumBytes;
}

int close(sqlite3_file* file) { return below(file)->pMethods->xClose(below(file)); }

int read(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset) {
  const int code = below(file)->pMethods->xRead(below(file), to, amount, offset);
  // SQLite takes a page beyond the end of the file for zeros; it asks for none that was not
  // written.
  const bool lost = code == SQLITE_IOERR_SHORT_READ && of(file)->checked && is_page(amount);
  if (lost) return SQLITE_IOERR_DATA;
  if (code != SQLITE_OK) return code;
  look_at_header(of(file), to, amount, offset);
  if (!of(file)->checked || !is_page(amount)) return SQLITE_OK;
  const auto* page = static_cast<const unsigned char*>(to);
  const Checksum expected = checksum_of(page, amount, offset);
  const bool same =
      std::memcmp(page + amount - kChecksumBytes, expected.data(), kChecksumBytes) == 0;
  return same ? SQLITE_OK : SQLITE_IOERR_DATA;
}

int write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
  look_at_header(of(file), from, amount, offset);
  if (!of(file)->checked || !is_page(amount)) {
    return below(file)->pMethods->xWrite(below(file), from, amount, offset);
  }
  // In SQLite's own memory, where these bytes are nobody's: the page may go from there into a
  // rollback journal, and be put back before the header that says how pages are kept.
  auto* page = static_cast<unsigned char*>(const_cast<void*>(from));
  const Checksum sum = checksum_of(page, amount, offset);
  std::memcpy(page + amount - kChecksumBytes, sum.data(), sum.size());
  return below(file)->pMethods->xWrite(below(file), page, amount, offset);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  return below(file)->pMethods->xTruncate(below(file), size);
}
int sync(sqlite3_file* file, int flags) { return below(file)->pMethods->xSync(below(file), flags); }
int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return below(file)->pMethods->xFileSize(below(file), size);
}
int lock(sqlite3_file* file, int level) { return below(file)->pMethods->xLock(below(file), level); }
int unlock(sqlite3_file* file, int level) {
  return below(file)->pMethods->xUnlock(below(file), level);
}
int check_reserved_lock(sqlite3_file* file, int* out) {
  return below(file)->pMethods->xCheckReservedLock(below(file), out);
}
int file_control(sqlite3_file* file, int operation, void* argument) {
  return below(file)->pMethods->xFileControl(below(file), operation, argument);
}
int sector_size(sqlite3_file* file) { return below(file)->pMethods->xSectorSize(below(file)); }
int device_characteristics(sqlite3_file* file) {
  // A part of a page cannot be compared: so none is read.
  return below(file)->pMethods->xDeviceCharacteristics(below(file)) & ~SQLITE_IOCAP_SUBPAGE_READ;
}
int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
  return below(file)->pMethods->xShmMap(below(file), region, size, extend, out);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  return below(file)->pMethods->xShmLock(below(file), offset, count, flags);
}
void shm_barrier(sqlite3_file* file) { below(file)->pMethods->xShmBarrier(below(file)); }
int shm_unmap(sqlite3_file* file, int remove) {
  return below(file)->pMethods->xShmUnmap(below(file), remove);
}

// Version 2: files are not mapped into memory, where nobody could compare. Where the file below has
// no shared memory (version 1), there is none here.
constexpr sqlite3_io_methods methods(int version) {
  return {version,
          close,
          read,
          write,
          truncate,
          sync,
          file_size,
          lock,
          unlock,
          check_reserved_lock,
          file_control,
          sector_size,
          device_characteristics,
          shm_map,
          shm_lock,
          shm_barrier,
          shm_unmap,
          nullptr,
          nullptr};
}
constexpr sqlite3_io_methods kMethods = methods(2);
constexpr sqlite3_io_methods kMethodsWithoutSharedMemory = methods(1);

int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out) {
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) {
    return below(vfs)->xOpen(below(vfs), path, file, flags, out);
  }
  File* opened = new (file) File{{nullptr}, false};
  sqlite3_file* under = below(file);
  under->pMethods = nullptr;
  const int code = below(vfs)->xOpen(below(vfs), path, under, flags, out);
  // SQLite closes a file that has methods, also when it could not be opened.
  if (under->pMethods) {
    opened->base.pMethods =
        under->pMethods->iVersion >= 2 ? &kMethods : &kMethodsWithoutSharedMemory;
  }
  return code;
}

int remove(sqlite3_vfs* vfs, const char* path, int sync_folder) {
  return below(vfs)->xDelete(below(vfs), path, sync_folder);
}
int access(sqlite3_vfs* vfs, const char* path, int flags, int* out) {
  return below(vfs)->xAccess(below(vfs), path, flags, out);
}
int full_pathname(sqlite3_vfs* vfs, const char* path, int size, char* out) {
  return below(vfs)->xFullPathname(below(vfs), path, size, out);
}
int randomness(sqlite3_vfs* vfs, int size, char* out) {
  return below(vfs)->xRandomness(below(vfs), size, out);
}
int sleep(sqlite3_vfs* vfs, int microseconds) {
  return below(vfs)->xSleep(below(vfs), microseconds);
}
int current_time(sqlite3_vfs* vfs, double* out) {
  return below(vfs)->xCurrentTime(below(vfs), out);
}
int last_error(sqlite3_vfs* vfs, int size, char* out) {
  return below(vfs)->xGetLastError(below(vfs), size, out);
}
int current_time_ms(sqlite3_vfs* vfs, sqlite3_int64* out) {
  return below(vfs)->xCurrentTimeInt64(below(vfs), out);
}

struct Layer {
  std::string name;
  sqlite3_vfs vfs{};

  Layer(std::string layer_name, sqlite3_vfs* under) : name(std::move(layer_name)) {
    vfs.iVersion = under->iVersion >= 2 ? 2 : 1;
    vfs.szOsFile = static_cast<int>(sizeof(File)) + under->szOsFile;
    vfs.mxPathname = under->mxPathname;
    vfs.zName = name.c_str();
    vfs.pAppData = under;
    vfs.xOpen = open;
    vfs.xDelete = remove;
    vfs.xAccess = access;
    vfs.xFullPathname = full_pathname;
    vfs.xRandomness = randomness;
    vfs.xSleep = sleep;
    vfs.xCurrentTime = current_time;
    vfs.xGetLastError = last_error;
    vfs.xCurrentTimeInt64 = current_time_ms;
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
  if (!under) throw StorageError(StorageError::Kind::bug, "there is no VFS of the name " + vfs);
  std::unique_ptr<Layer>& layer = layers[vfs];
  // The VFS below may have gone, and another have come under its name.
  if (!layer || below(&layer->vfs) != under) {
    layer.reset();
    layer =
        std::make_unique<Layer>("checksums over " + (vfs.empty() ? "the system's" : vfs), under);
  }
  return layer->name;
}

}  // namespace lastseat
