// The real program, on this computer and this disk: is the last seat given once, and is what it
// called saved still there, when it is killed in the middle?
//
// In a folder of its own on the disk that is judged, the program is started as it is for a fest,
// and given events with too few seats. Many desks at once, each with a connection that stays open,
// ask for the same last seats, event after event; some students stand at two desks, and some desks
// ask twice. In the middle of this the program is killed. It is started again, every request of the
// round is asked again under its key (those that nobody answered by two desks at once), and as many
// of the rounds before; then the rest of the round follows. At the end all are asked once more.
// What all of them were told is judged by desk_audit.h, the file by store/check.h, and the disk by
// disk.h.
//
// Who asks for what, and after how many answers the kill comes, follow from the seed; which desk is
// quicker is the scheduler's affair. How many ask depends on the disk's flush, so that a slow stick
// does not take minutes.
//
// Proven: nothing was lost, given twice or answered otherwise, and the file passes its check. A
// disk that seems not to keep its word is warned of; that it does can only be shown by a power cut.
//
// One thread, which starts others and waits for them. Errors are exceptions with a sentence for the
// user. A folder that holds a fest is refused, and the folder of the experiment is gone in any
// case.
#pragma once

#include <cstdint>
#include <filesystem>

#include "prove/report.h"

namespace lastseat::prove {

struct DeskOptions {
  std::uint64_t seed = 1;
  int rounds = 3;                      // a kill each
  std::filesystem::path folder = {};   // on the disk that is judged; empty: the program's own
  std::filesystem::path program = {};  // that is killed; empty: this program
  int requests = 0;                    // of a round; 0: as many as suit the disk
};

Report desk(const DeskOptions&);

}  // namespace lastseat::prove
