#include "platform/folder.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "platform/file.h"

namespace lastseat::platform {
namespace {

using Kind = FolderProblem::Kind;

// Network file systems, by the number from statfs; empty for all others.
std::string network_type(const std::filesystem::path& folder) {
  struct statfs system {};
  if (::statfs(folder.c_str(), &system) != 0) return {};
  switch (static_cast<std::uint32_t>(system.f_type)) {
    case 0x6969:
      return "nfs";
    case 0x517B:
      return "smbfs";
    case 0xFF534D42:
      return "cifs";
    case 0xFE534D42:
      return "smb3";
    case 0x564C:
      return "ncpfs";
    case 0x5346414F:
      return "afs";
    case 0x73757245:
      return "coda";
    case 0x00C36400:
      return "ceph";
    case 0x0BD00BD0:
      return "lustre";
  }
  return {};
}

bool is_full(const std::error_code& error) {
  return error.value() == ENOSPC || error.value() == EDQUOT;
}

// A new folder is a name in its parent, and survives a crash only when the parent is flushed.
void make_lasting(const std::filesystem::path& folder, std::error_code& error) {
  std::error_code unseen;
  if (std::filesystem::exists(folder, unseen)) return;
  const std::filesystem::path above = folder.parent_path();
  if (above != folder && !above.empty()) make_lasting(above, error);
  if (error || !std::filesystem::create_directory(folder, error)) return;
  try {
    flush_folder(above);
  } catch (const std::system_error& failure) {
    // A folder in which we may create names but not read cannot be flushed; a full disk is reported
    // later.
    if (failure.code() == std::errc::permission_denied || is_full(failure.code())) return;
    std::filesystem::remove(folder, unseen);  // so that the next start flushes it
    error = failure.code();
  }
}

std::optional<FolderProblem> make(const std::filesystem::path& folder) {
  std::error_code error;
  make_lasting(folder, error);
  std::error_code unseen;
  const auto status = std::filesystem::status(folder, unseen);
  if (std::filesystem::is_directory(status)) return std::nullopt;
  if (std::filesystem::exists(status)) return FolderProblem{Kind::not_a_folder};
  return FolderProblem{Kind::not_created, error.message()};
}

std::optional<FolderProblem> try_to_write(const std::filesystem::path& folder) {
  const auto first = folder / (".lastseat-probe-" + std::to_string(::getpid()) + ".tmp");
  const auto second = folder / (".lastseat-probed-" + std::to_string(::getpid()) + ".tmp");
  const auto remove_both = [&] {
    std::error_code ignored;
    std::filesystem::remove(first, ignored);
    std::filesystem::remove(second, ignored);
  };
  remove_both();
  File file;
  try {
    file = File::create(first);
  } catch (const std::system_error& error) {
    if (is_full(error.code())) return std::nullopt;
    return FolderProblem{Kind::read_only, error.code().message()};
  }
  try {
    file.write("Lastseat tests whether files in this folder last.\n");
    file.flush();
    file.close();
    replace(first, second);
    flush_folder(folder);
  } catch (const std::system_error& error) {
    remove_both();
    if (is_full(error.code())) return std::nullopt;
    return FolderProblem{Kind::unsafe, error.what()};
  }
  remove_both();
  return std::nullopt;
}

}  // namespace

// statfs recognises network file systems; only mountinfo tells sshfs from a stick behind FUSE.
FileSystem file_system(const std::filesystem::path& folder) {
  if (std::string type = network_type(folder); !type.empty()) return {std::move(type), {}};
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0) return {};
  const std::string device =
      std::to_string(major(status.st_dev)) + ":" + std::to_string(minor(status.st_dev));
  std::ifstream mounts("/proc/self/mountinfo");
  std::string line;
  while (std::getline(mounts, line)) {
    std::istringstream words(line);
    std::string id, parent, number, root, point, options, word, type, source, more;
    words >> id >> parent >> number >> root >> point >> options;
    if (number != device) continue;
    while (words >> word && word != "-") {
    }
    words >> type >> source >> more;
    return {type, options + "," + more};
  }
  return {};
}

bool is_network_file_system(std::string_view type) {
  constexpr std::array<std::string_view, 20> kNetwork{
      "nfs",         "nfs4",      "cifs",       "smb3",           "smbfs",
      "ncpfs",       "afs",       "coda",       "ceph",           "lustre",
      "glusterfs",   "davfs",     "fuse.davfs", "fuse.davfs2",    "fuse.sshfs",
      "fuse.rclone", "fuse.s3fs", "fuse.ceph",  "fuse.glusterfs", "fuse.gvfsd-fuse"};
  return std::find(kNetwork.begin(), kNetwork.end(), type) != kNetwork.end();
}

std::optional<FolderProblem> prepare_folder(const std::filesystem::path& folder) {
  if (auto found = make(folder)) return found;
  const std::string type = file_system(folder).type;
  if (is_network_file_system(type)) return FolderProblem{Kind::network, type};
  return try_to_write(folder);
}

}  // namespace lastseat::platform
