// The other recipe of the textbooks: SELECT … FOR UPDATE in a real PostgreSQL. The row of the event
// is locked before it is read, so others who want a seat of the same event wait; other events are
// not affected.
#include <libpq-fe.h>

#include <memory>

#include "prove/strategies/all.h"
#include "prove/strategies/notebook.h"
#include "text/error.h"

namespace lastseat::prove {
namespace {

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

class Postgres {
 public:
  explicit Postgres(const std::string& server) : connection_(PQconnectdb(server.c_str())) {
    if (PQstatus(connection_.get()) != CONNECTION_OK) fail();
    run("SET client_min_messages TO warning");
  }

  template <class... Values>
  Result run(const char* sql, const Values&... values) {
    const std::vector<std::string> texts{std::to_string(values)...};
    std::vector<const char*> parameters;
    for (const std::string& text : texts) parameters.push_back(text.c_str());
    Result result(PQexecParams(connection_.get(), sql, static_cast<int>(texts.size()), nullptr,
                               parameters.data(), nullptr, nullptr, 0));
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail();
    return result;
  }

 private:
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  [[noreturn]] void fail() {
    throw Error(
        Message{"lab.postgres", {{"text", std::string(PQerrorMessage(connection_.get()))}}});
  }

  std::unique_ptr<PGconn, Finish> connection_;
};

int number(const Result& result, int row, int column) {
  return std::stoi(PQgetvalue(result.get(), row, column));
}

Told register_student(Postgres& books, const Ask& ask) {
  const Result event = books.run(
      "SELECT seats_left FROM lastseat_prove.events WHERE event = $1::int FOR UPDATE", ask.event);
  const Result mine = books.run(
      "SELECT 1 FROM lastseat_prove.registrations WHERE event = $1::int AND student = $2::int",
      ask.event, ask.student);
  if (PQntuples(mine.get()) > 0) return Told::already;
  const int left = number(event, 0, 0);
  if (left <= 0) return Told::full;
  pause(ask);
  books.run("UPDATE lastseat_prove.events SET seats_left = $2::int WHERE event = $1::int",
            ask.event, left - 1);
  books.run("INSERT INTO lastseat_prove.registrations VALUES ($1::int, $2::int)", ask.event,
            ask.student);
  return Told::confirmed;
}

Told in_transaction(Postgres& books, const Ask& ask) {
  books.run("BEGIN");
  try {
    const Told told = register_student(books, ask);
    books.run("COMMIT");
    return told;
  } catch (...) {
    books.run("ROLLBACK");
    throw;
  }
}

void create(const Place& place) {
  Postgres books(place.servers.postgres);
  books.run("DROP SCHEMA IF EXISTS lastseat_prove CASCADE");
  books.run("CREATE SCHEMA lastseat_prove");
  books.run("CREATE TABLE lastseat_prove.events (event int PRIMARY KEY, seats_left int NOT NULL)");
  books.run("CREATE TABLE lastseat_prove.registrations (event int NOT NULL, student int NOT NULL)");
  for (int event = 0; event < place.events; ++event) {
    books.run("INSERT INTO lastseat_prove.events VALUES ($1::int, $2::int)", event, place.seats);
  }
}

Books reopen(const Place& place) {
  Postgres postgres(place.servers.postgres);
  Books books;
  const Result rows = postgres.run("SELECT event, student FROM lastseat_prove.registrations");
  for (int row = 0; row < PQntuples(rows.get()); ++row) {
    books.registrations.push_back({number(rows, row, 0), number(rows, row, 1)});
  }
  const Result events = postgres.run("SELECT event, seats_left FROM lastseat_prove.events");
  for (int row = 0; row < PQntuples(events.get()); ++row) {
    books.events.push_back({number(events, row, 0), number(events, row, 1)});
  }
  return books;
}

Office open(const Place& place) {
  return [place](int) -> Desk {
    auto books = std::make_shared<Postgres>(place.servers.postgres);
    return [books](const Ask& ask) { return in_transaction(*books, ask); };
  };
}

}  // namespace

Strategy for_update() {
  Strategy strategy{"for-update", Message{"strategy.for_update"}, true, true, {create, reopen},
                    open};
  strategy.needs = &Servers::postgres;
  return strategy;
}

}  // namespace lastseat::prove
