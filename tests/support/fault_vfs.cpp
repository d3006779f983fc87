#include "support/fault_vfs.h"

#include <cstring>
#include <new>
#include <stdexcept>

namespace lastseat::test {
namespace {

// What SQLite holds for an open file; the system's own follows it in the same memory.
struct File {
  sqlite3_file base;
  FaultVfs* owner;
  sqlite3_file* real;
};

File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
sqlite3_file* real(sqlite3_file* file) { return of(file)->real; }

int close(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }

int read(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset) {
  if (const int code = of(file)->owner->verdict(FaultVfs::read)) {
    if (code == SQLITE_IOERR_SHORT_READ) std::memset(to, 0, static_cast<std::size_t>(amount));
    return code;
  }
  return real(file)->pMethods->xRead(real(file), to, amount, offset);
}

// A full disk still takes what lies within a file: only what makes it longer finds no space.
bool grows(sqlite3_file* file, sqlite3_int64 end) {
  sqlite3_int64 size = 0;
  return real(file)->pMethods->xFileSize(real(file), &size) != SQLITE_OK || end > size;
}

int write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
  const bool growing = grows(file, offset + amount);
  if (const int code = of(file)->owner->verdict(FaultVfs::write, growing)) return code;
  return real(file)->pMethods->xWrite(real(file), from, amount, offset);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (const int code = of(file)->owner->verdict(FaultVfs::truncate)) return code;
  return real(file)->pMethods->xTruncate(real(file), size);
}

int sync(sqlite3_file* file, int flags) {
  if (const int code = of(file)->owner->verdict(FaultVfs::sync)) return code;
  if (of(file)->owner->hurried()) return SQLITE_OK;
  return real(file)->pMethods->xSync(real(file), flags);
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  if (const int code = of(file)->owner->verdict(FaultVfs::file_size)) return code;
  return real(file)->pMethods->xFileSize(real(file), size);
}

int lock(sqlite3_file* file, int level) {
  if (const int code = of(file)->owner->verdict(FaultVfs::lock)) return code;
  return real(file)->pMethods->xLock(real(file), level);
}

// The lock is given back all the same: a system that keeps it would keep it for ever.
int unlock(sqlite3_file* file, int level) {
  const int code = of(file)->owner->verdict(FaultVfs::unlock);
  const int done = real(file)->pMethods->xUnlock(real(file), level);
  return code != SQLITE_OK ? code : done;
}

int check_reserved(sqlite3_file* file, int* out) {
  return real(file)->pMethods->xCheckReservedLock(real(file), out);
}

int file_control(sqlite3_file* file, int op, void* argument) {
  if (const int code = of(file)->owner->verdict(FaultVfs::file_control)) return code;
  return real(file)->pMethods->xFileControl(real(file), op, argument);
}

int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int characteristics(sqlite3_file* file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
  if (const int code = of(file)->owner->verdict(FaultVfs::shm_map)) {
    *out = nullptr;
    return code;
  }
  return real(file)->pMethods->xShmMap(real(file), page, size, extend, out);
}

int shm_lock(sqlite3_file* file, int offset, int n, int flags) {
  if ((flags & SQLITE_SHM_LOCK) != 0) {
    if (const int code = of(file)->owner->verdict(FaultVfs::shm_lock)) return code;
  }
  return real(file)->pMethods->xShmLock(real(file), offset, n, flags);
}

void shm_barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int shm_unmap(sqlite3_file* file, int remove) {
  return real(file)->pMethods->xShmUnmap(real(file), remove);
}

const sqlite3_io_methods kMethods{2,
                                  close,
                                  read,
                                  write,
                                  truncate,
                                  sync,
                                  file_size,
                                  lock,
                                  unlock,
                                  check_reserved,
                                  file_control,
                                  sector_size,
                                  characteristics,
                                  shm_map,
                                  shm_lock,
                                  shm_barrier,
                                  shm_unmap,
                                  nullptr,
                                  nullptr};

FaultVfs* owner_of(sqlite3_vfs* vfs) { return static_cast<FaultVfs*>(vfs->pAppData); }

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out) {
  File* opened = new (file) File{{nullptr}, owner_of(vfs), nullptr};
  opened->real = reinterpret_cast<sqlite3_file*>(opened + 1);
  if (const int code = opened->owner->verdict(FaultVfs::open)) return code;
  sqlite3_vfs* below = opened->owner->below();
  const int code = below->xOpen(below, path, opened->real, flags, out);
  if (code == SQLITE_OK) opened->base.pMethods = &kMethods;
  return code;
}

int remove_file(sqlite3_vfs* vfs, const char* path, int sync_folder) {
  if (const int code = owner_of(vfs)->verdict(FaultVfs::remove)) return code;
  sqlite3_vfs* below = owner_of(vfs)->below();
  return below->xDelete(below, path, owner_of(vfs)->hurried() ? 0 : sync_folder);
}

int access_file(sqlite3_vfs* vfs, const char* path, int flags, int* out) {
  if (const int code = owner_of(vfs)->verdict(FaultVfs::access)) return code;
  sqlite3_vfs* below = owner_of(vfs)->below();
  return below->xAccess(below, path, flags, out);
}

int sleep(sqlite3_vfs* vfs, int microseconds) {
  if (owner_of(vfs)->hurried()) return microseconds;
  sqlite3_vfs* below = owner_of(vfs)->below();
  return below->xSleep(below, microseconds);
}

}  // namespace

FaultVfs::FaultVfs(const std::string& name) : name_(name), below_(sqlite3_vfs_find(nullptr)) {
  vfs_ = *below_;
  vfs_.pNext = nullptr;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.szOsFile = static_cast<int>(sizeof(File)) + below_->szOsFile;
  vfs_.xOpen = open_file;
  vfs_.xDelete = remove_file;
  vfs_.xAccess = access_file;
  vfs_.xSleep = sleep;
  if (sqlite3_vfs_register(&vfs_, 0) != SQLITE_OK) throw std::runtime_error("no VFS");
}

FaultVfs::~FaultVfs() { sqlite3_vfs_unregister(&vfs_); }

void FaultVfs::fail(Call call, int code, int passes, int failures) {
  orders_[call].passes = passes;
  orders_[call].failures = failures;
  orders_[call].code = code;
}

void FaultVfs::heal() {
  for (Order& order : orders_) order.code = SQLITE_OK;
}

int FaultVfs::verdict(Call call, bool growing) {
  Order& order = orders_[call];
  ++order.calls;
  const int code = order.code;
  if (code == SQLITE_OK) return SQLITE_OK;
  if (order.passes.fetch_sub(1) > 0) return SQLITE_OK;
  if (code == SQLITE_FULL && !growing) return SQLITE_OK;
  if (order.failures.fetch_sub(1) <= 0) return SQLITE_OK;
  ++injected_;
  return code;
}

}  // namespace lastseat::test
