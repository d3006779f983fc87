// Keeps registrations.json up to date: a copy of all registrations that any person and any program
// can open, even without Lastseat. It follows the database, and is never read as a source.
//
// Its own thread writes the file soon after a commit, from one snapshot, as an atomic file.
// notify() may be called from any thread and returns at once; many calls lead to one write. A write
// takes longer as the fest grows, so the next one waits twenty times as long as the last one took:
// the mirror never uses more than about a twentieth of one core. It is given to the disk in pieces,
// with as long a rest after each, so that commits need not wait for all of it; a stop or an erasure
// ends the rests. A failure (such as a full disk) is
// logged once, retried, and never reaches the writer; the file on the disk stays the last good one.
//
// A file that is ahead of the database may be the only record of acknowledged registrations. It is
// kept beside the new one as registrations-VERSION.json, and logged once.
//
// The reader must outlive it. stop() writes what is still missing; the destructor calls stop().
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "domain/values/code.h"
#include "store/journal/head.h"
#include "store/sqlite/reader.h"
#include "text/message.h"

namespace lastseat {

class AtomicFile;
class Connection;

class Mirror {
 public:
  struct Hooks {
    std::function<std::int64_t()> now_ms;  // UTC
    std::function<void(const Message&)> log = [](const Message&) {};
  };

  // Checks the existing file, then starts the thread. The thread writes at once if the file is
  // missing, and after a pause if it is older than the last commit. Create the mirror before the
  // first command can be executed.
  Mirror(Reader&, std::filesystem::path file, Hooks);
  ~Mirror();
  Mirror(const Mirror&) = delete;
  Mirror& operator=(const Mirror&) = delete;

  void notify(Seq);
  // After personal data was erased in the database: writes the file anew without a pause, and the
  // kept ones without the data. Returns when that is done; false if one of them failed or took too
  // long, which the log says.
  bool erase(const Roll&);
  void stop();
  Seq written() const;  // the version of the file; -1: there is none yet

 private:
  static constexpr Seq kNothing = -1;

  void run();
  std::chrono::milliseconds first_pause() const;
  void look_at_what_is_there();
  void keep_what_is_ahead();
  enum class Pace { gentle, fast };
  bool write(Pace);
  Head write_snapshot(Pace);
  void write_back_gently(AtomicFile&);

  Reader& reader_;
  const std::filesystem::path file_;
  const Hooks hooks_;

  mutable std::mutex mutex_;         // guards the values up to stopping_
  std::condition_variable changed_;  // what the thread waits for when it has rested
  std::condition_variable hurry_;    // what ends a rest: not a commit, of which there are many
  std::condition_variable written_anew_;
  Seq wanted_ = 0;
  Seq written_ = kNothing;
  bool urgent_ = false;
  bool stopping_ = false;

  bool looked_ = false;  // from here on, used only by the thread, once it runs
  std::optional<Seq> ahead_;
  bool failing_ = false;
  std::thread thread_;
};

// The head of the journal up to which the mirror in that file goes; absent if the file is missing
// or incomplete.
std::optional<Head> mirror_head(const std::filesystem::path&);
// Its number alone.
std::optional<Seq> mirror_version(const std::filesystem::path&);

// Compares each registration in the file with the fest as it was at the file's version, member by
// member. Returns a finding for each that differs, at most kMostDifferences. Members that this
// program does not know, or that it has gained, are left out if no registration of the file has the
// members of this program: another version wrote it. Throws StorageError.
inline constexpr std::size_t kMostDifferences = 20;
std::vector<Message> differences(const std::filesystem::path&, Connection& fest);

// The mirrors that were kept because they contain more than the database, sorted by name.
std::vector<std::filesystem::path> kept_mirrors(const std::filesystem::path& file);

}  // namespace lastseat
