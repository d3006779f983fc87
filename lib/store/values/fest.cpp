#include "store/values/fest.h"

#include "store/sqlite/connection.h"
#include "store/values/columns.h"

namespace lastseat {
namespace {

const Sql kFind("SELECT " + columns::list("fest", kFestFields) + " FROM fest");

}  // namespace

// The schema creates the only row.
Fest find_fest(Connection& connection) {
  return connection
      .first(kFind, [](const Row& row) { return columns::read<Fest>(row, kFestFields); })
      .value();
}

}  // namespace lastseat
