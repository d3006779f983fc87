// A SQLite VFS that passes every call to the VFS below it; the base of a layer.
//
// A layer consists of two structs. `File` is what it stores for an open file. Its first member must
// be `sqlite3_file base`; the file of the VFS below is in the memory behind it, which SQLite
// allocates. `Layer` derives from PassThrough<Layer, File> and hides the functions that it changes.
// SQLite gets plain function pointers, so a function that is not hidden costs one more call and
// nothing else.
//
// It implements version 2 of both interfaces. So SQLite maps no file into memory, where a layer
// would not see the reads. If the VFS below has no shared memory (version 1), the layer has none.
#pragma once

#include <sqlite3.h>

#include <new>
#include <utility>

namespace lastseat {

template <class Layer, class File>
struct PassThrough {
  static File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
  static sqlite3_file* below(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(&of(file) + 1);
  }
  static sqlite3_vfs* below(sqlite3_vfs* vfs) { return static_cast<sqlite3_vfs*>(vfs->pAppData); }

  // -------------------------------------------------------------------------------------- files

  static int close(sqlite3_file* file) {
    const int code = below(file)->pMethods->xClose(below(file));
    of(file).~File();
    return code;
  }
  static int read(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset) {
    return below(file)->pMethods->xRead(below(file), to, amount, offset);
  }
  static int write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
    return below(file)->pMethods->xWrite(below(file), from, amount, offset);
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    return below(file)->pMethods->xTruncate(below(file), size);
  }
  static int sync(sqlite3_file* file, int flags) {
    return below(file)->pMethods->xSync(below(file), flags);
  }
  static int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return below(file)->pMethods->xFileSize(below(file), size);
  }
  static int lock(sqlite3_file* file, int level) {
    return below(file)->pMethods->xLock(below(file), level);
  }
  static int unlock(sqlite3_file* file, int level) {
    return below(file)->pMethods->xUnlock(below(file), level);
  }
  static int check_reserved_lock(sqlite3_file* file, int* out) {
    return below(file)->pMethods->xCheckReservedLock(below(file), out);
  }
  static int file_control(sqlite3_file* file, int operation, void* argument) {
    return below(file)->pMethods->xFileControl(below(file), operation, argument);
  }
  static int sector_size(sqlite3_file* file) {
    return below(file)->pMethods->xSectorSize(below(file));
  }
  static int device_characteristics(sqlite3_file* file) {
    return below(file)->pMethods->xDeviceCharacteristics(below(file));
  }
  static int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
    return below(file)->pMethods->xShmMap(below(file), region, size, extend, out);
  }
  static int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
    return below(file)->pMethods->xShmLock(below(file), offset, count, flags);
  }
  static void shm_barrier(sqlite3_file* file) { below(file)->pMethods->xShmBarrier(below(file)); }
  static int shm_unmap(sqlite3_file* file, int remove) {
    return below(file)->pMethods->xShmUnmap(below(file), remove);
  }

  static constexpr sqlite3_io_methods methods(int version) {
    return {version,
            Layer::close,
            Layer::read,
            Layer::write,
            Layer::truncate,
            Layer::sync,
            Layer::file_size,
            Layer::lock,
            Layer::unlock,
            Layer::check_reserved_lock,
            Layer::file_control,
            Layer::sector_size,
            Layer::device_characteristics,
            Layer::shm_map,
            Layer::shm_lock,
            Layer::shm_barrier,
            Layer::shm_unmap,
            nullptr,
            nullptr};
  }

  // ---------------------------------------------------------------------------------- file names

  // For a layer's own open(): constructs its File from `state`, and opens the file below. A file
  // that is not opened with this belongs to the VFS below alone, and the layer does not see its
  // calls.
  template <class... State>
  static int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out,
                       State&&... state) {
    static constexpr sqlite3_io_methods kMethods = methods(2);
    static constexpr sqlite3_io_methods kMethodsWithoutSharedMemory = methods(1);
    new (file) File{{nullptr}, std::forward<State>(state)...};
    sqlite3_file* under = below(file);
    under->pMethods = nullptr;
    const int code = below(vfs)->xOpen(below(vfs), path, under, flags, out);
    // SQLite closes a file that has methods, even one that could not be opened.
    if (under->pMethods) {
      file->pMethods = under->pMethods->iVersion >= 2 ? &kMethods : &kMethodsWithoutSharedMemory;
    }
    return code;
  }
  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out) {
    return below(vfs)->xOpen(below(vfs), path, file, flags, out);
  }
  static int remove(sqlite3_vfs* vfs, const char* path, int sync_folder) {
    return below(vfs)->xDelete(below(vfs), path, sync_folder);
  }
  static int access(sqlite3_vfs* vfs, const char* path, int flags, int* out) {
    return below(vfs)->xAccess(below(vfs), path, flags, out);
  }
  static int full_pathname(sqlite3_vfs* vfs, const char* path, int size, char* out) {
    return below(vfs)->xFullPathname(below(vfs), path, size, out);
  }
  static int randomness(sqlite3_vfs* vfs, int size, char* out) {
    return below(vfs)->xRandomness(below(vfs), size, out);
  }
  static int sleep(sqlite3_vfs* vfs, int microseconds) {
    return below(vfs)->xSleep(below(vfs), microseconds);
  }
  static int current_time(sqlite3_vfs* vfs, double* out) {
    return below(vfs)->xCurrentTime(below(vfs), out);
  }
  static int last_error(sqlite3_vfs* vfs, int size, char* out) {
    return below(vfs)->xGetLastError(below(vfs), size, out);
  }
  static int current_time_ms(sqlite3_vfs* vfs, sqlite3_int64* out) {
    return below(vfs)->xCurrentTimeInt64(below(vfs), out);
  }

  // Returns a VFS to be registered as `name`. `name` and `under` must outlive it.
  static sqlite3_vfs over(sqlite3_vfs* under, const char* name) {
    sqlite3_vfs vfs{};
    vfs.iVersion = under->iVersion >= 2 ? 2 : 1;
    vfs.szOsFile = static_cast<int>(sizeof(File)) + under->szOsFile;
    vfs.mxPathname = under->mxPathname;
    vfs.zName = name;
    vfs.pAppData = under;
    vfs.xOpen = Layer::open;
    vfs.xDelete = Layer::remove;
    vfs.xAccess = Layer::access;
    vfs.xFullPathname = Layer::full_pathname;
    vfs.xRandomness = Layer::randomness;
    vfs.xSleep = Layer::sleep;
    vfs.xCurrentTime = Layer::current_time;
    vfs.xGetLastError = Layer::last_error;
    vfs.xCurrentTimeInt64 = Layer::current_time_ms;
    return vfs;
  }
};

}  // namespace lastseat
