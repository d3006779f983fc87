// A new folder with a name of its own, which nobody else can read; removed, with everything in it,
// by the destructor. It is made and destroyed by one thread; any thread may ask for its path.
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
