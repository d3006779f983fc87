#include "prove/strategies/notebook.h"

#include <thread>

namespace lastseat::prove {
namespace {

constexpr int kPatienceMs = 30'000;

std::filesystem::path file_of(const Place& place) { return place.folder / "notebook.db"; }

void create(const Place& place) {
  SQLite::Database database(file_of(place).string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  database.exec("PRAGMA journal_mode=WAL");
  database.exec(
      "CREATE TABLE events (event INTEGER PRIMARY KEY, left INTEGER NOT NULL,"
      " fence INTEGER NOT NULL DEFAULT 0);"
      "CREATE TABLE registrations (event INTEGER NOT NULL, student INTEGER NOT NULL);"
      "CREATE INDEX registrations_by_student ON registrations (event, student);");
  SQLite::Transaction transaction(database);
  SQLite::Statement add(database, "INSERT INTO events (event, left) VALUES (?, ?)");
  for (int event = 0; event < place.events; ++event) run(add, event, place.seats);
  transaction.commit();
}

Books reopen(const Place& place) {
  SQLite::Database database(file_of(place).string(), SQLite::OPEN_READWRITE);
  Books books;
  SQLite::Statement rows(database, "SELECT event, student FROM registrations");
  while (rows.executeStep()) books.registrations.push_back({rows.getColumn(0), rows.getColumn(1)});
  SQLite::Statement events(database, "SELECT event, left FROM events");
  while (events.executeStep()) {
    books.events.push_back({events.getColumn(0), events.getColumn(1).getInt64()});
  }
  return books;
}

}  // namespace

const Ground Notebook::kGround{create, reopen};

SQLite::Database open_waiting(const std::filesystem::path& file) {
  SQLite::Database database(file.string(), SQLite::OPEN_READWRITE);
  database.setBusyTimeout(kPatienceMs);
  database.exec("PRAGMA synchronous=FULL");
  return database;
}

Notebook::Notebook(const Place& place)
    : database_(open_waiting(file_of(place))),
      has_(database_, "SELECT 1 FROM registrations WHERE event = ? AND student = ?"),
      left_(database_, "SELECT left FROM events WHERE event = ?"),
      set_left_(database_, "UPDATE events SET left = ?2 WHERE event = ?1"),
      add_(database_, "INSERT INTO registrations VALUES (?, ?)") {}

bool Notebook::has(int event, int student) {
  has_.bind(1, event);
  has_.bind(2, student);
  const bool found = has_.executeStep();
  has_.reset();
  return found;
}

std::int64_t Notebook::left(int event) {
  left_.bind(1, event);
  left_.executeStep();
  const std::int64_t left = left_.getColumn(0).getInt64();
  left_.reset();
  return left;
}

void Notebook::set_left(int event, std::int64_t left) { run(set_left_, event, left); }

void Notebook::add(int event, int student) { run(add_, event, student); }

void pause(const Ask& ask) { std::this_thread::sleep_for(ask.think + ask.stall); }

Told read_then_write(Notebook& notebook, const Ask& ask) {
  if (notebook.has(ask.event, ask.student)) return Told::already;
  const std::int64_t left = notebook.left(ask.event);
  if (left <= 0) return Told::full;
  pause(ask);
  notebook.set_left(ask.event, left - 1);
  notebook.add(ask.event, ask.student);
  return Told::confirmed;
}

Told read_then_write(Notebook& notebook, const Ask& ask, SQLite::TransactionBehavior behavior) {
  SQLite::Transaction transaction(notebook.sqlite(), behavior);
  const Told told = read_then_write(notebook, ask);
  transaction.commit();
  return told;
}

Office desks_with_notebooks(const Place& place,
                            const std::function<Told(Notebook&, const Ask&)>& register_student) {
  return [place, register_student](int) -> Desk {
    auto notebook = std::make_shared<Notebook>(place);
    return
        [notebook, register_student](const Ask& ask) { return register_student(*notebook, ask); };
  };
}

}  // namespace lastseat::prove
