// A second implementation of the fest, as simple as possible: plain maps and vectors, every count
// counted each time, no SQL, no facts, no changes. It is written from what the rules promise and
// not from lib/domain/rules, and predicts every answer.
//
// judge() gets each request with its answer, in the order of the journal; it executes the request
// itself and compares. What only the program can know (the rest of a ticket, the bytes of a body)
// is taken from the first answer, and must be the same in every later one. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/journal/ledger.h"

namespace lastseat::test {

class Reference {
 public:
  // What is wrong with this answer, or empty. Of an answer that was erased since, read from the
  // journal, only the outcome is compared.
  std::string judge(const Request&, const Answer&, bool erased = false);
  // Whether a request with this key has been answered.
  bool knows(const std::string& key) const { return keys_.contains(key); }

  struct Row {  // of the journal
    std::string key;
    std::string outcome;
    std::string body;
    bool erased = false;     // tokens stand in it, which only the program knows
    std::string texts = {};  // its request and answer in small letters, without what was erased
  };
  const std::vector<Row>& journal() const { return journal_; }
  Seq last_seq() const { return static_cast<Seq>(journal_.size()); }

  struct Event {
    std::string code = {}, title = {}, category = {}, venue = {}, starts_at = {}, ends_at = {};
    std::int64_t capacity = 0;
    std::int64_t fee_minor = 0;
    std::int64_t team_min = 1;
    std::int64_t team_max = 1;
    bool closed = false;
    Seq defined_seq = 0;
    Seq last_seat_seq = 0;
  };
  struct Entry {
    Seq id = 0;
    std::string event = {};               // its code in lower case, as in events()
    std::vector<std::string> rolls = {};  // in small letters
    std::string team = {}, ticket = {}, desk = {};
    Status status = Status::confirmed;
    std::int64_t seat = 0;
    bool checked_in = false;
  };
  // By code or roll in lower case.
  const std::map<std::string, Event>& events() const { return events_; }
  const std::map<std::string, Student>& students() const { return students_; }
  const std::vector<Entry>& entries() const { return entries_; }
  std::int64_t count(const std::string& event, Status) const;

 private:
  struct Said {  // the essential content of an answer
    std::string outcome;
    std::string rest;
  };

  Said take(const Register&, Seq, const std::string& desk);
  Said take(const Cancel&, Seq, const std::string& desk);
  Said take(const CheckIn&, Seq, const std::string& desk);
  Said take(const UndoCheckIn&, Seq, const std::string& desk);
  Said take(const AddEvent&, Seq, const std::string& desk);
  Said take(const ChangeEvent&, Seq, const std::string& desk);
  Said take(const PutStudent&, Seq, const std::string& desk);
  Said take(const Erase&, Seq, const std::string& desk);
  Said take(const ImportEvents&, Seq, const std::string& desk);
  Said take(const ImportStudents&, Seq, const std::string& desk);
  Said take(const ChangeFest&, Seq, const std::string& desk);

  void learn(const Erase&, const std::string& answer);
  std::string refusal(const Register&, std::string& rest) const;
  std::vector<std::string> clashes(const Register&, const Event&) const;
  const Entry* live_entry(const std::string& roll, const std::string& event) const;
  std::int64_t live_entries(const std::string& roll) const;
  Entry* head(const std::string& event);
  Entry* by_ticket(const std::string& typed);
  std::int64_t lowest_free_seat(const std::string& event) const;
  std::vector<std::string> fill(const std::string& event, Seq);
  std::string say(const Event&) const;
  std::string say(const Entry&) const;

  std::map<std::string, Event> events_;
  std::map<std::string, Student> students_;
  std::vector<Entry> entries_;  // oldest first
  bool refuses_clashes_ = false;
  std::optional<std::int64_t> entry_limit_;
  std::optional<std::int64_t> waitlist_limit_;

  struct Kept {
    std::string request;
    std::size_t row;
  };
  std::map<std::string, Kept> keys_;
  std::vector<Row> journal_;
};

}  // namespace lastseat::test
