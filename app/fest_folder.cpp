#include "fest_folder.h"

#include <chrono>
#include <system_error>
#include <thread>
#include <vector>

#include "failure.h"
#include "files/atomic_file.h"
#include "platform/folder.h"
#include "store/sqlite/error.h"

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

Message problem_of(const std::string& folder, const platform::FolderProblem& problem) {
  using Kind = platform::FolderProblem::Kind;
  const std::string& why = problem.why;
  switch (problem.kind) {
    case Kind::not_created:
      return Message{"folder.not_created", {{"folder", folder}, {"why", why}}};
    case Kind::not_a_folder:
      return Message{"folder.not_a_folder", {{"folder", folder}}};
    case Kind::read_only:
      return Message{"folder.read_only", {{"folder", folder}, {"why", why}}};
    case Kind::network:
      return Message{"folder.network", {{"folder", folder}, {"type", why}}};
    case Kind::unsafe:
      break;
  }
  return Message{"folder.unsafe", {{"folder", folder}, {"why", why}}};
}

Message problem_of(const std::string& folder, const StorageError& error) {
  using Kind = StorageError::Kind;
  const std::vector<Message> why{error.why};
  if (error.kind == Kind::full) return Message{"folder.disk_full", {{"folder", folder}}};
  if (error.kind == Kind::busy) {
    return Message{"folder.busy", {{"folder", folder}, {"why", why}}};
  }
  if (error.kind == Kind::corrupt) {
    return Message{"folder.damaged", {{"folder", folder}, {"why", why}}};
  }
  return Message{"folder.failed", {{"folder", folder}, {"why", why}}};
}

}  // namespace

DatabaseOptions FestFolder::database() const {
  DatabaseOptions options;
  options.path = path / "lastseat.db";
  return options;
}

platform::LockFile take(const FestFolder& folder) {
  if (const auto problem = platform::prepare_folder(folder.path)) {
    throw Failure(Exit::kDataFolder, problem_of(folder.path.string(), *problem));
  }
  try {
    auto lock = platform::LockFile::take(folder.lock());
    if (!lock) throw FolderTaken{address_of_holder(folder)};
    remove_leftovers(folder.path);
    return *std::move(lock);
  } catch (const std::system_error& error) {
    if (error.code() == std::errc::no_space_on_device) {
      throw Failure(Exit::kDataFolder,
                    Message{"folder.disk_full", {{"folder", folder.path.string()}}});
    }
    throw Failure(Exit::kDataFolder,
                  Message{"folder.unusable", {{"why", std::vector{message_of(error)}}}});
  }
}

LastEnd last_end(const platform::LockFile& lock) {
  return lock.found_unfinished() ? LastEnd::killed : LastEnd::in_order;
}

void expect_fest(const FestFolder& folder) {
  std::error_code error;
  if (std::filesystem::exists(folder.database().path, error)) return;
  throw Failure(Exit::kDataFolder, Message{"folder.no_fest", {{"folder", folder.path.string()}}});
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
  const int code = error.kind == StorageError::Kind::bug ? Exit::kFailed : Exit::kDataFolder;
  throw Failure(code, problem_of(folder.path.string(), error));
}

}  // namespace lastseat
