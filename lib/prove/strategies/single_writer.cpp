// Lastseat's own way: every change is a command for the one thread that writes; it decides, writes
// and flushes for all waiting commands together. This is the real writer, with the real rules and
// its own database; nothing is rebuilt here. Threads submit commands in memory; other processes ask
// the process that owns the writer (as browsers do, but through a pipe). There is no gap between
// reading and writing, so the pause comes before.
#include <chrono>
#include <random>

#include "prove/strategies/all.h"
#include "prove/strategies/notebook.h"
#include "store/events.h"
#include "store/registrations.h"
#include "store/sqlite/database.h"
#include "store/sqlite/reader.h"
#include "text/error.h"
#include "writer/writer.h"

namespace lastseat::prove {
namespace {

DatabaseOptions database_of(const Place& place) { return {.path = place.folder / "lastseat.db"}; }

std::string code_of(int event) { return "E" + std::to_string(event); }
std::string roll_of(int student) { return "S" + std::to_string(student); }
int number_of(const std::string& code) { return std::stoi(code.substr(1)); }

Writer::Hooks hooks() {
  Writer::Hooks hooks;
  hooks.now_ms = [] {
    const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count();
  };
  hooks.random = [random = std::mt19937_64(1)]() mutable { return random(); };
  return hooks;
}

std::string outcome_of(Writer& writer, Command command, int worker) {
  Request request;
  request.command = std::move(command);
  request.desk = "desk " + std::to_string(worker);
  const lastseat::Reply reply = writer.submit(std::move(request)).get();
  if (reply.delivery != Delivery::committed) throw Error(Message{"lab.not_committed"});
  return reply.answer.outcome;
}

void create(const Place& place) {
  Writer writer(database_of(place), hooks());
  for (int event = 0; event < place.events; ++event) {
    AddEvent add{{code_of(event)}, {}};
    add.fields.title = "Event";
    add.fields.starts_at = "2027-01-22T09:00";
    add.fields.ends_at = "2027-01-22T10:00";
    add.fields.capacity = place.seats;
    if (outcome_of(writer, add, 0) != "event_added") throw Error(Message{"lab.not_committed"});
  }
}

Books reopen(const Place& place) {
  Reader reader(database_of(place));
  Books books;
  for (const Registration& each :
       reader.read(find_registrations, RegistrationFilter{.status = Status::confirmed})) {
    for (const Member& member : each.members) {
      books.registrations.push_back({number_of(each.event.text), number_of(member.roll.text)});
    }
  }
  for (const Event& event : reader.read(all_events).events) {
    books.events.push_back({number_of(event.code.text), event.capacity - event.taken});
  }
  return books;
}

Told told_of(const std::string& outcome) {
  if (outcome == "confirmed") return Told::confirmed;
  if (outcome == "event_full") return Told::full;
  if (outcome == "already_registered") return Told::already;
  throw Error(Message{"lab.other_outcome", {{"outcome", outcome}}});
}

Office open(const Place& place) {
  auto writer = std::make_shared<Writer>(database_of(place), hooks());
  return [writer](int worker) -> Desk {
    return [writer, worker](const Ask& ask) {
      pause(ask);
      Student walk_in;
      walk_in.roll = {roll_of(ask.student)};
      walk_in.name = "Student";
      Register wish;
      wish.event = {code_of(ask.event)};
      wish.members = {walk_in.roll};
      wish.walk_ins = {walk_in};
      return told_of(outcome_of(*writer, std::move(wish), worker));
    };
  };
}

}  // namespace

Strategy single_writer() {
  return {
      "single-writer", Message{"strategy.single_writer"}, true, true, {create, reopen}, open, true};
}

}  // namespace lastseat::prove
