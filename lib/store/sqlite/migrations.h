// The schema's steps, embedded from lib/store/migrations/NNNN_what_it_does.sql when it is built.
// Constant data: any thread, at any time.
#pragma once

#include <span>
#include <string_view>

namespace lastseat {

struct Migration {
  int number;             // 1, 2, 3 … without gaps: the user_version of a database that has
                          // it
  std::string_view name;  // "0001_initial"
  std::string_view sql;
};

std::span<const Migration> migrations();

}  // namespace lastseat
