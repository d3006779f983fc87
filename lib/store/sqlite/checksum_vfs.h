// A SQLite VFS that stores a checksum in every page of the database file, so that damage on the
// disk is reported as an error and never becomes part of an answer.
//
// It is a layer over another SQLite VFS, and handles main database files. SQLite leaves the
// last 8 bytes of each page unused (kChecksumBytes, requested when the file is created). In a page
// that is written, they are set to a SipHash of the page and of its offset in the file, which is
// never zero. When it is read, they are compared, and SQLite gets zeros there. A page that was
// changed, torn or written to the wrong place gives SQLITE_IOERR_DATA; so does a page of zeros,
// which nobody writes. Of a WAL, the layer gathers the writes (wal_frames.h).
//
// SQLite itself never sees a checksum. So what it writes elsewhere (a WAL, a rollback journal, a
// copy) has zeros in their place, and any other program may move such a page into the file: when it
// checkpoints the WAL, rolls a journal back, or runs VACUUM. Such a page is called unsigned. It is
// read without a comparison, until it is written here again (Database::sign).
//
// A page that another program read with its checksum and wrote with other content is refused.
// Except in the header on page 1: there, the checksum leaves out what every program changes, the
// journal mode (bytes 18 and 19) and all from the change counter on (bytes 24 to 99).
//
// It does not detect an old version of a page that the disk kept in place of a new one. It does not
// cover the WAL and the rollback journal, which carry SQLite's own checksums.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

struct sqlite3_file;

namespace lastseat {

inline constexpr int kChecksumBytes = 8;

using Checksum = std::array<unsigned char, kChecksumBytes>;

// Zeros would mean an unsigned page.
constexpr Checksum never_zero(Checksum sum) {
  const bool zero = std::all_of(sum.begin(), sum.end(), [](unsigned char b) { return b == 0; });
  if (zero) sum.front() = 1;
  return sum;
}

// Returns the name of a VFS that adds checksums to the VFS named `vfs` (empty: the default one),
// and registers it on the first call. Any thread. Close all files of the returned VFS before the
// VFS below is unregistered. Throws StorageError if there is no VFS of that name.
std::string with_checksums(const std::string& vfs);

// The numbers of the unsigned pages in a database file that a connection has open on such a VFS.
// Reads the end of every page. Throws StorageError.
std::vector<std::uint32_t> unsigned_pages(sqlite3_file*);

}  // namespace lastseat
