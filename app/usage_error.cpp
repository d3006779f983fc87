#include "usage_error.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

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

std::vector<Message> with_hint(Message sentence, const std::string& near) {
  std::vector<Message> sentences{std::move(sentence)};
  if (!near.empty()) sentences.push_back(Message{"usage.did_you_mean", {{"words", near}}});
  return sentences;
}

// CLI11 has the name of the option only in its text: "--port: …", "FILE is required", "Could not
// convert: --lan = x". Values are checked by option_check.h, whose sentences come behind the name;
// so only a flag with a value is not converted.
Message problem_of(const CLI::ParseError& error) {
  const std::string what = error.what();
  const std::string before = what.substr(0, what.find(':'));
  const std::string behind = what.substr(std::min(what.size(), before.size() + 2));
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error)) {
    return Message{"usage.one_value", {{"option", before}}};
  }
  if (dynamic_cast<const CLI::RequiredError*>(&error)) {
    return Message{"usage.required", {{"name", what.substr(0, what.find(' '))}}};
  }
  if (dynamic_cast<const CLI::ValidationError*>(&error)) {
    return Message{"verbatim", {{"text", behind}}};
  }
  if (dynamic_cast<const CLI::ConversionError*>(&error)) {
    return Message{"usage.no_value", {{"option", behind.substr(0, behind.find(' '))}}};
  }
  return Message{"verbatim", {{"text", what + "."}}};
}

Failure unexpected_word(const CLI::App& app) {
  std::vector<std::string> words = app.remaining();
  std::erase(words, "--");
  const std::string& word = words.front();
  if (word.starts_with('-')) return no_such_option(app, word);
  const bool may_be_subcommand = !subcommands_of(app).empty() && app.get_subcommands().empty();
  if (may_be_subcommand) return no_such_subcommand(app, word);
  return usage_error(app, {Message{"usage.argument", {{"command", name_of(app)}, {"word", word}}}});
}

}  // namespace

Failure usage_error(const CLI::App& app, std::vector<Message> sentences) {
  const std::string words = words_of(app);
  return {Exit::kUsage, Message{"usage",
                                {{"problem", std::move(sentences)},
                                 {"help", "lastseat help" + (words.empty() ? "" : " " + words)}}}};
}

Failure usage_error(const CLI::App& root, const CLI::ParseError& error) {
  const CLI::App* app = &root;
  while (app->remaining_size() == 0 && !app->get_subcommands().empty()) {
    app = app->get_subcommands().front();
  }
  // Whatever the error is, a word that was not understood is its likely cause.
  if (app->remaining_size() > 0) return unexpected_word(*app);
  return usage_error(*app, {problem_of(error)});
}

Failure no_such_subcommand(const CLI::App& app, const std::string& word) {
  const std::string near = nearest(word, subcommands_of(app));
  return usage_error(app,
                     with_hint(Message{"usage.no_subcommand", {{"words", words_of(app, word)}}},
                               near.empty() ? near : words_of(app, near)));
}

Failure no_such_option(const CLI::App& app, const std::string& word) {
  const std::string option = word.substr(0, word.find('='));
  const std::string near = nearest(option, options_of(app));
  return usage_error(
      app,
      with_hint(Message{"usage.no_option", {{"command", name_of(app)}, {"option", option}}}, near));
}

bool is_on_command_line(const CLI::App& app, const CLI::Option* option) {
  const auto& given = app.parse_order();
  return std::find(given.begin(), given.end(), option) != given.end();
}

}  // namespace lastseat
