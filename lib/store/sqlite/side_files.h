// The WAL and the rollback journal that an earlier process or a failed commit left beside the
// database. They are made safe before SQLite uses them.
//
// After a failed sync, the system's page cache holds pages that are perhaps not on the disk, and
// the next sync may succeed without writing them. So what can be read from these files is not what
// a power cut would leave. There are three dangers:
//
//   - The WAL (renew_wal). SQLite accepts every complete commit that it can read in the WAL, and a
//     start copies it to the database. A power cut during that copy would leave half of it in the
//     database, and no WAL to complete it from. The WAL must not be rewritten in place either: that
//     could destroy what was already answered.
//   - The rollback journal (forget_spent_journal). SQLite empties it when a transaction is over. If
//     that did not reach the disk, the next transaction overwrites a journal that is still valid
//     there, and a power cut would leave a mixture of both.
//   - A partial checkpoint (write_moved_pages_again). While there is a reader, a checkpoint copies
//     a part of the WAL without a flush, and SQLite never copies that part again. If the flush of
//     the next checkpoint fails, the one after that empties a WAL whose pages are lost.
#pragma once

#include "store/sqlite/database.h"

struct sqlite3_file;

namespace lastseat {

// Whether there is a WAL or a rollback journal that SQLite would use: a process that had the
// database open was killed, or the power failed. If another program has opened the fest since, it
// may have removed them. Call this before the database is opened.
bool was_left_open(const DatabaseOptions&);

// Copies the WAL to a new file, flushes it, and gives it the WAL's name, durably. Until then the
// old file is the WAL, and nobody can open the database meanwhile. Does nothing if there is no WAL,
// or if another connection has the database open: that one has already read the WAL. Throws
// StorageError (full, unknown, unusable); the content of the WAL is then unchanged.
void renew_wal(const DatabaseOptions&);

// Takes the pages of the first `frames` frames of the WAL, which SQLite has already copied to the
// database. Reads them from the database, writes them there again, and flushes them. To be used
// with the files of an open connection; others may read meanwhile. Throws StorageError (unknown).
void write_moved_pages_again(sqlite3_file* database, sqlite3_file* wal, int frames);

// Deletes a spent rollback journal, durably. Others may have the database open: if one of them is
// writing, the journal belongs to it and stays. Throws StorageError (unknown).
void forget_spent_journal(const DatabaseOptions&);

// A VFS whose files are not those of the system offers this system call (xGetSystemCall): it
// replaces the file `to` with the file `from`, durably, and returns a result code of SQLite.
inline constexpr const char* kReplaceCall = "lastseat_replace";

}  // namespace lastseat
