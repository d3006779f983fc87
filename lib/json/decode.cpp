#include "json/decode.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "domain/fields.h"

namespace lastseat::json {
namespace {

constexpr std::size_t kDepth = 16;           // nothing of ours nests deeper than 5
constexpr std::size_t kFieldsOfObject = 64;  // nothing of ours has more than 20

// Builds the value as the parser reads on, and stops it at what it would accept and we do not.
class Builder {
 public:
  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(std::int64_t value) { return put(value); }
  bool number_unsigned(std::uint64_t value) { return put(value); }
  bool number_float(double value, const std::string&) { return put(value); }
  bool string(std::string& value) { return put(std::move(value)); }
  bool binary(Json::binary_t&) { return false; }  // of formats that are not text

  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    auto& fields = open_.back()->get_ref<Json::object_t&>();
    if (fields.find(name) != fields.end()) {
      return stop("The JSON has a field twice in one object: \"" + name + "\".");
    }
    if (fields.size() == kFieldsOfObject) {
      return stop("The JSON has too many fields in one object.");
    }
    next_ = &fields.emplace_back(std::move(name), nullptr).second;
    return true;
  }

  bool parse_error(std::size_t bytes_read, const std::string&, const Json::exception& error) {
    constexpr int kOutOfRange = 406;
    if (error.id == kOutOfRange) return stop("This JSON has a number that is out of all bounds.");
    broken_at = bytes_read == 0 ? 0 : bytes_read - 1;
    return false;
  }

  Json root;
  std::string why;            // it stopped the parser; empty: it did not
  std::size_t broken_at = 0;  // where the parser stopped by itself

 private:
  bool stop(std::string reason) {
    why = std::move(reason);
    return false;
  }

