// A fest with a ledger and a reader, for tests of exports and the mirror.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "store/sqlite/reader.h"
#include "support/test_fest.h"

namespace lastseat::test {

struct ReadFest : TestFest {
  // The name of the outcome.
  std::string told(const Command& command) { return run(command).outcome; }
  std::filesystem::path folder() const { return options().path.parent_path(); }

  Reader reader{options()};
};

inline Register entry(const std::string& event, std::vector<std::string> rolls) {
  Register command;
  command.event = {event};
  for (std::string& roll : rolls) command.members.push_back({std::move(roll)});
  command.waitlist = true;
  return command;
}

}  // namespace lastseat::test
