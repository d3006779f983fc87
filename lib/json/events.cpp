#include "json/events.h"

#include "json/values.h"

namespace lastseat::json {

AddEvent read(As<AddEvent>, Fields& fields) {
  AddEvent out{{fields.required("code", fields.text("code"))}, read(As<EventFields>(), fields)};
  if (fields.trust() == Trust::journal) return out;
  for_each_field(kEventFields, [&](const auto& field) {
    const bool missing = field.required && field.name != "code" && !fields.has(field.name);
    if (missing) fields.complain(field.name, Message{"field.missing"});
  });
  if (fields.good()) {
    fields.check_value(with(Event{.code = out.code}, out.fields));
  } else {
    fields.check_code("code", out.code.text);
    fields.check_value(out.fields);
  }
  return out;
}

void write(Text& text, const AddEvent& command) {
  text.field("code", command.code.text);
  write(text, command.fields);
}

void write(Text& text, const EventAdded& added) {
  write(text, added.event);
  objects(text, "promoted", std::vector<Registration>());
}

ChangeEvent read(As<ChangeEvent>, Fields& fields) {
  ChangeEvent out{{fields.required("code", fields.text("code"))},
                  read(As<EventFields>(), fields),
                  fields.number("unchanged_since")};
  fields.check_code("code", out.code.text);
  fields.check_value(out.fields);
  return out;
}

void write(Text& text, const ChangeEvent& command) {
  text.field("code", command.code.text);
  write(text, command.fields);
  text.field_if("unchanged_since", command.unchanged_since);
}

void write(Text& text, const EventChanged& changed) {
  write(text, changed.event);
  objects(text, "promoted", changed.promoted);
}

}  // namespace lastseat::json
