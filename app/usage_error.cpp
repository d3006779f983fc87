#include "usage_error.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <vector>

#include "nearest.h"

namespace lastseat {
namespace {

// As the user types it after "lastseat": "prove race", or nothing for the program itself.
std::string words_of(const CLI::App& app, const std::string& last = "") {
  std::string words = last;
  for (const CLI::App* each = &app; each->get_parent() != nullptr; each = each->get_parent()) {
    words.insert(0, each->get_name() + (words.empty() ? "" : " "));
  }
  return words;
}

std::string name_of(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name() : words_of(app);
}

std::vector<std::string> subcommands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* each : app.get_subcommands({})) {
    const bool is_listed = !each->get_group().empty();
    if (is_listed) names.push_back(each->get_name());
  }
  return names;
}

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* each : app.get_options()) {
    for (const std::string& name : each->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

Failure unexpected_word(const CLI::App& app) {
  std::vector<std::string> words = app.remaining();
  std::erase(words, "--");
  const std::string& word = words.front();
  if (word.starts_with('-')) return no_such_option(app, word);
  const bool may_be_subcommand = !subcommands_of(app).empty() && app.get_subcommands().empty();
  if (may_be_subcommand) return no_such_subcommand(app, word);
  return usage_error(app, name_of(app) + " does not take the argument \"" + word + "\".");
}

}  // namespace

Failure usage_error(const CLI::App& app, const std::string& sentence) {
  const std::string words = words_of(app);
  return {Exit::kUsage,
          sentence + "\nFor help, run: lastseat help" + (words.empty() ? "" : " " + words)};
}

Failure usage_error(const CLI::App& root, const CLI::ParseError& error) {
  const CLI::App* app = &root;
  while (app->remaining_size() == 0 && !app->get_subcommands().empty()) {
    app = app->get_subcommands().front();
  }
  // Whatever the error is, a word that was not understood is its likely cause.
  if (app->remaining_size() > 0) return unexpected_word(*app);
  const std::string what = error.what();
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    return usage_error(*app, what.substr(0, what.find(':')) + " must have exactly one value.");
  }
  return usage_error(*app, what + ".");
}

Failure no_such_subcommand(const CLI::App& app, const std::string& word) {
  const std::string near = nearest(word, subcommands_of(app));
  return usage_error(app, "There is no subcommand " + words_of(app, word) + "." +
                              (near.empty() ? "" : " Did you mean " + words_of(app, near) + "?"));
}

Failure no_such_option(const CLI::App& app, const std::string& word) {
  const std::string option = word.substr(0, word.find('='));
  const std::string near = nearest(option, options_of(app));
  return usage_error(app, name_of(app) + " has no option " + option + "." +
                              (near.empty() ? "" : " Did you mean " + near + "?"));
}

bool is_on_command_line(const CLI::App& app, const CLI::Option* option) {
  const auto& given = app.parse_order();
  return std::find(given.begin(), given.end(), option) != given.end();
}

}  // namespace lastseat
