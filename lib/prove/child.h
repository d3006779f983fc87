// The laboratory's own child processes. Each is this same program, started as
//   lastseat prove-child NAME WORD…
// a hidden subcommand, so that nothing else has to be installed to kill a process or to race one.
// No word may begin with a dash. A child exits at the end of its standard input, so none outlives a
// parent that was killed.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "platform/child.h"

namespace lastseat::prove {

// In the child: runs the role NAME and returns the exit code.
int child(const std::string& name, const std::vector<std::string>& words);

// In a child that does not read its input: from now on the process exits at the end of it.
void end_with_the_parent();

// In the parent: starts one. `program` empty: the running program.
platform::Child start_child(const std::filesystem::path& program, const std::string& name,
                            const std::vector<std::string>& words);

// In the parent: kills a child `life` after its first line. Throws if it ended before that.
void kill_after(std::chrono::microseconds life, platform::Child);

}  // namespace lastseat::prove
