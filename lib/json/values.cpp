#include "json/values.h"

#include <type_traits>
#include <utility>

#include "json/table.h"
#include "text/time.h"

namespace lastseat::json {
namespace {

Registration registration_from(Fields& fields) {
  Registration out;
  out.id.value = fields.number("id").value_or(0);
  out.seq = fields.number("seq").value_or(0);
  out.ticket = fields.text("ticket").value_or("");
  out.event = EventCode(fields.text("event").value_or(""));
  if (const Value* members = fields.list("members")) {
    for (const Value& each : *members) {
      Fields member(each, fields.pointer("members"), fields.trust(), fields.problems());
      out.members.push_back({{member.text("roll").value_or("")}, member.text("name").value_or("")});
    }
  }
  out.status = fields.choice<Status>("status").value_or(Status::confirmed);
  out.seat = fields.number_or_null("seat").value_or(0);
  out.position = fields.number_or_null("position").value_or(0);
  return out;
}

Event event_from(Fields& fields) {
  Event out = with(Event{}, read(As<EventFields>(), fields));
  out.code = EventCode(fields.text("code").value_or(""));
  out.taken = fields.number("taken").value_or(0);
  out.held = fields.number("held").value_or(0);
  out.waiting = fields.number("waiting").value_or(0);
  return out;
}

std::vector<InvalidRow> invalid_from(const Value& rows, Fields& report) {
  std::vector<InvalidRow> out;
  for (const Value& each : rows) {
    Fields row(each, report.pointer("invalid"), report.trust(), report.problems());
    InvalidRow& invalid = out.emplace_back();
    invalid.line = row.number("line").value_or(0);
    invalid.column = row.text("column").value_or("");
    if (const Value* problem = row.object("problem")) {
      Fields fields(*problem, row.pointer("problem"), report.trust(), report.problems());
      invalid.problem = read(As<Message>(), fields);
    }
  }
  return out;
}

}  // namespace

void write(Text& text, const Event& event) { put_all(text, kEventFields, event); }
void write(Text& text, const Student& student) { put_all(text, kStudentFields, student); }
void write(Text& text, const Registration& entry) { put_all(text, kRegistrationFields, entry); }
void write(Text& text, const Fest& fest) { put_all(text, kFestFields, fest); }
void write(Text& text, const EventFields& given) { put_given(text, kEventFields, given); }
void write(Text& text, const FestFields& given) { put_given(text, kFestFields, given); }

void write(Text& text, const Message& message) {
  text.field("code", message.code);
  for (const auto& [name, value] : message.values) {
    text.name(name);
    if (const auto* number = std::get_if<std::int64_t>(&value)) text.value(*number);
    if (const auto* words = std::get_if<std::string>(&value)) text.value(*words);
    if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
      text.open_list();
      for (const std::string& each : *list) text.value(each);
      text.close_list();
    }
  }
}

void write(Text& text, const ImportReport& report) {
  write_report(text, report, [&](const Message& problem) { object(text, "problem", problem); });
}

void write(Text& text, const Refused& refused) {
  text.field("reason", name(refused.reason));
  if (!refused.subject.empty()) text.field("subject", refused.subject);
  if (refused.registration) object(text, "registration", *refused.registration);
  if (refused.event) object(text, "event", *refused.event);
  if (refused.last_seat) {
    text.name("last_seat");
    text.open();
    text.field("seq", refused.last_seat->seq);
    text.field("at", text::utc(refused.last_seat->at_ms));
    text.field("desk", refused.last_seat->desk);
    text.close();
  }
  if (!refused.clashes.empty()) {
    text.list("clashes", refused.clashes, [&](const EventCode& code) { text.value(code.text); });
  }
  text.field_if("limit", refused.limit);
  text.field_if("desk", refused.desk);
  if (refused.problem) {
    text.field("field", refused.problem->field);
    object(text, "problem", refused.problem->detail);
  }
  if (refused.report) write(text, *refused.report);
}

EventFields read(As<EventFields>, Fields& fields) {
  return get_given<Event, EventFields>(fields, kEventFields);
}

FestFields read(As<FestFields>, Fields& fields) {
  return get_given<Fest, FestFields>(fields, kFestFields);
}

Student read(As<Student>, Fields& fields, const Roll& roll) {
  Student out;
  const std::optional<std::string> given = fields.text("roll");
  out.roll = given || !roll.text.empty() ? Roll{given.value_or(roll.text)}
                                         : Roll{fields.required("roll", given)};
  for_each_field(kStudentFields, [&](const auto& field) {
    using Rule = std::decay_t<decltype(field.rule)>;
    if constexpr (!std::is_same_v<Rule, CodeRule>) {
      auto value = get(fields, field.name, field.rule, out.*field.member);
      if (field.required) value = fields.required(field.name, std::move(value));
      if (value) out.*field.member = *std::move(value);
    }
  });
  return out;
}

Message read(As<Message>, Fields& fields) {
  Message out{fields.text("code").value_or("")};
  for (const Value& value : fields.members()) {
    const std::string name(value.name);
    if (name == "code") continue;
    if (const auto* number = value.get<std::int64_t>()) out.values.emplace_back(name, *number);
    if (const auto* words = value.get<std::string_view>()) {
      out.values.emplace_back(name, std::string(*words));
    }
    if (!value.get<List>()) continue;
    std::vector<std::string> list;
    for (const Value& each : value) {
      if (const auto* words = each.get<std::string_view>()) list.emplace_back(*words);
    }
    out.values.emplace_back(name, std::move(list));
  }
  return out;
}

Refused read(As<Refused>, Fields& fields) {
  Refused out{.reason = fields.choice<Reason>("reason").value_or(Reason::unknown_event)};
  const auto inside = [&](std::string_view name, auto use) {
    if (const Value* object = fields.object(name)) {
      Fields inner(*object, fields.pointer(name), fields.trust(), fields.problems());
      use(inner);
    }
  };
  out.subject = fields.text("subject").value_or("");
  inside("registration", [&](Fields& inner) { out.registration = registration_from(inner); });
  inside("event", [&](Fields& inner) { out.event = event_from(inner); });
  if (fields.has("clashes")) {
    for (std::string& code : fields.texts("clashes")) out.clashes.push_back({std::move(code)});
  }
  out.limit = fields.number("limit");
  out.desk = fields.text("desk");
  inside("problem", [&](Fields& inner) {
    out.problem = FieldProblem{fields.text("field").value_or(""), read(As<Message>(), inner)};
  });
  if (const Value* invalid = fields.list("invalid")) {
    out.report = ImportReport{.rows = fields.number("rows").value_or(0),
                              .added = fields.number("new").value_or(0),
                              .updated = fields.number("updated").value_or(0),
                              .unchanged = fields.number("unchanged").value_or(0),
                              .invalid = invalid_from(*invalid, fields),
                              .ignored_columns = fields.texts("ignored_columns")};
  }
  return out;
}

}  // namespace lastseat::json
