// A text that is written once, in pieces, and read afterwards at somebody else's pace: in memory
// while it is short, then in a nameless file that disappears with the object. So an export is made
// at the disk's speed and its snapshot let go, however slow the client is.
//
// One thread at a time. Throws std::system_error that names the folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "platform/file.h"

namespace lastseat {

class Spool {
 public:
  explicit Spool(std::filesystem::path folder);  // where the file is made, if one is needed

  void write(std::string_view);
  std::uint64_t size() const { return size_; }
  // At most `most` bytes from `offset`; empty only at the end.
  std::string read(std::uint64_t offset, std::size_t most) const;

 private:
  std::filesystem::path folder_;
  std::string memory_;
  platform::File file_;
  std::uint64_t size_ = 0;
};

}  // namespace lastseat
