// The data folder: the files in it, and the lock that a process must hold to change them.
#pragma once

#include <filesystem>
#include <string>

#include "platform/lock_file.h"
#include "store/sqlite/database.h"
#include "writer/committer.h"

namespace lastseat {

struct FestFolder {
  std::filesystem::path path;

  DatabaseOptions database() const;
  std::filesystem::path mirror() const { return path / "registrations.json"; }
  std::filesystem::path log() const { return path / "lastseat.log"; }
  std::filesystem::path lock() const { return path / "lastseat.lock"; }
};

// Another process holds the lock.
struct FolderTaken {
  std::string address;  // of its server; empty if it does not serve
};

// Creates the folder if necessary, tests that it can store files safely, and locks it for this
// process. Removes temporary files that a crash left behind. Throws Failure or FolderTaken.
platform::LockFile take(const FestFolder&);

// How the process that held the lock before ended.
LastEnd last_end(const platform::LockFile&);

// For subcommands that only read: throws Failure if there is no fest in the folder.
void expect_fest(const FestFolder&);

// To be called when everything is closed: removes the empty lastseat.db-wal and -shm that the last
// reader left behind, so that the fest is one file. Does nothing if that is not possible.
void tidy(const FestFolder&);

// Throws the storage error as a Failure that names the folder and says what to do.
struct StorageError;
[[noreturn]] void fail(const FestFolder&, const StorageError&);

}  // namespace lastseat
