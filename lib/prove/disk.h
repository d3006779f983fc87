// How long a disk takes to flush, and whether there is a reason to doubt its flushes.
//
// A program can only ask. Killing it does not reveal a disk that reports "written" too early,
// because what the system holds in memory survives the kill; pulling the plug would. But a flush
// that is faster than any storage did not happen. We know of no drive that stores 4 KiB durably in
// a median of less than 20 microseconds (even a drive with its own battery takes longer, with the
// path through the system), and no flush is faster than copying the bytes to memory. The other
// doubts come from the name of the file system and from its mount options.
//
// One thread. Errors are std::system_error, and name the path.
#pragma once

#include <filesystem>
#include <optional>

#include "platform/folder.h"
#include "text/message.h"

namespace lastseat::prove {

struct Disk {
  platform::FileSystem system;
  int flushes = 0;      // measured, each after appending 4 KiB to a file
  double flush_ms = 0;  // the median
  double flush_p99_ms = 0;
  double write_ms = 0;  // the median of appending alone: memory, not the disk
};

// Writes a file in that folder, flushes it repeatedly for a moment, and removes it.
Disk measured_disk(const std::filesystem::path& folder);

// Why the promise may not hold on that disk when the power fails, if there is a reason.
std::optional<Message> doubt_about(const Disk&);

}  // namespace lastseat::prove
