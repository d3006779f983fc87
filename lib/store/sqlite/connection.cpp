#include "store/sqlite/connection.h"

#include <atomic>

namespace lastseat {
namespace {

std::size_t next_number() {
  static std::atomic<std::size_t> next{0};
  return next.fetch_add(1);
}

}  // namespace

Sql::Sql(std::string text) : text_(std::move(text)), number_(next_number()) {}

Prepared& Connection::prepared(const Sql& sql) {
  if (prepared_.size() <= sql.number()) prepared_.resize(sql.number() + 1);
  std::unique_ptr<Prepared>& known = prepared_[sql.number()];
  if (!known) known = std::make_unique<Prepared>(sqlite_, sql.text());
  return *known;
}

}  // namespace lastseat
