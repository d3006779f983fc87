// lastseat version [--licenses]
#include "version.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "failure.h"
#include "licenses.h"
#include "subcommands.h"
#include "words/words.h"

namespace lastseat {
namespace {

struct VersionArguments {
  bool licenses = false;
};

int print_version(const VersionArguments& arguments) {
  if (arguments.licenses) {
    const std::string_view text = third_party_licenses();
    std::fwrite(text.data(), 1, text.size(), stdout);
  } else {
    std::puts(version_line().c_str());
  }
  return std::fflush(stdout) == 0 ? Exit::kDone : Exit::kFailed;
}

}  // namespace

std::string version_line() { return "lastseat " LASTSEAT_VERSION; }

Run define_version(CLI::App& app) {
  const auto arguments = std::make_shared<VersionArguments>();
  app.add_flag("--licenses", arguments->licenses, say(Message{"option.licenses"}));
  return [arguments] { return print_version(*arguments); };
}

}  // namespace lastseat
