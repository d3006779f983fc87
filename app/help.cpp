// lastseat help [SUBCOMMAND …]: the same text as --help.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "subcommands.h"
#include "usage_error.h"
#include "words/words.h"

namespace lastseat {
namespace {

struct HelpArguments {
  std::vector<std::string> words;
};

// App::help() would answer for the subcommand that was chosen, which is this one.
int print_help(const CLI::App& root, const HelpArguments& arguments) {
  const CLI::App* app = &root;
  std::string name = root.get_name();
  for (const std::string& word : arguments.words) {
    const auto named = [&](const CLI::App* each) { return each->get_name() == word; };
    const std::vector<const CLI::App*> found = app->get_subcommands(named);
    if (found.empty()) throw no_such_subcommand(*app, word);
    name += " " + word;
    app = found.front();
  }
  const std::string text = app->get_formatter()->make_help(app, name, CLI::AppFormatMode::Normal);
  std::fputs(text.c_str(), stdout);
  return std::fflush(stdout) == 0 ? Exit::kDone : Exit::kFailed;
}

}  // namespace

Run define_help(CLI::App& app) {
  const auto arguments = std::make_shared<HelpArguments>();
  app.add_option("SUBCOMMAND", arguments->words, say(Message{"option.subcommand"}))
      ->option_text(" ");
  return [arguments, &app] { return print_help(*app.get_parent(), *arguments); };
}

}  // namespace lastseat
