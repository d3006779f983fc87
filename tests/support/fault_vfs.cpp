#include "support/fault_vfs.h"

#include <cstring>
#include <stdexcept>

#include "store/sqlite/pass_through_vfs.h"

namespace lastseat::test {
namespace {

struct File {
  sqlite3_file base;
  FaultVfs* owner;
};

}  // namespace

// Each function that can fail asks for a verdict first.
struct FaultVfs::Functions : PassThrough<Functions, File> {
  static FaultVfs& owner(sqlite3_file* file) { return *of(file).owner; }
  static FaultVfs& owner(sqlite3_vfs* vfs) { return *static_cast<Registered*>(vfs)->owner; }

  static int read(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset) {
    if (const int code = owner(file).verdict(FaultVfs::read)) {
      if (code == SQLITE_IOERR_SHORT_READ) std::memset(to, 0, static_cast<std::size_t>(amount));
      return code;
    }
    return PassThrough::read(file, to, amount, offset);
  }

  // A full disk still accepts writes within a file; only a write that makes it longer fails.
  static bool grows(sqlite3_file* file, sqlite3_int64 end) {
    sqlite3_int64 size = 0;
    return PassThrough::file_size(file, &size) != SQLITE_OK || end > size;
  }

  static int write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
    const bool growing = grows(file, offset + amount);
    if (const int code =
            owner(file).verdict(FaultVfs::write, growing)) {  // a part of it was written
      PassThrough::write(file, from, amount / 2, offset);
      return code;
    }
    return PassThrough::write(file, from, amount, offset);
  }

  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (const int code = owner(file).verdict(FaultVfs::truncate)) return code;
    return PassThrough::truncate(file, size);
  }

  static int sync(sqlite3_file* file, int flags) {
    if (const int code = owner(file).verdict(FaultVfs::sync)) return code;
    return owner(file).hurried_ ? SQLITE_OK : PassThrough::sync(file, flags);
  }

  static int file_size(sqlite3_file* file, sqlite3_int64* size) {
    if (const int code = owner(file).verdict(FaultVfs::file_size)) return code;
    return PassThrough::file_size(file, size);
  }

  static int lock(sqlite3_file* file, int level) {
    if (const int code = owner(file).verdict(FaultVfs::lock)) return code;
    return PassThrough::lock(file, level);
  }

  // The lock is released all the same; otherwise it would be held for ever.
  static int unlock(sqlite3_file* file, int level) {
    const int code = owner(file).verdict(FaultVfs::unlock);
    const int done = PassThrough::unlock(file, level);
    return code != SQLITE_OK ? code : done;
  }

  static int file_control(sqlite3_file* file, int operation, void* argument) {
    if (const int code = owner(file).verdict(FaultVfs::file_control)) return code;
    return PassThrough::file_control(file, operation, argument);
  }

  static int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
    if (const int code = owner(file).verdict(FaultVfs::shm_map)) {
      *out = nullptr;
      return code;
    }
    return PassThrough::shm_map(file, region, size, extend, out);
  }

  static int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
    if ((flags & SQLITE_SHM_LOCK) != 0) {
      if (const int code = owner(file).verdict(FaultVfs::shm_lock)) return code;
    }
    return PassThrough::shm_lock(file, offset, count, flags);
  }

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out) {
    file->pMethods = nullptr;
    if (const int code = owner(vfs).verdict(FaultVfs::open)) return code;
    return open_file(vfs, path, file, flags, out, &owner(vfs));
  }

  static int remove(sqlite3_vfs* vfs, const char* path, int sync_folder) {
    if (const int code = owner(vfs).verdict(FaultVfs::remove)) return code;
    return PassThrough::remove(vfs, path, owner(vfs).hurried_ ? 0 : sync_folder);
  }

  static int access(sqlite3_vfs* vfs, const char* path, int flags, int* out) {
    if (const int code = owner(vfs).verdict(FaultVfs::access)) return code;
    return PassThrough::access(vfs, path, flags, out);
  }

  static int sleep(sqlite3_vfs* vfs, int microseconds) {
    return owner(vfs).hurried_ ? microseconds : PassThrough::sleep(vfs, microseconds);
  }
};

FaultVfs::FaultVfs(const std::string& name) : name_(name) {
  vfs_ = {Functions::over(sqlite3_vfs_find(nullptr), name_.c_str()), this};
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
