// How a disk keeps what it is given: the time of a flush, and whether there is reason to doubt it.
//
// A program can only ask. A kill does not show a disk that says "written" too early, because what
// the system holds in memory survives it; pulling the plug would. But a flush that takes less time
// than any storage needs was not one. Under 20 microseconds at the median no drive is known to us
// that takes 4 KiB and makes them last (a drive with its own battery and the way through the system
// take longer than that), nor can a flush take less than copying the bytes to memory. The other
// doubts come from the name of the file system and the options of its mount.
//
// One thread. Errors are std::system_error, and name the path.
#pragma once

#include <filesystem>
#include <string>

#include "platform/folder.h"

namespace lastseat::prove {

struct Disk {
  platform::FileSystem system;
  int flushes = 0;      // that were measured: each after 4 KiB were appended to a file
  double flush_ms = 0;  // the median
  double flush_p99_ms = 0;
  double write_ms = 0;  // appending alone, the median: that is memory, not the disk
};

// Writes a file into that folder, flushes it again and again for a moment, and removes it.
Disk measured_disk(const std::filesystem::path& folder);

// Why the promise may not hold on that disk when the power goes: a sentence, or nothing.
std::string doubt_about(const Disk&);

}  // namespace lastseat::prove
