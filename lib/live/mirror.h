// Keeps registrations.json: a copy of every registration that any person and any program can open,
// even if Lastseat is gone. It follows the database and is never asked.
//
// Its own thread writes it soon after commits, from one snapshot, into an atomic file. notify() may
// be called from any thread and returns at once; many calls become one writing. As the fest grows a
// writing takes longer, so the next one waits twenty times as long as the last one took: the
// mirror never costs more than about a twentieth of one core. A failure (a full disk) is logged
// once, retried, and never reaches the writer: the file on the disk stays the last good one.
//
// A file that is ahead of the database may be the only record of what was acknowledged: it is kept
// beside the new one as registrations-VERSION.json, and said so once.
//
// The reader must outlive it. stop() writes what is still missing; the destructor calls it.
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
#include "store/sqlite/reader.h"
#include "text/message.h"

namespace lastseat {

class Mirror {
 public:
  struct Hooks {
    std::function<std::int64_t()> now_ms;  // UTC
    std::function<void(const Message&)> log = [](const Message&) {};
  };

  // Looks at what is there, then starts the thread, which writes at once if the file is missing,
  // and after a pause if it is not of the last commit. To be made before the first command can
  // come.
  Mirror(Reader&, std::filesystem::path file, Hooks);
  ~Mirror();
  Mirror(const Mirror&) = delete;
  Mirror& operator=(const Mirror&) = delete;

  void notify(Seq);
  void stop();
  Seq written() const;  // the version of the file; -1: there is none yet

 private:
  static constexpr Seq kNothing = -1;

  void run();
  std::chrono::milliseconds first_pause() const;
  void look_at_what_is_there();
  void keep_what_is_ahead();
  bool write();
  Seq write_snapshot();

  Reader& reader_;
  const std::filesystem::path file_;
  const Hooks hooks_;

  mutable std::mutex mutex_;  // guards the four below
  std::condition_variable changed_;
  Seq wanted_ = 0;
  Seq written_ = kNothing;
  bool stopping_ = false;

  bool looked_ = false;  // the thread's own, from here on
  std::optional<Seq> ahead_;
  bool failing_ = false;
  std::thread thread_;
};

// The version of the mirror in that file, if it is there and whole.
std::optional<Seq> mirror_version(const std::filesystem::path&);

// The mirrors that were kept because the database lacked commands which they know of, by name.
std::vector<std::filesystem::path> kept_mirrors(const std::filesystem::path& file);

}  // namespace lastseat
