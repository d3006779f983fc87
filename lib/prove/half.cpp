#include "prove/half.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <random>
#include <thread>

#include "platform/temporary_folder.h"
#include "prove/child.h"
#include "text/error.h"

namespace lastseat::prove {
namespace {

constexpr std::int64_t kSeats = 1'000'000;  // of each event: none is sold out
constexpr int kLongestLifeUs = 4000;        // of a child, from its first seat to its kill
constexpr int kBusyTimeoutMs = 10'000;

// Only a program is killed, not the power. So nothing has to wait for the disk, and more statements
// run before a kill.
SQLite::Database opened(const std::filesystem::path& file) {
  SQLite::Database database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
                            kBusyTimeoutMs);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
  return database;
}

void make_events(const std::filesystem::path& file, int count) {
  SQLite::Database database = opened(file);
  database.exec(
      "CREATE TABLE events (id INTEGER PRIMARY KEY, seats INTEGER NOT NULL) STRICT;"
      "CREATE TABLE registrations (event INTEGER NOT NULL, roll TEXT NOT NULL) STRICT;"
      "CREATE INDEX registrations_of_event ON registrations (event)");
  SQLite::Transaction transaction(database);
  SQLite::Statement insert(database, "INSERT INTO events (seats) VALUES (?)");
  for (int i = 0; i < count; ++i) {
    insert.bind(1, kSeats);
    insert.exec();
    insert.reset();
  }
  transaction.commit();
}

// The two statements that belong together.
class Desk {
 public:
  Desk(SQLite::Database& database, std::int64_t event)
      : take_(database, "UPDATE events SET seats = seats - 1 WHERE id = ?"),
        write_(database, "INSERT INTO registrations (event, roll) VALUES (?, ?)"),
        event_(event) {}

  void take_seat() {
    take_.bind(1, event_);
    take_.exec();
    take_.reset();
  }
  void write_registration() {
    write_.bind(1, event_);
    write_.bind(2, "27CS" + std::to_string(++count_));
    write_.exec();
    write_.reset();
  }

 private:
  SQLite::Statement take_;
  SQLite::Statement write_;
  std::int64_t event_;
  int count_ = 0;
};

template <class Between>
void by_statements(SQLite::Database&, Desk& desk, const Between& between) {
  desk.take_seat();
  between();
  desk.write_registration();
}

template <class Between>
void by_transaction(SQLite::Database& database, Desk& desk, const Between& between) {
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  desk.take_seat();
  between();
  desk.write_registration();
  transaction.commit();
}

void say(const char* line) {
  std::puts(line);
  std::fflush(stdout);
}

void stand_still() {
  say("between");
  for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}

struct Way {
  const char* word;  // for the child
  Message title;
};
const std::array kWays{
    Way{"statements", Message{"half.two_statements"}},
    Way{"transaction", Message{"half.one_transaction"}},
};

struct Moment {
  const char* word;
  Message title;
};
const Moment kRandom{"random", Message{"half.at_random"}};
const Moment kBetween{"between", Message{"half.between"}};

struct Counts {
  int kills = 0;
  int half = 0;
  std::int64_t pairs = 0;  // saved before the kills
};

class Experiment {
 public:
  explicit Experiment(const HalfOptions& options)
      : options_(options), named_(options.kills / 10 + 1), random_(options.seed) {
    make_events(file_, static_cast<int>(kWays.size()) * (options.kills + named_));
  }

  Counts run(const Way& way, const Moment& moment) {
    Counts counts;
    counts.kills = &moment == &kRandom ? options_.kills : named_;
    for (int i = 0; i < counts.kills; ++i) {
      ++event_;
      kill_a_desk(way, moment);
      const Pair pair = pair_of(file_, event_);
      if (!pair.whole()) ++counts.half;
      counts.pairs += pair.registrations;
    }
    return counts;
  }

 private:
  // Starts a desk, lets it take seats until the moment, then kills it.
  void kill_a_desk(const Way& way, const Moment& moment) {
    std::uniform_int_distribution<int> life_us(0, kLongestLifeUs);
    const std::chrono::microseconds life(&moment == &kRandom ? life_us(random_) : 0);
    kill_after(life, start_child(options_.program, "half",
                                 {way.word, moment.word, file_.string(), std::to_string(event_)}));
  }

  const HalfOptions options_;
  const int named_;  // kills at the named moment
  std::mt19937_64 random_;
  platform::TemporaryFolder folder_{"lastseat-prove"};
  std::filesystem::path file_ = folder_ / "half.db";
  std::int64_t event_ = 0;
};

Message verdict_of(const Counts& apart, const Counts& together, bool proven) {
  if (proven) {
    return Message{"half.proven",
                   {{"half", apart.half}, {"apart", apart.kills}, {"together", together.kills}}};
  }
  if (together.half > 0) return Message{"half.broken", {{"kills", together.half}}};
  return Message{"half.nothing_shown"};
}

}  // namespace

Pair pair_of(const std::filesystem::path& file, std::int64_t event) {
  SQLite::Database database = opened(file);
  SQLite::Statement count(database,
                          "SELECT ? - seats, (SELECT count(*) FROM registrations WHERE event = id) "
                          "FROM events WHERE id = ?");
  count.bind(1, kSeats);
  count.bind(2, event);
  if (!count.executeStep()) throw Error(Message{"lab.no_event"});
  return {count.getColumn(0).getInt64(), count.getColumn(1).getInt64()};
}

int half_child(const std::vector<std::string>& words) {
  const bool transaction = words.at(0) == kWays[1].word;
  const bool stop_between = words.at(1) == kBetween.word;
  SQLite::Database database = opened(words.at(2));
  Desk desk(database, std::stoll(words.at(3)));
  end_with_the_parent();
  if (!stop_between) say("taking seats");
  const auto between = [&] {
    if (stop_between) stand_still();
  };
  for (;;) {
    transaction ? by_transaction(database, desk, between) : by_statements(database, desk, between);
  }
}

Report half(const HalfOptions& options) {
  Experiment experiment(options);
  Report report{
      .name = "half",
      .columns = {Message{"column.way"}, Message{"column.moment"}, Message{"column.kills"},
                  Message{"column.whole"}, Message{"column.half"}}};
  std::array<Counts, kWays.size()> sums;
  for (std::size_t i = 0; i < kWays.size(); ++i) {
    for (const Moment* moment : {&kRandom, &kBetween}) {
      const Counts counts = experiment.run(kWays[i], *moment);
      sums[i].kills += counts.kills;
      sums[i].half += counts.half;
      sums[i].pairs += counts.pairs;
      report.rows.push_back({kWays[i].title, moment->title, std::int64_t{counts.kills},
                             std::int64_t{counts.kills - counts.half}, std::int64_t{counts.half}});
    }
  }
  const auto& [apart, together] = sums;
  report.proven = apart.half > 0 && together.half == 0;
  report.verdict = verdict_of(apart, together, report.proven);
  report.notes.push_back(
      Message{"half.what_it_is", {{"registrations", apart.pairs + together.pairs}}});
  report.notes.push_back(Message{"half.no_power_cut"});
  return report;
}

}  // namespace lastseat::prove
