// Parses the command line, and runs the subcommand that it names.
#pragma once

#include <span>

#include "subcommands.h"

namespace lastseat {

struct Subcommand {
  const char* name;
  const char* line;      // in the list of subcommands; empty: it is not listed
  const char* examples;  // its help begins with them
  Run (*define)(CLI::App&);
};

struct CommandLine {
  const char* description;
  const char* examples;
  std::span<const Subcommand> subcommands;  // the first one runs if none is named
};

// Returns the exit code, or throws Failure. Prints the help or the version if asked to.
int run(const CommandLine&, int count, const char* const* words);

}  // namespace lastseat
