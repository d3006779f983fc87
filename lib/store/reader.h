// Read-only questions to the database, each answered from one snapshot.
//
// Any thread. A few read-only connections are kept and lent out, one a call; a call waits while all
// are lent. A snapshot is held only as long as a call runs: long ones keep the WAL from being
// reset, so callbacks must not wait for a client. Throws StorageError.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/command.h"
#include "domain/model.h"
#include "domain/outcome.h"

namespace lastseat {

struct DatabaseOptions;

struct EventList {
  Seq version = 0;            // the last command that changed an event or one of its counters
  std::vector<Event> events;  // by start, then code
};

struct RegistrationFilter {
  std::optional<EventCode> event = {};
  std::optional<Status> status = {};
  RegistrationId after = {};  // only those with a greater id
  std::optional<std::int64_t> limit = {};
};

struct StudentRecord {
  Student student;
  std::vector<Registration> registrations;  // all, cancelled ones too, oldest first
};

struct JournalRow {
  Seq seq = 0;
  std::int64_t at_ms = 0;
  std::string desk;
  std::string who;
  std::string command;  // its name
  std::string event;    // the code, where the command is about one event; else empty
  std::string request;  // the command as JSON; empty where it is an import (see
                        // the files)
  std::string outcome;  // its name
};

class Reader {
 public:
  explicit Reader(const DatabaseOptions&);
  ~Reader();

  Seq events_version();  // cheap: whether events() would answer something new
  EventList events();
  std::optional<Event> event(const EventCode&);
  Fest fest();
  std::optional<Registration> registration(RegistrationId);
  std::vector<Registration> registrations(const RegistrationFilter&);  // by id
  // Every word must begin a word of the name, or be part of the roll or the phone. By name.
  std::vector<Student> students(const std::string& query, std::int64_t limit);
  std::optional<StudentRecord> student(const Roll&);
  std::vector<JournalRow> journal(const std::optional<EventCode>&, Seq after, std::int64_t limit);
  Seq last_seq();

  // All that match, by id, in one snapshot; returns the sequence of the last command in it.
  Seq each_registration(const RegistrationFilter&, const std::function<void(const Registration&)>&);
  Seq each_student(const std::function<void(const Student&)>&);  // by roll

  // What the command would answer now; nothing is written.
  Outcome preview(const Command&);

 private:
  struct Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace lastseat
