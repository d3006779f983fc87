// Checks a fest in the background, while it is served.
//
// After a normal stop, a fest is served at once, and the long check, which replays the journal,
// runs in the background. It is still needed, because a disk that reported data as written too
// early may have lost some of it. If the check finds something, nothing more is saved. After a
// crash, or if another program wrote pages of the file, the committer has already checked the fest
// before it was served.
//
// The writer and the log must outlive it. The destructor waits for the end of the check.
#pragma once

#include <thread>

#include "store/sqlite/database.h"

namespace lastseat {

class Log;
class Writer;

class CheckBeside {
 public:
  CheckBeside(DatabaseOptions, bool was_checked, Writer&, Log&);
  ~CheckBeside();
  CheckBeside(const CheckBeside&) = delete;
  CheckBeside& operator=(const CheckBeside&) = delete;

 private:
  std::thread thread_;
};

}  // namespace lastseat
