#include "json/checkins.h"

#include <string>

#include "json/values.h"

namespace lastseat::json {
namespace {

std::string ticket(Fields& fields) {
  std::string ticket = fields.required("ticket", fields.text("ticket"));
  fields.check_code("ticket", ticket);
  return ticket;
}

}  // namespace

CheckIn read(As<CheckIn>, Fields& fields) { return {ticket(fields)}; }
void write(Text& text, const CheckIn& command) { text.field("ticket", command.ticket); }
void write(Text& text, const CheckedIn& checked_in) {
  text.field("outcome", CheckedIn::kName);
  object(text, "registration", checked_in.registration);
}

UndoCheckIn read(As<UndoCheckIn>, Fields& fields) { return {ticket(fields)}; }
void write(Text& text, const UndoCheckIn& command) { text.field("ticket", command.ticket); }
void write(Text& text, const CheckInUndone& undone) {
  text.field("outcome", CheckInUndone::kName);
  object(text, "registration", undone.registration);
}

}  // namespace lastseat::json
