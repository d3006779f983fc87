// A text that is written once, in pieces, and then read at somebody else's pace. A short one stays
// in memory; a longer one goes to a nameless temporary file that disappears with the object. So an
// export is written at the speed of the disk and its snapshot is released, however slow the client
// is.
//
// One thread at a time. Throws std::system_error, which names the folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "platform/file.h"

namespace lastseat {

class Spool {
 public:
  explicit Spool(std::filesystem::path folder);  // for the temporary file, if one is needed

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
