#include "option_check.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "text/number.h"
#include "words/words.h"

namespace lastseat {

void expect_number(CLI::Option* option, std::int64_t low, std::int64_t high) {
  const std::string name = option->get_name();
  option->check(
      [name, low, high](const std::string& text) -> std::string {
        const std::optional<std::int64_t> number = text::number(text);
        if (number && *number >= low && *number <= high) return {};
        return say(Message{"usage.not_a_number", {{"option", name}, {"low", low}, {"high", high}}});
      },
      "");
}

void expect_choice(CLI::Option* option, const std::vector<std::string>& choices) {
  const std::string name = option->get_name();
  option->check(
      [name, choices](const std::string& text) -> std::string {
        if (std::find(choices.begin(), choices.end(), text) != choices.end()) return {};
        return say(Message{"usage.not_a_choice", {{"option", name}, {"choices", choices}}});
      },
      "");
}

}  // namespace lastseat
