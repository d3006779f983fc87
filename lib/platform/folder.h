// Whether a folder can keep data safely, found out by trying. Any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace lastseat::platform {

struct FolderProblem {
  enum class Kind { not_there, not_a_folder, read_only, network, unsafe };
  Kind kind;
  std::string text;  // a sentence that names the folder
};

// Makes the folder if it is missing, then writes, flushes and renames a file in it. Absent if all
// is well. A full disk is no problem here: what is there can still be read.
std::optional<FolderProblem> prepare_folder(const std::filesystem::path&);

struct FileSystem {
  std::string type;     // as mounts spell it: "ext4", "vfat", "tmpfs", "fuse.sshfs"
  std::string options;  // of the mount, separated by commas; unknown for a network's
};

// The one that holds the folder; empty where the system does not tell.
FileSystem file_system(const std::filesystem::path&);

// By the names that mounts carry ("nfs4", "fuse.sshfs"): locks and flushes cannot be relied on
// there.
bool is_network_file_system(std::string_view type);

}  // namespace lastseat::platform
