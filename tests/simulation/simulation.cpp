#include "simulation/simulation.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>

#include "json/command.h"
#include "prove/random.h"
#include "simulation/arrivals.h"
#include "simulation/reference.h"
#include "store/journal/check.h"
#include "store/sqlite/database.h"
#include "store/sqlite/statement.h"
#include "support/crash_vfs.h"
#include "writer/committer.h"

namespace lastseat::test {
namespace {

constexpr const char* kPath = "/fest/lastseat.db";

// Thrown if anything is not as it must be.
struct Wrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::uint64_t mixed(std::uint64_t seed, std::uint64_t number) {
  return Random(seed * 0x9E3779B97F4A7C15 + number).next();
}

std::string asked(const Request& request) {
  return std::string(name(request.command)) + " " + json::encode(request.command);
}

// The kind of day of this seed: some are calm, some are one disaster after another.
struct Weather {
  bool with_wal;
  bool reader_stays;   // a read connection stays open, as for the pages
  bool begins_empty;   // the fest is created during the run, with its faults
  bool storm;          // one disaster right after another
  unsigned disasters;  // per thousand steps
  std::size_t batch;   // average number of requests

  explicit Weather(std::uint64_t seed) {
    Random random(mixed(seed, 1));
    with_wal = !random.chance(15);
    reader_stays = random.chance(50);
    begins_empty = random.chance(10);
    constexpr unsigned kDisasters[]{0, 2, 5, 15, 40, 150};
    disasters = kDisasters[random.below(6)];
    constexpr std::size_t kBatches[]{1, 2, 4, 8, 16, 64};
    batch = kBatches[random.below(6)];
    storm = Random(mixed(seed, 4)).chance(12);
    if (storm) disasters = 250;
  }
};

// A fest that was created and closed, as the start of a run.
const Disk& new_fest(bool with_wal) {
  static const auto make = [](bool wal) {
    CrashVfs vfs("simulation-new", wal);
    Committer({.path = kPath, .vfs = vfs.name()}, {[] { return 0; }, [] { return 0u; }}).close();
    return vfs.disk();
  };
  static const Disk with = make(true);
  static const Disk without = make(false);
  return with_wal ? with : without;
}

class Day {
 public:
  Day(const Scenario& scenario, std::vector<std::string>* trace)
      : scenario_(scenario),
        trace_(trace),
        weather_(scenario.seed),
        vfs_("simulation", weather_.with_wal),
        options_{.path = kPath, .vfs = vfs_.name(), .busy_timeout = std::chrono::milliseconds(0)},
        tickets_(mixed(scenario.seed, 2)) {
    // SQLite chooses random salts for its WAL; they come from the seed too.
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, static_cast<int>(scenario.seed | 1), nullptr);
    sqlite3_randomness(0, nullptr);
    vfs_.seed(mixed(scenario.seed, 3));
    if (!weather_.begins_empty) vfs_.restart(new_fest(weather_.with_wal));
    if (scenario_.disk_lies) vfs_.lie(CrashVfs::Lie::all);
  }

  Run go() {
    Run run;
    try {
      start();
      for (const int step : scenario_.steps) {
        run.step = step;
        take(step);
      }
      end();
    } catch (const Wrong& wrong) {
      run.wrong = wrong.what();
    } catch (const std::exception& error) {
      run.wrong = std::string("an unexpected exception: ") + error.what();
    }
    totals_.runs = 1;
    totals_.faults = vfs_.failures();
    run.totals = totals_;
    return run;
  }

 private:
  void say(const std::string& text) {
    if (trace_ != nullptr) trace_->push_back(text);
  }

  void take(int step) {
    Random random(mixed(scenario_.seed, static_cast<std::uint64_t>(step) + 1000));
    if (step > 1 && random.next() % 1000 < weather_.disasters) {
      disaster(random);
    } else {
      Request request = arrival(random, step, reference_, sent_);
      if (!request.key.empty()) sent_.push_back(request);
      if (trace_ != nullptr) {
        say(std::to_string(step) + ": " + asked(request) + " key " + request.key);
      }
      waiting_.push_back(std::move(request));
    }
    if (scenario_.visited) visit_now_and_then(step);
    if (random.below(weather_.batch) == 0 || waiting_.size() >= 64) settle();
    // A fault does not last for ever, and its length varies.
    if (troubled_ && random.chance(12)) repair();
  }

