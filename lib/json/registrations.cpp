#include "json/registrations.h"

#include <string>
#include <utility>

#include "json/values.h"

namespace lastseat::json {
namespace {

// Reads one walk-in. Each problem is reported once, with its own pointer.
Student walk_in(const Value& value, std::string pointer, const Roll& roll, Fields& parent) {
  Fields fields(value, std::move(pointer), parent.trust(), parent.problems());
  Student out = read(As<Student>(), fields, roll);
  fields.refuse_unknown();
  if (fields.good()) fields.check_value(out);
  return out;
}

void warnings(Text& text, const std::vector<EventCode>& clashes) {
  text.list("warnings", clashes, [&](const EventCode& code) {
    text.open();
    text.field("reason", name(Reason::time_clash));
    text.field("with", code.text);
    text.close();
  });
}

}  // namespace

Register read(As<Register>, Fields& fields) {
  Register out;
  out.event = EventCode(fields.required("event", fields.text("event")));
  const std::optional<std::string> roll = fields.text("roll");
  if (fields.has("roll") && fields.has("members")) {
    fields.complain("members", Message{"members.beside_roll"});
  } else if (!fields.has("roll") && !fields.has("members")) {
    fields.complain("roll", Message{"field.missing"});
  }
  if (roll) out.members.push_back({*roll});
  for (std::string& member : fields.texts("members")) out.members.push_back({std::move(member)});
  out.team = fields.text("team").value_or("");
  out.waitlist = fields.boolean("waitlist").value_or(false);

  const Roll alone = out.members.size() == 1 ? out.members.front() : Roll{};
  if (const Value* one = fields.object("student")) {
    out.walk_ins.push_back(walk_in(*one, "/student", alone, fields));
  }
  if (const Value* several = fields.list("students")) {
    std::size_t i = 0;
    for (const Value& each : *several) {
      out.walk_ins.push_back(walk_in(each, "/students/" + std::to_string(i++), alone, fields));
    }
  }
  if (!fields.good() || fields.trust() == Trust::journal) return out;

  // Each walk-in was checked above, with its own pointer; this checks the entry as a whole.
  FieldProblems found;
  check(out, found);
  for (FieldProblem& each : found) {
    if (roll && each.field == "members") each.field = "roll";
    if (each.field == "student" && !fields.has("student")) each.field = "students";
  }
  fields.complain(std::move(found));
  return out;
}

void write(Text& text, const Register& command) {
  text.field("event", command.event.text);
  text.list("members", command.members, [&](const Roll& roll) { text.value(roll.text); });
  if (!command.team.empty()) text.field("team", command.team);
  if (!command.walk_ins.empty()) objects(text, "students", command.walk_ins);
  if (command.waitlist) text.field("waitlist", true);
}

void write(Text& text, const Confirmed& confirmed) {
  object(text, "registration", confirmed.registration);
  object(text, "event", confirmed.event);
  warnings(text, confirmed.clashes);
}

void write(Text& text, const Waitlisted& waitlisted) {
  text.field("position", waitlisted.registration.position);
  object(text, "registration", waitlisted.registration);
  object(text, "event", waitlisted.event);
  warnings(text, waitlisted.clashes);
}

}  // namespace lastseat::json
