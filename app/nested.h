// A nested subcommand, for example the "events" of "lastseat import events".
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "text/message.h"
#include "words/words.h"

namespace lastseat {

// It has the options of its parent, before and behind its name; --help is one of them.
inline CLI::App* add_nested(CLI::App& parent, const std::string& name, const Message& line) {
  CLI::App* nested = parent.add_subcommand(name, say(line));
  nested->group(say(Message{"help.subcommands"}));
  nested->fallthrough();
  nested->set_help_flag();
  return nested;
}

}  // namespace lastseat