  // Where the next value belongs: the document itself, the field just named, or the end of a list.
  Json& next() {
    if (open_.empty()) return root;
    if (open_.back()->is_object()) return *next_;
    return open_.back()->get_ref<Json::array_t&>().emplace_back();
  }
  template <class Value>
  bool put(Value&& given) {
    next() = std::forward<Value>(given);
    return true;
  }
  bool open(Json&& empty) {
    if (open_.size() == kDepth) return stop("The JSON nests too deeply.");
    Json& place = next();
    place = std::move(empty);
    open_.push_back(&place);  // stays where it is: nothing is added around it while it is open
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::vector<Json*> open_;
  Json* next_ = nullptr;
};

std::string place(std::string_view text, std::size_t byte) {
  text = text.substr(0, byte);
  const auto line = std::count(text.begin(), text.end(), '\n') + 1;
  const std::size_t line_start =
      text.rfind('\n') == std::string_view::npos ? 0 : text.rfind('\n') + 1;
  return "line " + std::to_string(line) + ", byte " + std::to_string(byte - line_start + 1);
}

std::string escaped(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

// "/student/name" → "student name", as a sentence begins.
std::string spoken(std::string_view pointer) {
  std::string out(pointer.substr(std::min<std::size_t>(1, pointer.size())));
  std::replace(out.begin(), out.end(), '/', ' ');
  return out.empty() ? "the request" : out;
}

// Reads the members of one object and remembers which names were asked for; what nobody asked for
// is unknown. A member of the wrong type is a problem, and counts as absent.
class Fields {
 public:
  Fields(const Json& object, std::string pointer, Problems& problems)
      : object_(object), pointer_(std::move(pointer)), problems_(problems) {
    asked_.reserve(16);
    if (!object.is_object()) complain("", "must be an object");
  }

  std::optional<std::string> text(const char* name) {
    const Json* value = find(name);
    if (!value) return std::nullopt;
    if (!value->is_string()) return complain(name, "must be a text");
    return value->get<std::string>();
  }

  std::optional<std::int64_t> number(const char* name) {
    const Json* value = find(name);
    return value ? whole(name, *value) : std::nullopt;
  }

  // As number(), where null says "none".
  std::optional<std::int64_t> number_or_null(const char* name) {
    const Json* value = find(name);
    if (!value || value->is_null()) return std::nullopt;
    return whole(name, *value);
  }

  std::optional<bool> boolean(const char* name) {
    const Json* value = find(name);
    if (!value) return std::nullopt;
    if (!value->is_boolean()) return complain(name, "must be true or false");
    return value->get<bool>();
  }

  const Json* object(const char* name) {
    const Json* value = find(name);
    if (!value || value->is_object()) return value;
    complain(name, "must be an object");
    return nullptr;
  }

  const Json* list(const char* name) {
    const Json* value = find(name);
    if (!value || value->is_array()) return value;
    complain(name, "must be a list");
    return nullptr;
  }

  std::vector<std::string> texts(const char* name) {
    std::vector<std::string> out;
    const Json* values = list(name);
    if (!values) return out;
    for (std::size_t i = 0; i < values->size(); ++i) {
      const Json& value = (*values)[i];
      if (value.is_string()) {
        out.push_back(value.get<std::string>());
      } else {
        complain(std::string(name) + "/" + std::to_string(i), "must be a text");
      }
    }
    return out;
  }

  template <class Value>
  Value required(const char* name, std::optional<Value> value) {
    if (!value && !object_.contains(name)) complain(name, "must be given");
    return std::move(value).value_or(Value{});
  }

  bool has(const char* name) const { return object_.contains(name); }
  std::string pointer(std::string_view name) const {
    return name.empty() ? pointer_ : pointer_ + "/" + std::string(name);
  }

  std::nullopt_t complain(std::string_view name, const std::string& detail) {
    const std::string at = pointer(name);
    problems_.push_back({spoken(at) + " " + detail, at});
    return std::nullopt;
  }
  void complain(const FieldProblems& found) {
    for (const FieldProblem& each : found) complain(each.field, each.detail);
  }

  void refuse_unknown() {
    if (!object_.is_object()) return;
    for (const auto& [name, value] : object_.items()) {
      if (std::find(asked_.begin(), asked_.end(), name) != asked_.end()) continue;
      problems_.push_back({"There is no field " + name + " here", pointer(escaped(name))});
    }
  }

 private:
  const Json* find(const char* name) {
    asked_.emplace_back(name);
    if (!object_.is_object()) return nullptr;
    const auto at = object_.find(name);
    return at == object_.end() ? nullptr : &*at;
  }

  std::optional<std::int64_t> whole(const char* name, const Json& value) {
    if (!value.is_number_integer()) return complain(name, "must be a whole number");
    const bool huge = value.is_number_unsigned() &&
                      value.get<std::uint64_t>() >
                          static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (huge) return complain(name, "is too large a number");
    return value.get<std::int64_t>();
  }

  const Json& object_;
  const std::string pointer_;
  Problems& problems_;
  std::vector<std::string_view> asked_;
};

enum class Trust { none, journal };

// What of `Fields` the rules of lib/domain/fields.h say; nothing for the journal.
template <class Thing>
void check_fields(Fields& fields, const Thing& thing, Trust trust) {
  if (trust == Trust::journal) return;
  FieldProblems found;
  check(thing, found);
  fields.complain(found);
}

void check_code_field(Fields& fields, std::string_view name, const std::string& code, Trust trust) {
  if (trust == Trust::journal || !fields.has(std::string(name).c_str())) return;
  FieldProblems found;
  check_code(name, code, found);
  fields.complain(found);
}

// In the one spelling that is stored; one that is no time stays for check() to name.
std::optional<std::string> time(Fields& fields, const char* name) {
  std::optional<std::string> text = fields.text(name);
  if (!text) return text;
  std::string stored = local_time(*text);
  return stored.empty() ? text : std::move(stored);
}

EventFields event_fields(Fields& fields) {
  EventFields out;
  out.title = fields.text("title");
  out.category = fields.text("category");
  out.venue = fields.text("venue");
  out.starts_at = time(fields, "starts_at");
  out.ends_at = time(fields, "ends_at");
  out.capacity = fields.number("capacity");
  out.fee_minor = fields.number("fee_minor");
  out.team_min = fields.number("team_min");
  out.team_max = fields.number("team_max");
  if (const std::optional<std::string> state = fields.text("state")) {
    if (*state == "open" || *state == "closed") {
      out.state = *state == "open" ? EventState::open : EventState::closed;
    } else {
      fields.complain("state", "must be open or closed");
    }
  }
  return out;
}

// The roll may be left out where `roll` says whose it is.
Student student(Fields& fields, const Roll& roll = {}) {
  Student out;
  const std::optional<std::string> given = fields.text("roll");
  out.roll = given || !roll.text.empty() ? Roll{given.value_or(roll.text)}
                                         : Roll{fields.required("roll", given)};
  out.name = fields.required("name", fields.text("name"));
  out.email = fields.text("email").value_or("");
  out.phone = fields.text("phone").value_or("");
  out.college = fields.text("college").value_or("");
  out.year = fields.number_or_null("year").value_or(0);
  return out;
}

using Parsed = std::optional<Command>;

// One walk-in at `value`; what is missing or wrong goes to `problems` once, under its own pointer.
Student walk_in(const Json& value, std::string pointer, const Roll& roll, Trust trust,
                Problems& problems) {
  Fields fields(value, std::move(pointer), problems);
  const std::size_t before = problems.size();
  Student out = student(fields, roll);
  fields.refuse_unknown();
  if (problems.size() == before) check_fields(fields, out, trust);
  return out;
}

Parsed decode_register(Fields& fields, Trust trust, Problems& problems) {
  Register out;
  out.event.text = fields.required("event", fields.text("event"));
  const std::optional<std::string> roll = fields.text("roll");
  if (fields.has("roll") && fields.has("members")) {
    fields.complain("members", "must not stand beside roll");
  } else if (!fields.has("roll") && !fields.has("members")) {
    fields.complain("roll", "must be given");
  }
  if (roll) out.members.push_back({*roll});
  for (std::string& member : fields.texts("members")) out.members.push_back({std::move(member)});
  out.team = fields.text("team").value_or("");
  out.waitlist = fields.boolean("waitlist").value_or(false);

  const Roll alone = out.members.size() == 1 ? out.members.front() : Roll{};
  if (const Json* one = fields.object("student")) {
    out.walk_ins.push_back(walk_in(*one, "/student", alone, trust, problems));
  }
  if (const Json* several = fields.list("students")) {
    for (std::size_t i = 0; i < several->size(); ++i) {
      out.walk_ins.push_back(
          walk_in((*several)[i], "/students/" + std::to_string(i), alone, trust, problems));
    }
  }
  if (!problems.empty() || trust == Trust::journal) return out;

  // The walk-ins were checked above, each at its own place: what is left is of the entry as a
  // whole.
  FieldProblems found;
  check(out, found);
  for (FieldProblem& each : found) {
    if (roll && each.field == "members") each.field = "roll";
    if (each.field == "student" && !fields.has("student")) each.field = "students";
  }
  fields.complain(found);
  return out;
}

Parsed decode_add_event(Fields& fields, Trust trust, Problems& problems) {
  AddEvent out{{fields.required("code", fields.text("code"))}, event_fields(fields)};
  if (trust == Trust::journal) return out;
  for (const char* name : {"title", "starts_at", "ends_at", "capacity"}) {
    if (!fields.has(name)) fields.complain(name, "must be given");
  }
  if (problems.empty()) {
    check_fields(fields, with(Event{.code = out.code}, out.fields), trust);
  } else {
    check_code_field(fields, "code", out.code.text, trust);
    check_fields(fields, out.fields, trust);
  }
  return out;
}

Parsed decode_change_event(Fields& fields, Trust trust) {
  ChangeEvent out{{fields.required("code", fields.text("code"))},
                  event_fields(fields),
                  fields.number("unchanged_since")};
  check_code_field(fields, "code", out.code.text, trust);
  check_fields(fields, out.fields, trust);
  return out;
}

Parsed decode_ticket(bool undo, Fields& fields, Trust trust) {
  std::string ticket = fields.required("ticket", fields.text("ticket"));
  check_code_field(fields, "ticket", ticket, trust);
  if (undo) return UndoCheckIn{std::move(ticket)};
  return CheckIn{std::move(ticket)};
}

Parsed decode_put_student(Fields& fields, Trust trust, Problems& problems) {
  PutStudent out{student(fields)};
  if (problems.empty()) check_fields(fields, out.student, trust);
  return out;
}

Parsed decode_fest(Fields& fields, Trust trust) {
  ChangeFest out;
  if (const std::optional<std::string> clash = fields.text("time_clash")) {
    if (*clash == "warn" || *clash == "refuse") {
      out.fields.time_clash = *clash == "refuse" ? TimeClash::refuse : TimeClash::warn;
    } else {
      fields.complain("time_clash", "must be warn or refuse");
    }
  }
  const auto limit = [&](const char* name, auto& to) {
    const auto number = fields.number_or_null(name);
    if (fields.has(name)) to = number;
  };
  limit("entry_limit", out.fields.entry_limit);
  limit("waitlist_limit", out.fields.waitlist_limit);
  check_fields(fields, out.fields, trust);
  return out;
}

// The rows of an import were read and checked by files/import; here they come back from the
// journal.
template <class Import, class ReadRow>
Parsed decode_import(Fields& fields, Problems& problems, ReadRow&& read_row) {
  Import out;
  if (const Json* rows = fields.list("rows")) {
    out.rows.reserve(rows->size());
    for (std::size_t i = 0; i < rows->size(); ++i) {
      Fields row((*rows)[i], "/rows/" + std::to_string(i), problems);
      const std::int64_t line = row.required("line", row.number("line"));
      out.rows.push_back(read_row(row));
      out.rows.back().line = line;
      row.refuse_unknown();
    }
  }
  out.ignored_columns = fields.texts("ignored_columns");
  return out;
}

Parsed decode_fields(std::string_view name, Fields& fields, Trust trust, Problems& problems) {
  if (name == "register") return decode_register(fields, trust, problems);
  if (name == "cancel") return Cancel{{fields.required("id", fields.number("id"))}};
  if (name == "check_in") return decode_ticket(false, fields, trust);
  if (name == "undo_check_in") return decode_ticket(true, fields, trust);
  if (name == "add_event") return decode_add_event(fields, trust, problems);
  if (name == "change_event") return decode_change_event(fields, trust);
  if (name == "put_student") return decode_put_student(fields, trust, problems);
  if (name == "change_fest") return decode_fest(fields, trust);
  if (name == "import_events") {
    return decode_import<ImportEvents>(fields, problems, [](Fields& row) {
      EventRow out;
      out.code.text = row.required("code", row.text("code"));
      out.fields = event_fields(row);
      return out;
    });
  }
  if (name == "import_students") {
    return decode_import<ImportStudents>(fields, problems, [](Fields& row) {
      return StudentRow{0, student(row)};
    });
  }
  fields.complain("", "has no command of the name " + std::string(name));
  return std::nullopt;
}

Parsed decode_with(std::string_view name, const Json& object, Trust trust, Problems& problems) {
  Fields fields(object, "", problems);
  if (!problems.empty()) return std::nullopt;
  Parsed command = decode_fields(name, fields, trust, problems);
  fields.refuse_unknown();
  if (!problems.empty()) return std::nullopt;
  return command;
}

}  // namespace

std::optional<Json> parse(std::string_view text, std::string& error) {
  // The parser takes a zero byte for the end of the text, and would believe what stands before it.
  if (const std::size_t at = text.find('\0'); at != std::string_view::npos) {
    error = "This is not JSON: there is a zero byte at " + place(text, at) + ".";
    return std::nullopt;
  }
  Builder builder;
  if (Json::sax_parse(text.begin(), text.end(), &builder)) return std::move(builder.root);
  error = builder.why.empty() ? "This is not JSON from " + place(text, builder.broken_at) + " on."
                              : std::move(builder.why);
  return std::nullopt;
}

std::optional<Command> decode(std::string_view name, const Json& fields, Problems& problems) {
  return decode_with(name, fields, Trust::none, problems);
}

std::optional<Command> decode_journal(std::string_view name, std::string_view text) {
  std::string error;
  const std::optional<Json> fields = parse(text, error);
  Problems problems;
  return fields ? decode_with(name, *fields, Trust::journal, problems) : std::nullopt;
}

}  // namespace lastseat::json
