#include "platform/temporary_folder.h"

#include <stdlib.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace lastseat::platform {

TemporaryFolder::TemporaryFolder(std::string_view prefix, const std::filesystem::path& parent) {
  std::string name = (parent / prefix).string() + "-XXXXXX";
  if (!::mkdtemp(name.data())) {
    throw std::filesystem::filesystem_error("cannot create a temporary folder in", parent,
                                            {errno, std::generic_category()});
  }
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace lastseat::platform
