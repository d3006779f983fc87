// A new folder with a unique name, which only its owner can read. The destructor removes it with
// everything in it. One thread creates and destroys it; any thread may ask for its path.
#pragma once

#include <filesystem>
#include <string_view>

namespace lastseat::platform {

class TemporaryFolder {
 public:
  // In `parent`; its name begins with `prefix`. Throws std::filesystem::filesystem_error.
  explicit TemporaryFolder(
      std::string_view prefix = "lastseat",
      const std::filesystem::path& parent = std::filesystem::temp_directory_path());
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace lastseat::platform
