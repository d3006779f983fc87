// How many durable registrations a second the engine itself takes, without HTTP: load, decide,
// apply, journal, COMMIT with synchronous=FULL, one thread, one hot event, by batch size. Beside
// it, in turn and on the same disk, the ceilings: fsync alone, and bare SQLite doing a counter and
// a row. Prints medians and ratios; machines are noisy, so compare within one run only.
#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "store/database.h"
#include "store/ledger.h"
#include "support/builders.h"
#include "support/temporary_folder.h"

using namespace lastseat;
using namespace lastseat::test;

namespace {

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Each works in a folder of its own and returns operations a second.
double fsyncs(int count) {
  TemporaryFolder folder;
  const int file = ::open((folder / "file").c_str(), O_CREAT | O_WRONLY, 0600);
  const std::string page(4096, 'x');
  const double seconds = seconds_of([&] {
    for (int i = 0; i < count; ++i) {
      if (::write(file, page.data(), page.size()) < 0 || ::fdatasync(file) != 0) std::abort();
    }
  });
  ::close(file);
  return count / seconds;
}

double bare_sqlite(int batch, int batches) {
  TemporaryFolder folder;
  SQLite::Database database((folder / "bare.db").string(),
                            SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  database.exec("PRAGMA journal_mode=WAL");
  database.exec("PRAGMA synchronous=FULL");
  database.exec("CREATE TABLE events (code TEXT PRIMARY KEY, taken INTEGER, capacity INTEGER)");
  database.exec(
      "CREATE TABLE registrations (id INTEGER PRIMARY KEY, event TEXT, roll TEXT, "
      "UNIQUE (event, roll))");
  database.exec("INSERT INTO events VALUES ('HOT', 0, 1000000000)");
  SQLite::Statement take(database,
                         "UPDATE events SET taken = taken + 1 WHERE code = 'HOT' AND taken < "
                         "capacity");
  SQLite::Statement add(database, "INSERT INTO registrations (event, roll) VALUES ('HOT', ?)");
  int n = 0;
  const double seconds = seconds_of([&] {
    for (int b = 0; b < batches; ++b) {
      database.exec("BEGIN IMMEDIATE");
      for (int i = 0; i < batch; ++i) {
        take.exec();
        take.reset();
        add.bind(1, "R" + std::to_string(++n));
        add.exec();
        add.reset();
      }
      database.exec("COMMIT");
    }
  });
  return batch * batches / seconds;
}

double engine(int batch, int batches) {
  TemporaryFolder folder;
  Database database = Database::open({.path = folder / "lastseat.db"});
  Ledger ledger(database);
  ledger.begin();
  ledger.execute({add_event("HOT", 1'000'000'000), "desk", "", ""}, 1, 1);
  ledger.commit();
  int n = 0;
  const double seconds = seconds_of([&] {
    for (int b = 0; b < batches; ++b) {
      ledger.begin();
      for (int i = 0; i < batch; ++i) {
        const std::string roll = "R" + std::to_string(++n);
        ledger.execute({register_new("HOT", roll), "desk", "", roll}, 1, 1);
      }
      ledger.commit();
    }
  });
  return batch * batches / seconds;
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 3;
  std::vector<double> sync_rates;
  for (int r = 0; r < rounds; ++r) sync_rates.push_back(fsyncs(500));
  std::printf("fsync of 4 KiB alone: %.0f /s\n\n", median(sync_rates));
  std::printf("%6s %16s %16s %8s\n", "batch", "bare SQLite /s", "engine /s", "ratio");
  for (const int batch : {1, 16, 64, 256}) {
    const int batches = std::max(20, 10'000 / batch / (batch == 1 ? 10 : 1));
    std::vector<double> bare;
    std::vector<double> ours;
    for (int r = 0; r < rounds; ++r) {
      bare.push_back(bare_sqlite(batch, batches));
      ours.push_back(engine(batch, batches));
    }
    std::printf("%6d %16.0f %16.0f %8.2f\n", batch, median(bare), median(ours),
                median(ours) / median(bare));
  }
}
