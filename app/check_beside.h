// Checks a fest in the background, while it is served.
//
// After a normal stop, a fest is served at once, and the long check, which replays the journal,
// runs in the background. It is still needed, because a disk that reported data as written too
// early may have lost some of it. If the check finds something, nothing more is saved. After a
// crash, or if another program wrote pages of the file, the committer has already checked the fest
// before it was served.
//
// The committer looks for such pages at every start, but not in a large file after a normal stop:
// it would have to be read. There they are looked for here. If there are some, the fest is checked
// here however large it is, and the next start must do it again, and sign them.
//
// The writer and the log must outlive it. The destructor waits for the end of the check.
#pragma once

#include <atomic>
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

  // Waits for the end of the check, unless the next start will check the fest anyway. Returns
  // whether that may trust the fest as this start did: no damage was found, and no page without a
  // checksum.
  bool finds_nothing();

 private:
  void run(const DatabaseOptions&);
  bool has_unsigned_pages(const DatabaseOptions&);
  void check_all(const DatabaseOptions&);

  Writer& writer_;
  Log& log_;
  std::atomic<bool> is_awaited_ = false;
  bool finds_nothing_ = true;  // of thread_, until it has been joined
  std::thread thread_;
};

}  // namespace lastseat
