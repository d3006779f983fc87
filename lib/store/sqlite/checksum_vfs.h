// A checksum in every page of the database file, so that damage on the disk is an error and never
// an answer.
//
// A layer over another SQLite VFS, for main database files only. Each page keeps its last 8 bytes
// free (kChecksumBytes, asked for when the file is made); they are filled when the page is written
// and compared when it is read: SipHash over the page and its place in the file. A page that was
// flipped, torn or put elsewhere is read as SQLITE_IOERR_DATA. So is one that another program has
// written, however well it meant it: there is no second door.
//
// What it does not see: an old version of a page that a disk has kept in place of the new one, and
// the WAL and the rollback journal, which carry SQLite's own checksums.
#pragma once

#include <string>

namespace lastseat {

inline constexpr int kChecksumBytes = 8;

// The name under which the VFS of that name (empty: the system's) can be had with checksums. Any
// thread; registers it when it is asked for the first time. Close every file on it before the VFS
// below is unregistered. Throws StorageError if there is no VFS of that name.
std::string with_checksums(const std::string& vfs);

}  // namespace lastseat
