// What an earlier program, or a commit that failed, has left beside the database, before SQLite
// makes anything of it. Both functions are for a database that nobody has open in this process.
//
// A sync that failed leaves its pages clean in the system's cache, and perhaps not on the disk; the
// next one passes in silence. So what can be read beside the database is not what a power cut would
// leave there, and neither may be built upon:
//
//   - SQLite takes every whole commit that it can read in the WAL, and a start moves it into the
//     database. A power cut in the middle of that would leave half of it there, and no WAL to mend
//     it. Nor may the WAL be written again in its place: that could spoil what was answered.
//   - SQLite empties the rollback journal when a transaction is over. Where the disk has not heard
//   of
//     that, the next transaction writes over a journal that still counts, and a power cut would
//     find a mixture of both.
#pragma once

#include "store/database.h"

namespace lastseat {

// Gives the WAL's name to a new file with the same bytes, on the disk: before that the old one
// counts, after it the new one, and nobody can open the database meanwhile. Does nothing where
// there is no WAL, or where another program has the database open: that one has made up its mind
// about the WAL already. Throws StorageError (full, unknown, unusable): then nothing has changed.
void renew_wal(const DatabaseOptions&);

// Takes an empty rollback journal's name away, on the disk. Throws StorageError (unknown).
void forget_spent_journal(const DatabaseOptions&);

// The name of a system call (xGetSystemCall) by which a VFS whose files are not the system's gives
// `to` the file `from`, lasting when it returns a SQLite code.
inline constexpr const char* kReplaceCall = "lastseat_replace";

}  // namespace lastseat
