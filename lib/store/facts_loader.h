// Loads what decide needs for a command, from inside the transaction that will apply its decision
// (or from a reader's snapshot, for a preview). Private to the store; one connection, one thread.
#pragma once

#include "domain/command.h"
#include "domain/facts.h"
#include "store/rows.h"

namespace lastseat {

class FactsLoader {
 public:
  explicit FactsLoader(SQLite::Database&);

  RegisterFacts load(const Register&);
  CancelFacts load(const Cancel&);
  TicketFacts load(const CheckIn&);
  TicketFacts load(const UndoCheckIn&);
  EventFacts load(const AddEvent&);
  EventFacts load(const ChangeEvent&);
  StudentFacts load(const PutStudent&);
  ImportEventsFacts load(const ImportEvents&);
  ImportStudentsFacts load(const ImportStudents&);
  FestFacts load(const ChangeFest&) { return {fest()}; }

  Fest fest();

 private:
  std::optional<Event> event(const EventCode&);
  std::optional<Student> student(const Roll&);
  std::vector<Registration> waiting(const EventCode&, std::int64_t most);
  FreeSeats free_seats(const EventCode&, std::int64_t most);
  EventFacts event_facts(const EventCode&, const EventFields&);
  TicketFacts ticket_facts(const std::string& ticket);

  rows::Registrations registrations_;
  Prepared fest_;
  Prepared event_;
  Prepared student_;
  Prepared entered_;
  Prepared live_entry_;
  Prepared waiting_;
  Prepared free_seats_;
  Prepared journalled_;
};

}  // namespace lastseat
