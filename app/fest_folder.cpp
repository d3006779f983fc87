#include "fest_folder.h"

#include <chrono>
#include <system_error>
#include <thread>

#include "failure.h"
#include "files/atomic_file.h"
#include "platform/folder.h"
#include "store/sqlite/error.h"
#include "words/words.h"

namespace lastseat {
namespace {

// The other process may still be starting (a second double click): it is given one second.
std::string address_of_holder(const FestFolder& folder) {
  for (int i = 0; i < 20; ++i) {
    std::string address = platform::LockFile::said(folder.lock());
    if (!address.empty()) return address;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return {};
}

}  // namespace

DatabaseOptions FestFolder::database() const {
  DatabaseOptions options;
  options.path = path / "lastseat.db";
  return options;
}

platform::LockFile take(const FestFolder& folder) {
  if (const auto problem = platform::prepare_folder(folder.path)) {
    throw Failure(Exit::kDataFolder, problem->text);
  }
  try {
    auto lock = platform::LockFile::take(folder.lock());
    if (!lock) throw FolderTaken{address_of_holder(folder)};
    remove_leftovers(folder.path);
    return *std::move(lock);
  } catch (const std::system_error& error) {
    throw Failure(Exit::kDataFolder, std::string("The data folder cannot be used: ") +
                                         error.what() + ". Choose another folder with --data.");
  }
}

void expect_fest(const FestFolder& folder) {
  std::error_code error;
  if (std::filesystem::exists(folder.database().path, error)) return;
  throw Failure(Exit::kDataFolder, "There is no fest in " + folder.path.string() +
                                       ". Name the folder of the fest with --data.");
}

void tidy(const FestFolder& folder) {
  std::filesystem::path log = folder.database().path;
  log += "-wal";
  std::error_code error;
  // If it is not empty, it holds pages that could not be moved into the file. The next start does
  // that.
  if (std::filesystem::file_size(log, error) != 0 || error) return;
  try {
    // SQLite removes both files when the last connection that may write is closed.
    Database::reopen(folder.database()).checkpoint();
  } catch (const StorageError&) {
    // Both files are harmless.
  }
}

void fail(const FestFolder& folder, const StorageError& error) {
  if (error.kind == StorageError::Kind::full) {
    throw Failure(Exit::kDataFolder, "The disk that holds " + folder.path.string() +
                                         " is full. Free some space, then start again.");
  }
  const int code = error.kind == StorageError::Kind::bug ? Exit::kFailed : Exit::kDataFolder;
  std::string what = "The data in " + folder.path.string() + " cannot be used: " + say(error.why);
  if (error.kind == StorageError::Kind::corrupt) {
    what +=
        "\nKeep a copy of the whole folder. Its registrations.json contains every registration.";
  }
  throw Failure(code, what);
}

}  // namespace lastseat
