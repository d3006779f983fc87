// The parameters of a query, read by name and type. What is wrong, unknown or there twice is
// gathered, and finish() refuses the call with all of it: an unknown one may be a misspelt
// `dry_run`. One call's own; one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/model.h"
#include "http/problem.h"

namespace lastseat::http {

class Query {
 public:
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  explicit Query(const Pairs& pairs) : pairs_(pairs) {}

  std::optional<std::string> text(const std::string& name);  // absent when it is empty, too
  std::int64_t number(const std::string& name, std::int64_t absent, std::int64_t low,
                      std::int64_t high);
  bool boolean(const std::string& name, bool absent);
  std::optional<Status> status(const std::string& name);

  void finish();  // throws Refusal, 422

 private:
  const std::string* find(const std::string& name);
  void complain(const std::string& name, const std::string& detail);

  const Pairs& pairs_;
  std::vector<std::string> asked_;
  std::vector<Mistake> mistakes_;
};

}  // namespace lastseat::http
