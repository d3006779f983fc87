// A fest that is served: its log, file, readers, mirror, writer, check and HTTP server.
//
// The parts are members. They are made in the order in which they are declared and ended in
// reverse, on every way out. Each one uses only parts above it, with one exception: the hooks of
// the committer reach the parts below it. They run on the writer's thread only, and the writer is
// below all that they use.
//
// One thread, which also calls run(). The folder must be taken (fest_folder.h) until this has
// ended.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "check_beside.h"
#include "fest_folder.h"
#include "http/server.h"
#include "live/mirror.h"
#include "log.h"
#include "platform/file.h"
#include "platform/signals.h"
#include "store/sqlite/reader.h"
#include "writer/committer.h"
#include "writer/writer.h"

namespace lastseat {

struct ServedFestOptions {
  int port = 0;             // 0: any free one
  bool has_sample = false;  // the sample fest is imported first
};

class ServedFest {
 public:
  // Opens the fest and takes the port. Throws Failure or StorageError.
  ServedFest(const FestFolder&, const ServedFestOptions&, LastEnd);
  ServedFest(const ServedFest&) = delete;
  ServedFest& operator=(const ServedFest&) = delete;

  const std::string& address() const { return address_; }

  // Serves until a signal arrives or the server ends by itself. When it returns, every request that
  // had arrived has been answered, and the mirror contains the last commit.
  void run(platform::StopSignal&);
  // After run(): whether everything could be saved to the end, and no damage was found.
  bool ended_in_order() const { return ended_in_order_; }

 private:
  // Closes the database in its destructor, which runs after the readers have been closed.
  struct File : Committer {
    using Committer::Committer;
    ~File() { close(); }
  };

  Committer::Hooks hooks();
  bool is_same_file() const;

  const FestFolder folder_;
  Log log_;
  File file_;
  const std::optional<platform::FileIdentity> identity_;  // of the file that was opened
  Reader reader_;
  Mirror mirror_;
  Writer writer_;
  CheckBeside check_;
  Server server_;
  std::string address_;
  bool ended_in_order_ = false;
};

}  // namespace lastseat
