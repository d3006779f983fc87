// The rules that the histories use, written a second time: as briefly as possible, from the
// documented contract and not from lib/domain, on plain maps. It shares no code with what it
// checks.
//
// Every decision looks at the whole state; there are no counters, lists of free seats or caches
// that could be wrong.
#pragma once

#include "order/history.h"

namespace lastseat::test::order {

class Model {
 public:
  explicit Model(const History& history);

  // Executes `request`, the command at the place `seq`, and returns the expected answer. A new
  // entry gets the number `id`; if that is 0, the next one.
  Answer apply(const std::string& label, Seq seq, const Request& request, Seq id = 0);

  // Whether the last apply() changed what the list of events shows.
  bool events_changed() const { return events_changed_; }
  // Whether it changed anything.
  bool changed() const { return changed_; }

  EventView event(const std::string& code) const;
  Seq defined(const std::string& code) const { return events_.at(code).defined; }
  bool knows_event(const std::string& code) const { return events_.contains(code); }
  std::optional<EntryView> entry(Seq id) const;
  // The labels of those who have a seat, by number, and of those who wait, in order.
  const std::map<std::int64_t, std::string>& seats(const std::string& code) const {
    return events_.at(code).seats;
  }
  const std::vector<std::string>& line(const std::string& code) const {
    return events_.at(code).line;
  }
  // Equal texts if and only if the states are equal.
  std::string fingerprint() const;

 private:
  struct Event {
    std::string starts_at, ends_at;
    std::int64_t capacity, team_min, team_max;
    std::map<std::int64_t, std::string> seats = {};
    std::vector<std::string> line = {};
    std::string last_seat = {};
    Seq defined = 0;
  };
  struct Entry {
    Seq id;
    std::string event;
    std::vector<std::string> members;
    bool cancelled = false;
  };

  Answer enter(const std::string& label, const Request& request, Seq id);
  Answer cancel(const std::string& label, const Request& request);
  Answer resize(const std::string& label, Seq seq, const Request& request);

  std::vector<std::string> clashes(const Request& request) const;
  EntryView view(const std::string& label) const;

  Rules rules_;
  std::map<std::string, Event> events_;
  std::map<std::string, Entry> entries_;  // by label
  std::map<Seq, std::string> by_id_;
  std::map<std::string, std::vector<std::string>> live_;  // the entries of each student
  bool changed_ = false;
  bool events_changed_ = false;
};

}  // namespace lastseat::test::order
