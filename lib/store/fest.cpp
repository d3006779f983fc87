#include "store/fest.h"

#include "store/sqlite/connection.h"
#include "store/values/columns.h"
#include "store/values/fest.h"

namespace lastseat {
namespace {

const Sql kPut("UPDATE fest SET " + columns::assignments(kFestFields));

}  // namespace

FestFacts load(const ChangeFest&, const Stamp&, Connection& connection) {
  return {find_fest(connection)};
}

void apply(const PutFest& change, const Stamp&, Connection& connection) {
  connection.run_bound(
      kPut, [&](auto&& bind) { columns::bind_settable(kFestFields, change.fest, bind); });
}

}  // namespace lastseat