  void disaster(Random& random) {
    switch (random.below(12)) {
      case 0:
      case 1:
        return cut_power_later(random);
      case 2:
        return kill(random);
      case 3:
        return stop_and_start();
      case 4:
      case 5:
      case 6:
        return fail_once(random);
      case 7:
        return fail_on(random);
      case 8:
        return fill_disk(random);
      case 9:
        return jump_clock(random);
      case 10:
        return hold_file();
      default:
        return checkpoint_elsewhere();
    }
  }

  // Disasters. ---------------------------------------------------------------------------

  void cut_power_later(Random& random) {
    const auto changes = random.below(random.chance(50) ? 4 : 60);
    const bool after = random.chance(50);
    say("the power will be cut " + std::string(after ? "after" : "before") + " change " +
        std::to_string(changes) + " from now");
    vfs_.cut_off(changes, after ? CrashVfs::Moment::after : CrashVfs::Moment::before);
  }

  void kill(Random& random) {
    const bool power = random.chance(50);
    say(power ? "the power is cut" : "the program is killed");
    waiting_.clear();  // none got an answer
    vfs_.cut_off_now();
    restart(power);
  }

  void stop_and_start() {
    say("the program is stopped and started");
    settle();
    if (!committer_) return;
    reader_.reset();
    committer_->close();
    committer_.reset();
    if (scenario_.visited) {
      guest_.reset();  // if it held a transaction over the stop, it is the last to close the file
      visit_between(vfs_.changes());
    }
    in_order_ = true;
    restart(vfs_.is_cut_off());
  }

  int code_of(CrashVfs::Call call) {
    switch (call) {
      case CrashVfs::read:
        return SQLITE_IOERR_READ;
      case CrashVfs::write:
        return SQLITE_IOERR_WRITE;
      case CrashVfs::sync:
        return SQLITE_IOERR_FSYNC;
      case CrashVfs::truncate:
        return SQLITE_IOERR_TRUNCATE;
      case CrashVfs::remove:
        return SQLITE_IOERR_DELETE;
      default:
        return SQLITE_CANTOPEN;
    }
  }

  void order_fault(Random& random, int failures) {
    constexpr CrashVfs::Call kCalls[]{CrashVfs::sync,  CrashVfs::sync,  CrashVfs::write,
                                      CrashVfs::write, CrashVfs::read,  CrashVfs::truncate,
                                      CrashVfs::open,  CrashVfs::remove};
    const CrashVfs::Call call = kCalls[random.below(8)];
    const int passes = static_cast<int>(random.below(call == CrashVfs::read ? 30 : 6));
    say("the disk will fail " + std::string(failures == 1 ? "once" : "until it is repaired") +
        ": call " + std::to_string(call) + " after " + std::to_string(passes));
    vfs_.fail(call, code_of(call), passes, failures);
    troubled_ = true;
  }
  void fail_once(Random& random) { order_fault(random, 1); }
  void fail_on(Random& random) { order_fault(random, std::numeric_limits<int>::max()); }

  void fill_disk(Random& random) {
    const std::size_t left = random.below(40) * 1000;
    say("the disk has " + std::to_string(left) + " bytes left");
    vfs_.leave_space(vfs_.used() + left);
    troubled_ = true;
  }

  void repair() {
    say("the disk is repaired");
    vfs_.heal();
    vfs_.leave_space(std::numeric_limits<std::size_t>::max());
    troubled_ = false;
  }

  void jump_clock(Random& random) {
    const std::int64_t jump = random.between(-86'400'000, 86'400'000);
    say("the clock jumps by " + std::to_string(jump) + " ms");
    clock_ms_ += jump;
  }

