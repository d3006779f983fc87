// A short day at the desk, the same each time, that goes on whatever fails; and its audit.
//
// The day knows nothing of faults: what it cannot do it leaves, what it is told it writes into its
// book. The audit, when the disk works again, takes the book at its word:
//   what was answered is there, and asked again under its key is answered the same bytes;
//   what was told not to have happened has not: asked again it runs for the first time;
//   what was not certain becomes certain by asking again;
//   all of that also after a crash at the end of the day, in a copy of the files as they were;
//   and quick_check and check(), which replays the journal, find nothing.
// Breaches are sentences, so that a sweep of thousands of runs says what went wrong where.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "faults/station.h"
#include "store/sqlite/reader.h"
#include "support/temporary_folder.h"

namespace lastseat::test {

class Day {
 public:
  // `options` names the file in a folder of its own, below which the faults are; `calm` is a VFS
  // that never fails.
  Day(Station& station, DatabaseOptions options, std::string calm)
      : station_(station), options_(std::move(options)), calm_(std::move(calm)) {}

  using Named = std::pair<std::string, Command>;  // its key

  void run();  // all of it; or, in this order:
  void open();
  void morning();
  void look();  // what readers say
  void noon();
  void close();
  void evening();
  void batch(const std::vector<Named>&);  // one thing more

  // After the fault is over. Empty: every promise was kept. Asked once more, it starts anew.
  std::vector<std::string> audit();
  // What a crash in this moment would leave, before anything is healed.
  void audit_a_crash();

  std::size_t answered() const;
  std::vector<std::pair<Request, std::string>> answers() const;  // their bytes
  std::size_t commands() const { return book_.size(); }

 private:
  struct Line {
    Request request;
    Told told;
  };

  void settle(const std::vector<Request>&);
  void note(const Request&, const Told&);
  template <class Ask>
  bool ask(Ask&&);
  void compare_with_reader(Reader&);
  RegistrationId id_of(const std::string& key) const;
  std::string ticket_of(const std::string& key) const;
  void breach(const std::string& sentence) { breaches_.push_back(sentence); }
  void expect_sound(const DatabaseOptions&, const std::string& where);

  Station& station_;
  const DatabaseOptions options_;
  const std::string calm_;
  std::unique_ptr<Reader> reader_;  // kept over failures and recoveries, as the server's is
  std::map<std::string, Line> book_;
  std::vector<std::string> order_;  // keys, as they were first asked
  Seq last_answered_ = 0;
  std::vector<std::string> breaches_;
};

}  // namespace lastseat::test
