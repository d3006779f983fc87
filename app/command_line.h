// Parses the command line, and runs the subcommand that it names.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "subcommands.h"
#include "text/message.h"

namespace lastseat {

// A command line to copy, and what it does unless that is plain.
struct Example {
  const char* words;
  std::optional<Message> what = {};
};

struct Subcommand {
  const char* name;
  std::optional<Message> line;    // in the list of subcommands; absent: it is not listed
  std::vector<Example> examples;  // its help begins with them
  Run (*define)(CLI::App&);
};

struct CommandLine {
  Message description;
  std::vector<Example> examples;
  std::span<const Subcommand> subcommands;  // the first one runs if none is named
};

// Returns the exit code, or throws Failure. Prints the help or the version if asked to.
int run(const CommandLine&, int count, const char* const* words);

}  // namespace lastseat
