// Reads the parameters of a query by name and type. Wrong, unknown and repeated parameters are
// collected, and finish() refuses the request with all of them. An unknown one is refused because
// it may be a misspelt `dry_run`. Belongs to one request; one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/net/problem.h"

namespace lastseat::http {

class Query {
 public:
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  explicit Query(const Pairs& pairs) : pairs_(pairs) {}

  std::optional<std::string> text(const std::string& name);  // absent also if it is empty
  std::int64_t number(const std::string& name, std::int64_t absent, std::int64_t low,
                      std::int64_t high);
  bool boolean(const std::string& name, bool absent);
  // One of a few words, which `value_named` turns into a value. Absent if the parameter is missing,
  // empty or wrong.
  template <class Value>
  std::optional<Value> choice(const std::string& name, std::vector<std::string> words,
                              std::optional<Value> (*value_named)(std::string_view)) {
    const std::optional<std::string> given = text(name);
    if (!given) return std::nullopt;
    const std::optional<Value> value = value_named(*given);
    if (!value) complain_of_choice(name, std::move(words));
    return value;
  }

  void finish();  // throws Refusal, 422

 private:
  const std::string* find(const std::string& name);
  void complain_of_choice(const std::string& name, std::vector<std::string> words);
  void complain(const std::string& name, Message what);

  const Pairs& pairs_;
  std::vector<std::string> asked_;
  std::vector<Mistake> mistakes_;
};

}  // namespace lastseat::http
