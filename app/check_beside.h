// Checks a fest while it is served.
//
// A fest that was closed in order is ready at once: the long check, with the replay of its journal,
// runs beside serving. It is needed all the same, because a disk that reported data as written too
// early may have lost some of it. If the check finds something, nothing more is saved. After a
// crash the committer has checked the fest already, before it was served.
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
  CheckBeside(DatabaseOptions, bool after_crash, Writer&, Log&);
  ~CheckBeside();
  CheckBeside(const CheckBeside&) = delete;
  CheckBeside& operator=(const CheckBeside&) = delete;

 private:
  std::thread thread_;
};

}  // namespace lastseat
