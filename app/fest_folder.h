// The data folder: what is in it, and the right to change it.
#pragma once

#include <filesystem>
#include <string>

#include "platform/lock_file.h"
#include "store/database.h"

namespace lastseat {

struct FestFolder {
  std::filesystem::path path;

  DatabaseOptions database() const;
  std::filesystem::path mirror() const { return path / "registrations.json"; }
  std::filesystem::path log() const { return path / "lastseat.log"; }
  std::filesystem::path lock() const { return path / "lastseat.lock"; }
};

// Another process has it.
struct FolderTaken {
  std::string address;  // where it serves; empty if it does not
};

// Makes the folder, sees that it keeps files, and takes it for this process. Throws Failure, and
// FolderTaken. What a crash left half written is removed.
platform::LockFile take(const FestFolder&);

// For those who only read: there must be a fest in it. Throws Failure.
void expect_fest(const FestFolder&);

// After everything was closed: removes the empty lastseat.db-wal and -shm that the last reader left
// behind, so that the fest is one file. Nothing happens if that cannot be.
void tidy(const FestFolder&);

// What went wrong below, as a Failure of this folder.
struct StorageError;
[[noreturn]] void fail(const FestFolder&, const StorageError&);

}  // namespace lastseat
