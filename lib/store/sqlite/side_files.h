// What an earlier program, or a commit that failed, has left beside the database, before SQLite
// makes anything of it.
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
//   - A checkpoint beside a reader moves a part of the WAL, does not flush it, and never moves it
//   again.
//     Where the flush of the next one fails, the one after that empties a WAL whose pages are lost.
#pragma once

#include "store/sqlite/database.h"

struct sqlite3_file;

namespace lastseat {

// Whether a program that had it open was killed, or the power went: there is something in the WAL
// or in the rollback journal. Ask before it is opened.
bool was_left_open(const DatabaseOptions&);

// Gives the WAL's name to a new file with the same frames, on the disk: before that the old one
// counts, after it the new one, and nobody can open the database meanwhile. Does nothing where
// there is no WAL, or where somebody has the database open: that one has made up its mind about the
// WAL already. Throws StorageError (full, unknown, unusable); the WAL then says what it said.
void renew_wal(const DatabaseOptions&);

// Writes the pages of the first `frames` of the WAL, which are in the database already, into it
// once more, as they are there, and flushes them. For the files of an open connection; others may
// read. Throws StorageError (unknown).
void write_moved_pages_again(sqlite3_file* database, sqlite3_file* wal, int frames);

// Takes an empty rollback journal's name away, on the disk; others may have the database open, but
// if one of them writes it is theirs and stays. Throws StorageError (unknown).
void forget_spent_journal(const DatabaseOptions&);

// The name of a system call (xGetSystemCall) by which a VFS whose files are not the system's gives
// `to` the file `from`, lasting when it returns a SQLite code.
inline constexpr const char* kReplaceCall = "lastseat_replace";

}  // namespace lastseat
