// What is wrong with a command line, as a Failure with Exit::kUsage: a sentence, a hint if a word
// seems to be mistyped, and how to get help.
#pragma once

#include <string>
#include <vector>

#include "failure.h"

namespace CLI {
class App;
class Option;
class ParseError;
}  // namespace CLI

namespace lastseat {

// Sentences about the command line of this subcommand.
Failure usage_error(const CLI::App&, std::vector<Message> sentences);

// What `root` threw when it parsed the command line.
Failure usage_error(const CLI::App& root, const CLI::ParseError&);

Failure no_such_subcommand(const CLI::App&, const std::string& word);
Failure no_such_option(const CLI::App&, const std::string& word);

// Whether the value of the option comes from the command line, not from the environment.
bool is_on_command_line(const CLI::App&, const CLI::Option*);

}  // namespace lastseat
