#include "store/values/fest.h"

#include "store/sqlite/connection.h"
#include "store/values/columns.h"

namespace lastseat {
namespace {

const Sql kFind("SELECT " + fest_columns() + " FROM fest");

}  // namespace

std::string fest_columns() { return columns::list("fest", kFestFields); }

Fest fest_of(const Row& row, int column) { return columns::read<Fest>(row, kFestFields, column); }

// The schema creates the only row.
Fest find_fest(Connection& connection) {
  return connection.first(kFind, [](const Row& row) { return fest_of(row); }).value();
}

}  // namespace lastseat
