// The real program, on this computer and this disk: if it is killed while registrations arrive, is
// the last seat given once, and is everything that it called saved still there?
//
// The program is started as for a fest, in a new folder on the disk under test, with events that
// have too few seats. Many desks, each with a connection that stays open, ask at once for the same
// last seats, event after event; some students ask at two desks, and some desks send a request
// twice. During this the program is killed. It is started again, and every request of the round is
// retried with its key (those without an answer by two desks at once), together with as many of the
// earlier rounds; then the rest of the round follows. At the end all requests are retried once
// more. desk_audit.h judges what the desks were told, store/check.h the file, and disk.h the disk.
//
// The seed decides who asks for what, and after how many answers the program is killed; the
// scheduler decides which desk is faster. The number of requests depends on how long the disk takes
// to flush, so that a slow stick does not take minutes.
//
// Proven: no seat was lost or given twice, no answer changed, and the file passes its check. There
// is a warning if the disk seems to report a flush before it is done; only a power cut can show
// that it does not.
//
// One thread, which starts others and waits for them. Errors are exceptions with a sentence for the
// user. A folder that holds a fest is refused. The folder of the experiment is always removed.
#pragma once

#include <cstdint>
#include <filesystem>

#include "prove/report.h"

namespace lastseat::prove {

struct DeskOptions {
  std::uint64_t seed = 1;
  int rounds = 3;                      // one kill each
  std::filesystem::path folder = {};   // on the disk under test; empty: the program's own
  std::filesystem::path program = {};  // to be killed; empty: this program
  int requests = 0;                    // per round; 0: as many as suit the disk
};

Report desk(const DeskOptions&);

}  // namespace lastseat::prove
