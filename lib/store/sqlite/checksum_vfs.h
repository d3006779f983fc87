// A SQLite VFS that stores a checksum in every page of the database file, so that damage on the
// disk is reported as an error and never becomes part of an answer.
//
// It is a layer over another SQLite VFS, and handles only main database files. SQLite leaves the
// last 8 bytes of each page unused (kChecksumBytes, requested when the file is created). When a
// page is written, they are set to a SipHash of the page and of its offset in the file. When it is
// read, they are compared. A page that was changed, torn or written to the wrong place gives
// SQLITE_IOERR_DATA. So does a page that another program wrote, even a correct one.
//
// It does not detect an old version of a page that the disk kept in place of a new one. It does not
// cover the WAL and the rollback journal, which carry SQLite's own checksums.
#pragma once

#include <string>

namespace lastseat {

inline constexpr int kChecksumBytes = 8;

// Returns the name of a VFS that adds checksums to the VFS named `vfs` (empty: the default one),
// and registers it on the first call. Any thread. Close all files of the returned VFS before the
// VFS below is unregistered. Throws StorageError if there is no VFS of that name.
std::string with_checksums(const std::string& vfs);

}  // namespace lastseat
