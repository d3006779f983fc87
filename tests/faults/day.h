// A short day at the desk, always the same, that continues whatever fails; and its audit.
//
// The day does not know about faults: it skips what it cannot do, and records every answer. When
// the disk works again, the audit checks the record:
//   what was answered is there, and a retry gets the same bytes;
//   what was said not to have happened has not: a retry runs it for the first time;
//   what was uncertain is settled by a retry;
//   all this holds also after a crash at the end of the day, in a copy of the files;
//   and quick_check and check(), which replays the journal, find nothing.
// Breaches are sentences, so that a sweep of thousands of runs says what went wrong and where.
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
  // `options` names the database, in its own folder, on the faulty VFS; `calm` is a VFS that never
  // fails.
  Day(Station& station, DatabaseOptions options, std::string calm)
      : station_(station), options_(std::move(options)), calm_(std::move(calm)) {}

  using Named = std::pair<std::string, Command>;  // its key

  void run();  // the whole day; or its parts, in this order:
  void open();
  void morning();
  void look();  // what readers see
  void noon();
  void close();
  void evening();
  void batch(const std::vector<Named>&);  // one more batch

  // After the fault is over. Empty: every promise was kept. May be called again.
  std::vector<std::string> audit();
  // Checks what a crash at this moment would leave, before the disk works again.
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
  std::unique_ptr<Reader> reader_;  // kept open during failures and recoveries, like the server's
  std::map<std::string, Line> book_;
  std::vector<std::string> order_;  // keys, in the order of their first use
  Seq last_answered_ = 0;
  std::vector<std::string> breaches_;
};

}  // namespace lastseat::test
