// Many clients at once against the real program, and what each of them saw.
//
// A fest is one running program with its data folder; it may be killed and started again while it
// is recorded. Recording is one call from one thread, which starts the clients and joins them.
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

  // As the program lists it: everything after before().
  std::vector<JournalEntry> journal() const;

  void kill_and_start_again();
  // Which start it is, and its port. Any thread.
  struct Start {
    int number;
    int port;
  };
  Start start() const;
  // Waits until there is a later start than this one.
  void wait_for_start_after(int number) const;

  // Ends the program, and lets `lastseat check` judge the folder: its exit code.
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

// How often a client does what, in relation to the others; and how it behaves.
struct Mix {
  int enter = 50;
  int cancel = 18;
  int resize = 4;
  int set_rules = 0;
  int list = 5;
  int event = 8;
  int entry = 9;
  int again = 6;
  int impatient_percent = 8;  // of the commands: it does not wait for the answer
  int broken_percent = 2;     // of the commands: it goes away in the middle of the request
  int keyless_percent = 10;   // of the commands: they can not be sent again
  int settled_percent = 50;   // of the commands without an answer: sent again at the end
};

struct Plan {
  std::string name;                 // begins every label of this recording
  std::vector<std::string> events;  // codes, those of the fest that are used
  std::vector<std::string> rolls;
  std::int64_t most_seats = 10;  // of a resize
  int clients = 4;
  int operations = 6;  // of each client
  int kills = 0;
  Mix mix = {};
  Rules rules = {};  // those that hold before it
  unsigned seed = 0;
};

struct Recording {
  std::vector<Command> commands = {};
  std::vector<Read> reads = {};
  std::vector<std::string> errors = {};  // what no client should ever see

  void append(Recording&& more);
};

Recording record(Fest& fest, const Plan& plan);

// One command from one client, waiting for its answer.
Recording ask(Fest& fest, const std::string& label, const Request& request);

}  // namespace lastseat::test::order
