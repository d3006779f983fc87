// Whether a folder can keep data safely, found out by trying. Any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace lastseat::platform {

struct FolderProblem {
  enum class Kind {
    not_created,
    not_a_folder,  // a file, or something else that is no folder
    read_only,     // nothing can be created in it
    network,       // where locks and flushes are not reliable
    unsafe,        // writing, flushing or renaming failed
  };
  Kind kind;
  std::string why = {};  // what the system said; of a network share its type
};

// Creates the folder if it is missing, then writes, flushes and renames a file in it. Absent if
// this works. A full disk is not a problem here: existing data can still be read.
std::optional<FolderProblem> prepare_folder(const std::filesystem::path&);

struct FileSystem {
  std::string type;     // as in the list of mounts: "ext4", "vfat", "tmpfs", "fuse.sshfs"
  std::string options;  // of the mount, separated by commas; empty for network file systems
};

// The one that contains the folder; empty if the system does not say.
FileSystem file_system(const std::filesystem::path&);

// By its type ("nfs4", "fuse.sshfs"): locks and flushes are not reliable there.
bool is_network_file_system(std::string_view type);

}  // namespace lastseat::platform
