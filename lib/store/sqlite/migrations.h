// The steps that create and change the schema, embedded at build time from
// lib/store/sqlite/migrations/NNNN_what_it_does.sql. Constant data; any thread.
#pragma once

#include <span>
#include <string_view>

namespace lastseat {

struct Migration {
  int number;             // 1, 2, 3 … without gaps; stored as the database's user_version
  std::string_view name;  // "0001_fest"
  std::string_view sql;
};

std::span<const Migration> migrations();

}  // namespace lastseat
