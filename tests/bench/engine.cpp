// The engine without HTTP, and its upper limits on the same disk. Each run measures one of them for
// so many seconds and prints a line of JSON; bench.py runs them in turn.
//
//   bench_engine fsync SECONDS          a flush of 4 KiB, overwritten in place
//   bench_engine sqlite BATCH SECONDS   SQLite alone, executing the statements of the engine
//   bench_engine engine BATCH SECONDS   queue, decide, store, COMMIT with synchronous=FULL
#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/rolls.h"
#include "bench/tape.h"
#include "clock.h"
#include "platform/random.h"
#include "store/journal/ledger.h"
#include "store/sqlite/database.h"
#include "support/builders.h"
#include "support/temporary_folder.h"
#include "writer/writer.h"

namespace lastseat::bench {
namespace {

using test::TemporaryFolder;

constexpr std::int64_t kSeats = 1'000'000'000;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void print_rate(double rate) { std::printf("{\"rate\": %.1f}\n", rate); }

Request registration(std::uint64_t n) {
  const std::string student = roll(n);
  return {test::register_new("HOT", student), "desk", "", student};
}

void expect_confirmed(const Answer& answer) {
  if (answer.outcome != "confirmed") throw std::runtime_error("answered: " + answer.outcome);
}

void fsync(double seconds) {
  constexpr std::size_t kPages = 1000;  // as many as in the WAL
  const std::string page(4096, 'x');
  const TemporaryFolder folder;
  const int file = ::open((folder / "file").c_str(), O_CREAT | O_RDWR, 0600);
  const auto write = [&](std::size_t place) {
    const auto at = static_cast<off_t>(place % kPages * page.size());
    if (::pwrite(file, page.data(), page.size(), at) < 0) throw std::runtime_error("cannot write");
  };
  for (std::size_t i = 0; i < kPages; ++i) write(i);
  ::fsync(file);

  std::vector<double> times;
  const double end = now() + seconds;
  for (double before = now(); before < end; before = now()) {
    write(times.size());
    if (::fdatasync(file) != 0) throw std::runtime_error("cannot flush");
    times.push_back((now() - before) * 1000);
  }
  ::close(file);
  std::sort(times.begin(), times.end());
  std::printf("{\"p50_ms\": %.3f, \"p99_ms\": %.3f}\n", times[times.size() / 2],
              times[times.size() * 99 / 100]);
}

void sqlite(std::uint64_t batch, double seconds) {
  const TemporaryFolder folder;
  // The engine runs in memory, and its statements are executed again on the disk, one piece at a
  // time. Only the latter is measured.
  Database recorded = Database::open({.path = ":memory:"});
  Ledger ledger(recorded);
  Recorder recorder(recorded.sqlite().getHandle());
  Database database = Database::open({.path = folder / "lastseat.db"});
  Player player(database.sqlite().getHandle());

  ledger.begin();
  ledger.execute({test::add_event("HOT", kSeats), "desk", "", ""}, now_ms(),
                 platform::random_bits());
  ledger.commit();
  const Tape beginning = recorder.take();
  player.prepare(beginning);
  player.play(beginning);

  constexpr std::uint64_t kPiece = 1024;  // registrations
  std::uint64_t registrations = 0;
  double spent = 0;
  while (spent < seconds) {
    std::vector<Tape> batches;
    for (std::uint64_t recorded_now = 0; recorded_now < kPiece; recorded_now += batch) {
      ledger.begin();
      for (std::uint64_t i = 0; i < batch; ++i) {
        expect_confirmed(
            ledger.execute(registration(registrations++), now_ms(), platform::random_bits()));
      }
      ledger.commit();
      batches.push_back(recorder.take());
      player.prepare(batches.back());
    }
    const double before = now();
    for (const Tape& each : batches) {
      player.play(each);
      database.checkpoint_if_long();
    }
    spent += now() - before;
  }
  print_rate(static_cast<double>(registrations) / spent);
}

void engine(std::uint64_t batch, double seconds) {
  const TemporaryFolder folder;
  Writer writer({.path = folder / "lastseat.db"},
                {.now_ms = now_ms, .random = platform::random_bits});
  writer.submit({test::add_event("HOT", kSeats), "desk", "", ""}).get();

  std::uint64_t registrations = 0;
  std::vector<Pending> replies;
  const double start = now();
  while (now() < start + seconds) {
    for (std::uint64_t i = 0; i < batch; ++i) {
      replies.push_back(writer.submit(registration(registrations++)));
    }
    for (Pending& each : replies) expect_confirmed(each.get().answer);
    replies.clear();
  }
  print_rate(static_cast<double>(registrations) / (now() - start));
}

int run(const std::vector<std::string>& words) {
  if (words.size() == 2 && words[0] == "fsync") {
    fsync(std::stod(words[1]));
  } else if (words.size() == 3 && words[0] == "sqlite") {
    sqlite(std::stoull(words[1]), std::stod(words[2]));
  } else if (words.size() == 3 && words[0] == "engine") {
    engine(std::stoull(words[1]), std::stod(words[2]));
  } else {
    std::fprintf(stderr, "usage: bench_engine fsync SECONDS | sqlite|engine BATCH SECONDS\n");
    return 2;
  }
  return 0;
}

}  // namespace
}  // namespace lastseat::bench

int main(int count, char** words) {
  try {
    return lastseat::bench::run({words + 1, words + count});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_engine: %s\n", error.what());
    return 1;
  }
}
