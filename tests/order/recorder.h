// Runs many clients at once against the real program, and records what each of them saw.
//
// A fest is one running program with its data folder; it may be killed and restarted during a
// recording. Recording is one call from one thread, which starts the clients and joins them.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "order/history.h"
#include "support/desk.h"
#include "support/temporary_folder.h"

namespace lastseat::test::order {

class Fest {
 public:
  // Imports the students, and then the events: setup() knows the sequence of that command.
  Fest(std::vector<EventSetup> events, const std::vector<std::string>& rolls);

  const std::vector<EventSetup>& setup() const { return events_; }
  Seq before() const { return before_; }

  // As listed by the program: everything after before().
  std::vector<JournalEntry> journal() const;

  void kill_and_start_again();
  // The number of the current start, and its port. Any thread.
  struct Start {
    int number;
    int port;
  };
  Start start() const;
  // Waits for a later start than this one.
  void wait_for_start_after(int number) const;

  // Stops the program and runs `lastseat check` on the folder; returns its exit code.
  int end_and_check();

 private:
  TemporaryFolder folder_;
  std::vector<EventSetup> events_;
  Seq before_ = 0;
  std::unique_ptr<Desk> desk_;
  mutable std::mutex mutex_;
  mutable std::condition_variable started_;
  int number_ = 1;
};

// The relative frequency of operations, and how clients behave.
struct Mix {
  int enter = 50;
  int cancel = 18;
  int resize = 4;
  int set_rules = 0;
  int list = 5;
  int event = 8;
  int entry = 9;
  int again = 6;
  int impatient_percent = 8;  // of the commands: the client does not wait for the answer
  int broken_percent = 2;     // of the commands: the client disconnects during the request
  int keyless_percent = 10;   // of the commands: they have no key and cannot be retried
  int settled_percent = 50;   // of the commands without an answer: retried at the end
};

struct Plan {
  std::string name;                 // the prefix of every label of this recording
  std::vector<std::string> events;  // codes, those of the fest that are used
  std::vector<std::string> rolls;
  std::int64_t most_seats = 10;  // of a resize
  int clients = 4;
  int operations = 6;  // of each client
  int kills = 0;
  Mix mix = {};
  Rules rules = {};  // the rules at its start
  unsigned seed = 0;
};

struct Recording {
  std::vector<Command> commands = {};
  std::vector<Read> reads = {};
  std::vector<std::string> errors = {};  // what no client may ever see

  void append(Recording&& more);
};

Recording record(Fest& fest, const Plan& plan);

// One command from one client, waiting for its answer.
Recording ask(Fest& fest, const std::string& label, const Request& request);

}  // namespace lastseat::test::order