  // Another program that locks the file during one batch.
  void hold_file() {
    if (!committer_ || troubled_ || vfs_.is_cut_off() || committer_->health() != Health::ready) {
      return;
    }
    say("another program locks the file");
    try {
      SQLite::Database other(std::string(kPath), SQLite::OPEN_READWRITE, 0, vfs_.name());
      other.exec("BEGIN IMMEDIATE");
      settle();
    } catch (const SQLite::Exception&) {
      // The power or the disk failed under the other program.
    }
    if (vfs_.is_cut_off()) restart(true);
  }

  // Not while the disk is not trusted: then only Lastseat knows what must be written again.
  void checkpoint_elsewhere() {
    if (committer_ && committer_->health() != Health::ready) return;
    say("another program checkpoints");
    try {
      Database::reopen(options_).checkpoint();
    } catch (const StorageError&) {
      // Not our problem.
    }
    if (vfs_.is_cut_off()) restart(true);
  }

  // A program that knows nothing of checksums. --------------------------------------------------

  // After a failed sync, what it reads is perhaps not on the disk, and only Lastseat knows that.
  bool may_visit() const {
    return !troubled_ && !vfs_.failing() && !vfs_.is_cut_off() && vfs_.failures() == failures_;
  }

  void visit_now_and_then(int step) {
    Random random(mixed(scenario_.seed, static_cast<std::uint64_t>(step) + 300'000));
    if (guest_ && random.chance(20)) guest_.reset();
    if (!random.chance(8) || !committer_ || committer_->health() != Health::ready) return;
    visit(random);
    if (vfs_.is_cut_off()) restart(true);
  }

  // While nothing is served; sometimes more than once.
  void visit_between(std::uint64_t number) {
    Random random(mixed(scenario_.seed, number + 400'000));
    while (random.chance(60)) visit(random);
    guest_.reset();
  }

  void visit(Random& random) {
    if (!may_visit()) return;
    // Before it vacuums it empties the WAL. After a power cut, SQLite would go on writing in the
    // sector where the last commit ends, and the next power cut could tear that; a start of
    // Lastseat copies the WAL instead.
    constexpr const char* kOrders[]{"SELECT count(*) FROM journal",
                                    "PRAGMA wal_checkpoint(PASSIVE)",
                                    "PRAGMA wal_checkpoint(RESTART)",
                                    "PRAGMA wal_checkpoint(TRUNCATE)",
                                    "PRAGMA integrity_check",
                                    "PRAGMA wal_checkpoint(TRUNCATE); VACUUM",
                                    "PRAGMA journal_mode=delete",
                                    "PRAGMA journal_mode=persist",
                                    "BEGIN; SELECT count(*) FROM registrations"};
    const std::string order = kOrders[random.below(std::size(kOrders))];
    say("another program: " + order);
    ++totals_.visits;
    try {
      auto guest = std::make_unique<SQLite::Database>(std::string(kPath), SQLite::OPEN_READWRITE, 0,
                                                      vfs_.name());
      guest->exec(order);
      if (order.starts_with("BEGIN")) guest_ = std::move(guest);
    } catch (const SQLite::Exception& error) {
      say(std::string("  ") + error.what());  // it is locked, or the power was cut
    }
  }

  // The program. ----------------------------------------------------------------------------------

  Committer::Hooks hooks() {
    return {.now_ms = [this] { return clock_ms_ += 7; },
            .random = [this] { return tickets_.next(); },
            .committed = [](Seq) {},
            .log = [this](const Message& what) { hear(what); }};
  }

  void hear(const Message& what) {
    say("  log: " + spelt(what));
    if (what.code != "file.signed") return;
    totals_.signed_pages +=
        static_cast<std::uint64_t>(std::get<std::int64_t>(what.values[0].second));
  }

  // As the program reads it from its lock file.
  LastEnd last_end() const {
    return scenario_.visited && !in_order_ ? LastEnd::killed : LastEnd::in_order;
  }

  void start() {
    for (int tries = 0;; ++tries) {
      try {
        committer_.emplace(options_, hooks(), last_end());
        ++totals_.starts;
        break;
      } catch (const StorageError& error) {
        say(std::string("  does not start: ") + error.what());
        committer_.reset();
        if (vfs_.is_cut_off()) {
          ++totals_.power_cuts;
          revive(true);
        } else if (troubled_ || vfs_.failing()) {
          if (tries > 2) repair();
        } else {
          throw Wrong(std::string("the program does not start: ") + error.what());
        }
        if (tries > 20) throw Wrong("the program never starts");
      }
    }
    in_order_ = false;
    if (vfs_.is_cut_off()) return;
    failures_ = vfs_.failures();
    take_over();
    if (scenario_.visited) expect_signed();
    if (mixed(scenario_.seed, totals_.starts + 50) % 16 == 0) check_all();
    if (weather_.reader_stays && !troubled_) open_reader();
  }

  // The disk as a power cut or a kill leaves it.
  void revive(bool power) {
    const std::uint64_t seed = mixed(scenario_.seed, ++revivals_ + 100'000);
    vfs_.restart(power ? vfs_.disk().after_power_cut(seed) : Disk(vfs_.disk()));
    if (scenario_.disk_lies) vfs_.lie(CrashVfs::Lie::all);
    troubled_ = false;
    if (power) failures_ = vfs_.failures();  // everything that can be read is on the disk
    Random random(seed);
    // Sometimes the power is cut again.
    if (random.chance(weather_.storm ? 45 : 10)) cut_power_later(random);
    if (random.chance(weather_.storm ? 40 : 6)) fail_once(random);
    if (scenario_.visited) visit_between(revivals_ + 50'000);
  }

  void restart(bool power) {
    ++(power ? totals_.power_cuts : totals_.kills);
    waiting_.clear();
    reader_.reset();
    committer_.reset();
    guest_.reset();
    revive(power);
    start();
  }

  void settle() {
    if (!committer_) return;
    if (committer_->health() != Health::ready) {
      let_go();
      guest_.reset();
      recover();
    }
    if (vfs_.is_cut_off()) return restart(true);
    if (waiting_.empty()) return;
    std::vector<Job> jobs;
    for (const Request& request : waiting_) jobs.push_back({request});
    committer_->settle(jobs);
    committer_->checkpoint();
    bool committed = false;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      committed |= hear(waiting_[i], std::move(jobs[i].reply));
    }
    totals_.commits += committed ? 1 : 0;
    say("settled " + std::to_string(waiting_.size()) + (committed ? "" : ", not saved"));
    waiting_.clear();
    if (committer_->health() == Health::broken) throw Wrong("the program says that it is broken");
    if (vfs_.is_cut_off()) return restart(true);
    if (committed) {
      glance();
      hold_on();
    }
  }

  // True if it was saved.
  bool hear(const Request& request, const Reply& reply) {
    switch (reply.delivery) {
      case Delivery::committed: {
        const std::string wrong = reference_.judge(request, reply.answer);
        if (!wrong.empty()) throw Wrong(wrong);
        ++totals_.commands;
        totals_.retries += reply.answer.origin == Answer::Origin::fresh ? 0 : 1;
        return true;
      }
      case Delivery::unknown:
        in_doubt_.push_back(request);
        ++totals_.unknown;
        return false;
      case Delivery::busy:
      case Delivery::not_ready:
      case Delivery::full:
        ++totals_.refused;
        return false;
      default:
        throw Wrong("a request failed by a bug in the program");
    }
  }

  void recover() {
    if (!committer_->recover()) return;
    if (committer_->health() == Health::broken) throw Wrong("the program says that it is broken");
    ++totals_.recoveries;
    take_over();
  }

  // What is compared. -----------------------------------------------------------------------------

  // Reads without causing faults; not while the power is off.
  void look(const std::function<void(Database&)>& use) {
    if (vfs_.is_cut_off()) return;
    vfs_.look_on(true);
    try {
      Database database = Database::open_read_only(options_);
      use(database);
    } catch (const StorageError& error) {
      vfs_.look_on(false);
      throw Wrong(std::string("the fest cannot be read: ") + error.what());
    } catch (...) {
      vfs_.look_on(false);
      throw;
    }
    vfs_.look_on(false);
  }

  // Whatever another program has written, it has checksums after a start.
  void expect_signed() {
    look([](Database& database) {
      Prepared(database.sqlite(), "SELECT count(*) FROM fest").run();
      expect(database.unsigned_pages().empty(), "pages have no checksum after a start");
    });
  }

  struct Found {
    Answer answer;
    std::string key, asked;
    bool erased;  // an erasure changed it
  };

  // After a start or a recovery. Everything in doubt is in the journal, and nothing else, or none
  // of it is; the rest is as answered.
  void take_over() {
    look([&](Database& database) {
      std::vector<Found> found;
      Prepared(database.sqlite(),
               "SELECT seq, outcome, answer, coalesce(idempotency_key, ''), command, request, "
               "salt = zeroblob(16) AND command <> 'erase' FROM journal WHERE seq > ? ORDER BY seq")
          .each(
              [&](const Row& row) {
                found.push_back(
                    {{Answer::Origin::fresh, {row.integer(0)}, row.text(1), row.text(2)},
                     row.text(3),
                     row.text(4) + " " + row.text(5),
                     row.integer(6) != 0});
              },
              reference_.last_seq());
      if (!found.empty()) adopt(found);
      in_doubt_.clear();
      compare(database);
    });
  }

  void adopt(const std::vector<Found>& found) {
    std::size_t next = 0;
    for (const Request& request : in_doubt_) {
      if (!request.key.empty() && reference_.knows(request.key)) continue;
      if (next == found.size()) throw Wrong("half of a batch is there");
      const Found& row = found[next++];
      // The journal does not keep what an erasure was asked to erase.
      // Nor what a later one of the same batch has erased.
      const std::string command = std::string(name(request.command)) + " ";
      const bool is_erased = row.erased || std::holds_alternative<Erase>(request.command);
      const bool is_same = is_erased ? row.asked.starts_with(command) : row.asked == asked(request);
      if (row.key != request.key || !is_same) {
        throw Wrong("the journal has " + row.asked + " where " + asked(request) + " was in doubt");
      }
      const std::string wrong = reference_.judge(request, row.answer, row.erased);
      if (!wrong.empty()) throw Wrong(wrong);
      ++totals_.adopted;
      ++totals_.commands;
    }
    if (next != found.size()) throw Wrong("the journal has a command that nobody sent");
    say("  what was in doubt had been saved");
  }

  static void expect(bool condition, const std::string& what) {
    if (!condition) throw Wrong(what);
  }

  void compare(Database& database) {
    compare_journal(database);
    compare_events(database);
    compare_entries(database);
    compare_students(database);
  }

  void compare_journal(Database& database) {
    const auto& rows = reference_.journal();
    std::size_t i = 0;
    Prepared(database.sqlite(),
             "SELECT coalesce(idempotency_key, ''), outcome, answer FROM journal ORDER BY seq")
        .each([&](const Row& row) {
          expect(i < rows.size(), "the journal is longer than what was answered");
          expect(rows[i].key == row.text(0) && rows[i].outcome == row.text(1) &&
                     (rows[i].erased || rows[i].body == row.text(2)),
                 "command " + std::to_string(i + 1) + " of the journal has changed");
          ++i;
        });
    expect(i == rows.size(), "an answer is lost: the journal ends with command " +
                                 std::to_string(i) + " of " + std::to_string(rows.size()));
  }

  void compare_events(Database& database) {
    std::size_t found = 0;
    Prepared(database.sqlite(),
             "SELECT lower(code), capacity, taken, waiting, state, defined_seq, last_seat_seq "
             "FROM events")
        .each([&](const Row& row) {
          const std::string code = row.text(0);
          const auto known = reference_.events().find(code);
          expect(known != reference_.events().end(), "nobody created event " + code);
          const Reference::Event& event = known->second;
          expect(row.integer(1) == event.capacity &&
                     row.integer(2) == reference_.count(code, Status::confirmed) &&
                     row.integer(3) == reference_.count(code, Status::waiting) &&
                     (row.text(4) == "closed") == event.closed &&
                     row.integer(5) == event.defined_seq && row.integer(6) == event.last_seat_seq,
                 "the row of event " + code + " is wrong");
          ++found;
        });
    expect(found == reference_.events().size(), "an event is missing");
  }

  void compare_entries(Database& database) {
    const auto& entries = reference_.entries();
    std::size_t i = 0;
    Prepared(database.sqlite(),
             "SELECT r.id, e.code_key, status, coalesce(seat, 0), ticket, checked_in_at_ms <> 0 "
             "FROM registrations r JOIN events e ON e.id = r.event ORDER BY r.id")
        .each([&](const Row& row) {
          expect(i < entries.size(), "an entry that nobody created");
          const Reference::Entry& entry = entries[i++];
          expect(row.integer(0) == entry.id && row.text(1) == entry.event &&
                     row.text(2) == name(entry.status) && row.integer(3) == entry.seat &&
                     row.text(4) == entry.ticket && (row.integer(5) != 0) == entry.checked_in,
                 "the row of entry " + std::to_string(entry.id) + " is wrong");
        });
    expect(i == entries.size(), "an entry is missing");
  }

  void compare_students(Database& database) {
    std::size_t found = 0;
    Prepared(database.sqlite(), "SELECT roll_key, name, email, phone, college, year FROM students")
        .each([&](const Row& row) {
          const auto known = reference_.students().find(row.text(0));
          expect(known != reference_.students().end(), "nobody created student " + row.text(0));
          const Student& student = known->second;
          const auto same = [](const std::string& now, const std::string& then) {
            return then == "~" ? now.starts_with('~') : now == then;
          };
          expect(same(row.text(1), student.name) && same(row.text(2), student.email) &&
                     same(row.text(3), student.phone) && row.text(4) == student.college &&
                     row.integer(5) == student.year,
                 "the row of student " + row.text(0) + " is wrong");
          ++found;
        });
    expect(found == reference_.students().size(), "a student is missing");
  }

  void check_all() {
    if (vfs_.is_cut_off()) return;
    ++totals_.checks;
    vfs_.look_on(true);
    CheckReport report;
    try {
      report = check(options_);
    } catch (const StorageError& error) {
      report.findings.push_back(error.why);
    }
    vfs_.look_on(false);
    if (!report.ok()) throw Wrong("check: " + spelt(report.findings.front()));
  }

  // A connection that stays open during failures and recoveries, as for the pages.
  struct Reading {
    explicit Reading(const DatabaseOptions& options)
        : database(Database::open_read_only(options)),
          counts(database.sqlite(),
                 "SELECT lower(code), capacity, taken, waiting, "
                 "(SELECT count(*) FROM registrations r WHERE r.event = events.id AND "
                 "r.status = 'confirmed'), "
                 "(SELECT count(*) FROM registrations r WHERE r.event = events.id AND "
                 "r.status = 'waiting') FROM events"),
          last(database.sqlite(), "SELECT max(seq) FROM journal") {}
    Database database;
    Prepared counts, last;
  };

  void open_reader() {
    vfs_.look_on(true);
    reader_.emplace(options_);
    vfs_.look_on(false);
  }

  // What a page would show after a commit.
  void glance() {
    if (committer_->health() != Health::ready || holding_ > 0) return;
    vfs_.look_on(true);
    std::optional<Reading> passing;
    Reading& reader = reader_ ? *reader_ : passing.emplace(options_);
    const auto last = reader.last.first([](const Row& row) { return row.integer(0); });
    std::string wrong;
    reader.counts.each([&](const Row& row) {
      const std::string code = row.text(0);
      const std::int64_t taken = reference_.count(code, Status::confirmed);
      const std::int64_t waiting = reference_.count(code, Status::waiting);
      if (row.integer(2) != taken || row.integer(4) != taken || row.integer(3) != waiting ||
          row.integer(5) != waiting || taken > row.integer(1)) {
        wrong = "event " + code + " is shown with wrong counts";
      }
    });
    passing.reset();
    vfs_.look_on(false);
    expect(last == reference_.last_seq(), "what was answered cannot be read yet");
    expect(wrong.empty(), wrong);
  }

  // A long read transaction: checkpoints can move only a part of the WAL.
  void hold_on() {
    if (!reader_ || troubled_ || committer_->health() != Health::ready) return;
    if (holding_ > 0) {
      if (--holding_ == 0) let_go();
      return;
    }
    Random random(mixed(scenario_.seed, totals_.commits + 700'000));
    if (!random.chance(12)) return;
    holding_ = static_cast<int>(random.between(1, 5));
    vfs_.look_on(true);
    reader_->database.sqlite().exec("BEGIN; SELECT count(*) FROM journal");
    vfs_.look_on(false);
  }
  void let_go() {
    holding_ = 0;
    if (!reader_ || !reader_->database.in_transaction()) return;
    vfs_.look_on(true);
    reader_->database.sqlite().exec("COMMIT");
    vfs_.look_on(false);
  }

  // The disk is repaired, all requests without an answer are retried, and everything is compared.
  void end() {
    repair();
    reader_.reset();
    guest_.reset();
    vfs_.never_cut_off();
    settle();
    for (int tries = 0; committer_->health() != Health::ready; ++tries) {
      if (tries > 3) throw Wrong("the disk works, but the program does not recover");
      recover();
    }
    for (const Request& request : sent_) {
      waiting_.push_back(request);
      if (waiting_.size() == 64) settle();
    }
    settle();
    for (const Request& request : sent_) {
      if (!reference_.knows(request.key)) throw Wrong("a retry is not answered: " + request.key);
    }
    look([this](Database& database) { compare(database); });
    if (scenario_.seed % 16 == 0) check_all();
    reader_.reset();
    committer_.reset();
  }

  const Scenario& scenario_;
  std::vector<std::string>* const trace_;
  const Weather weather_;
  CrashVfs vfs_;
  const DatabaseOptions options_;
  std::int64_t clock_ms_ = 1'800'000'000'000;
  Random tickets_;
  bool troubled_ = false;
  std::uint64_t revivals_ = 0;

  Reference reference_;
  std::vector<Request> sent_;      // with a key
  std::vector<Request> waiting_;   // for the next batch
  std::vector<Request> in_doubt_;  // one transaction whose outcome is unknown

  std::optional<Committer> committer_;
  std::optional<Reading> reader_;
  std::unique_ptr<SQLite::Database> guest_;  // another program, while it holds a read transaction
  bool in_order_ = true;                     // the last life of the program ended with close()
  std::uint64_t failures_ = 0;  // calls that had failed when the disk was last known to be sound
  int holding_ = 0;             // so many more commits it keeps its read transaction
  Totals totals_;
};

bool goes_wrong(const Scenario& scenario) { return !simulate(scenario).wrong.empty(); }

}  // namespace

Run simulate(const Scenario& scenario, std::vector<std::string>* trace) {
  return Day(scenario, trace).go();
}

Scenario Scenario::whole(std::uint64_t seed, int steps) {
  Scenario scenario{.seed = seed, .visited = seed % 3 == 0};
  for (int step = 0; step < steps; ++step) scenario.steps.push_back(step);
  return scenario;
}

constexpr std::string_view kVisited = " with visits";
constexpr std::string_view kLying = " on a disk that lies";

std::string Scenario::text() const {
  std::string text = "seed " + std::to_string(seed) + " steps ";
  for (std::size_t i = 0; i < steps.size();) {
    std::size_t last = i;
    while (last + 1 < steps.size() && steps[last + 1] == steps[last] + 1) ++last;
    if (i > 0) text += ",";
    text += std::to_string(steps[i]);
    if (last > i) text += "-" + std::to_string(steps[last]);
    i = last + 1;
  }
  if (visited) text += kVisited;
  if (disk_lies) text += kLying;
  return text;
}

Scenario Scenario::parse(const std::string& text) {
  constexpr std::string_view kSeed = "seed ";
  constexpr std::string_view kSteps = " steps ";
  const std::size_t middle = text.find(kSteps);
  if (!text.starts_with(kSeed) || middle == std::string::npos) {
    throw std::invalid_argument("not a scenario: " + text);
  }
  Scenario scenario{.seed = std::stoull(text.substr(kSeed.size()))};
  std::size_t at = middle + kSteps.size();
  const std::size_t visits = text.find(kVisited);
  const std::size_t lies = text.find(kLying);
  scenario.visited = visits != std::string::npos;
  scenario.disk_lies = lies != std::string::npos;
  const std::size_t end = std::min({visits, lies, text.size()});
  while (at < end) {
    const std::size_t comma = std::min(text.find(',', at), end);
    const std::string part = text.substr(at, comma - at);
    const std::size_t dash = part.find('-');
    const int first = std::stoi(part);
    const int last = dash == std::string::npos ? first : std::stoi(part.substr(dash + 1));
    for (int step = first; step <= last; ++step) scenario.steps.push_back(step);
    at = comma + 1;
  }
  return scenario;
}

// First removes the end, then leaves out smaller and smaller pieces while it still fails.
Scenario shrunk(const Scenario& scenario, int most_runs) {
  Scenario small = scenario;
  const int last = simulate(small).step;
  std::erase_if(small.steps, [&](int step) { return step > last; });
  if (!goes_wrong(small)) small = scenario;  // the end was needed to detect it
  int runs = 2;
  for (std::size_t piece = std::max<std::size_t>(1, small.steps.size() / 2); piece > 0;) {
    bool smaller = false;
    for (std::size_t from = 0; from < small.steps.size() && runs < most_runs;) {
      Scenario less = small;
      const auto begin = less.steps.begin() + static_cast<std::ptrdiff_t>(from);
      const auto end = from + piece < less.steps.size() ? begin + static_cast<std::ptrdiff_t>(piece)
                                                        : less.steps.end();
      less.steps.erase(begin, end);
      ++runs;
      if (goes_wrong(less)) {
        small = std::move(less);
        smaller = true;
      } else {
        from += piece;
      }
    }
    if (runs >= most_runs) break;
    if (piece == 1 && !smaller) break;
    if (piece > 1) piece /= 2;
  }
  return small;
}

std::string report_of(const Scenario& scenario) {
  const Scenario small = shrunk(scenario);
  std::vector<std::string> trace;
  const Run run = simulate(small, &trace);
  std::string text = "seed " + std::to_string(scenario.seed) + " goes wrong: " + run.wrong +
                     "\n\nshrunk: " + small.text() + "\n";
  for (const std::string& line : trace) text += "  " + line.substr(0, 300) + "\n";
  return text;
}

Totals& Totals::operator+=(const Totals& more) {
  runs += more.runs;
  commands += more.commands;
  commits += more.commits;
  retries += more.retries;
  power_cuts += more.power_cuts;
  kills += more.kills;
  starts += more.starts;
  recoveries += more.recoveries;
  faults += more.faults;
  unknown += more.unknown;
  adopted += more.adopted;
  refused += more.refused;
  checks += more.checks;
  visits += more.visits;
  signed_pages += more.signed_pages;
  return *this;
}

std::string Totals::text() const {
  const auto part = [](std::uint64_t count, const char* what) {
    return std::to_string(count) + " " + what;
  };
  return part(runs, "seeds, ") + part(commands, "commands, ") + part(commits, "commits, ") +
         part(retries, "retries with a stored answer, ") + part(power_cuts, "power cuts, ") +
         part(kills, "kills and stops, ") + part(starts, "starts, ") +
         part(faults, "failed calls, ") + part(recoveries, "recoveries, ") +
         part(unknown, "requests in doubt (") + part(adopted, "had been saved), ") +
         part(refused, "told to retry, ") + part(checks, "replays, ") +
         part(visits, "visits of another program (") + part(signed_pages, "pages signed)");
}

}  // namespace lastseat::test
