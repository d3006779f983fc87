// Creates a fest as the program leaves it when it is closed: 36 events with seats for all, and so
// many registrations, spread over the events and the students, who are walk-ins.
//
//   bench_fill FOLDER REGISTRATIONS [STUDENTS]   as many students as registrations, unless it is
//   said
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>

#include "bench/rolls.h"
#include "clock.h"
#include "platform/random.h"
#include "store/journal/ledger.h"
#include "store/sqlite/database.h"
#include "support/builders.h"

namespace lastseat::bench {
namespace {

constexpr std::uint64_t kEvents = 36;
constexpr std::uint64_t kBatch = 4000;  // commands in one commit
constexpr std::int64_t kSeats = 1'000'000'000;

std::string two_digits(std::uint64_t n) { return {char('0' + n / 10), char('0' + n % 10)}; }

// E01 … E36: nine a day, one after another.
AddEvent event(std::uint64_t n) {
  AddEvent event = test::add_event("E" + two_digits(n + 1), kSeats);
  const std::string day = "2027-01-" + two_digits(22 + n / 9) + "T";
  event.fields.starts_at = day + two_digits(9 + n % 9) + ":00";
  event.fields.ends_at = day + two_digits(10 + n % 9) + ":00";
  return event;
}

// Each student registers again and again, always for another event.
Request registration(std::uint64_t n, std::uint64_t students) {
  const std::string student = scattered_roll(n % students);
  const std::uint64_t turn = n / students;
  const std::string code = "E" + two_digits((n + turn) % kEvents + 1);
  Register command = test::register_new(code, student);
  if (turn > 0) command.walk_ins.clear();  // is known by now
  return {std::move(command), "desk", "", student + "-" + code};
}

void expect(const Answer& answer, const std::string& outcome) {
  if (answer.outcome != outcome) throw std::runtime_error("answered: " + answer.body);
}

void fill(const std::filesystem::path& folder, std::uint64_t registrations,
          std::uint64_t students) {
  std::filesystem::create_directories(folder);
  Database database = Database::open({.path = folder / "lastseat.db"});
  Ledger ledger(database);
  ledger.begin();
  for (std::uint64_t n = 0; n < kEvents; ++n) {
    expect(ledger.execute({event(n), "desk", "", ""}, now_ms(), platform::random_bits()),
           "event_added");
  }
  ledger.commit();
  for (std::uint64_t done = 0; done < registrations;) {
    ledger.begin();
    for (const std::uint64_t end = std::min(done + kBatch, registrations); done < end; ++done) {
      expect(ledger.execute(registration(done, students), now_ms(), platform::random_bits()),
             "confirmed");
    }
    ledger.commit();
    database.checkpoint_if_long();
  }
  if (!database.checkpoint()) throw std::runtime_error("the WAL could not be emptied");
}

}  // namespace
}  // namespace lastseat::bench

int main(int count, char** words) {
  try {
    if (count != 3 && count != 4) {
      std::fprintf(stderr, "usage: bench_fill FOLDER REGISTRATIONS [STUDENTS]\n");
      return 2;
    }
    const std::uint64_t registrations = std::stoull(words[2]);
    lastseat::bench::fill(words[1], registrations,
                          count == 4 ? std::stoull(words[3]) : registrations);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_fill: %s\n", error.what());
    return 1;
  }
}
