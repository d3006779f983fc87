#include "command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "usage_error.h"
#include "version.h"
#include "words/words.h"

namespace lastseat {
namespace {

constexpr std::size_t kNameColumns = 36;
constexpr std::size_t kExampleColumns = 38;

std::string line_of(const Example& example) {
  std::string line = example.words;
  if (example.what) {
    line.resize(std::max(line.size() + 1, kExampleColumns), ' ');
    line += say(*example.what);
  }
  return "  " + line + "\n";
}

// People read the first lines of a help text: so it begins with examples that can be copied.
class ExamplesFirst : public CLI::Formatter {
 public:
  explicit ExamplesFirst(const CommandLine& command_line) : command_line_(command_line) {
    column_width(kNameColumns);
    label("Usage", say(Message{"help.usage"}));
    label("OPTIONS", say(Message{"help.some_options"}));
    label("SUBCOMMAND", say(Message{"help.some_subcommand"}));
    label("Positionals", say(Message{"help.arguments"}));
    label("Options", say(Message{"help.options"}));
    label("Env", say(Message{"help.environment"}));
  }

  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override {
    std::string text = say(Message{"help.examples"}) + ":\n";
    for (const Example& example : examples_of(*app)) text += line_of(example);
    return text + "\n" + CLI::Formatter::make_help(app, std::move(name), mode);
  }

  std::string make_group(std::string group, bool is_positional,
                         std::vector<const CLI::Option*> options) const override {
    return CLI::Formatter::make_group(get_label(group), is_positional, std::move(options));
  }

  // A nested subcommand that hands options on to its parent has these as well.
  std::string make_subcommands(const CLI::App* app, CLI::AppFormatMode mode) const override {
    if (app->get_fallthrough()) return make_groups(app->get_parent(), mode);
    return CLI::Formatter::make_subcommands(app, mode);
  }

 private:
  const std::vector<Example>& examples_of(const CLI::App& app) const {
    for (const CLI::App* each = &app; each != nullptr; each = each->get_parent()) {
      for (const Subcommand& subcommand : command_line_.subcommands) {
        if (each->get_name() == subcommand.name) return subcommand.examples;
      }
    }
    return command_line_.examples;
  }

  const CommandLine command_line_;
};

}  // namespace

int run(const CommandLine& command_line, int count, const char* const* words) {
  CLI::App app(say(command_line.description), "lastseat");
  app.formatter(std::make_shared<ExamplesFirst>(command_line));
  app.set_help_flag("-h,--help", say(Message{"option.help"}));
  app.set_version_flag("--version", version_line(), say(Message{"help.version"}));
  app.require_subcommand(0, 1);
  std::vector<std::pair<const CLI::App*, Run>> defined;
  for (const Subcommand& each : command_line.subcommands) {
    CLI::App* subcommand = app.add_subcommand(each.name, each.line ? say(*each.line) : "");
    subcommand->group(each.line ? say(Message{"help.subcommands"}) : "");
    defined.emplace_back(subcommand, each.define(*subcommand));
  }
  try {
    app.parse(count, words);
  } catch (const CLI::Success& request) {
    app.exit(request);  // prints the help or the version
    return std::fflush(stdout) == 0 ? Exit::kDone : Exit::kFailed;
  } catch (const CLI::ParseError& error) {
    throw usage_error(app, error);
  }
  for (const auto& [subcommand, run_it] : defined) {
    if (subcommand->count() > 0) return run_it();
  }
  return defined.front().second();
}

}  // namespace lastseat
