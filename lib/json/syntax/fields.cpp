#include "json/syntax/fields.h"

#include <utility>
#include <variant>

#include "text/time.h"

namespace lastseat::json {
namespace {

// A name as one segment of a JSON pointer.
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

}  // namespace

Fields::Fields(const Value& object, std::string pointer, Trust trust, Problems& problems)
    : object_(object),
      pointer_(std::move(pointer)),
      trust_(trust),
      problems_(problems),
      before_(problems.size()) {
  for (const Value& each : object) each.asked = false;
  if (!object.get<Object>()) complain("", Message{"field.not_object"});
}

std::optional<std::string> Fields::text(std::string_view name) {
  const Value* value = find(name);
  if (!value) return std::nullopt;
  const auto* words = value->get<std::string_view>();
  if (!words) return complain(name, Message{"field.not_text"});
  return std::string(*words);
}

std::optional<std::int64_t> Fields::number(std::string_view name) {
  const Value* value = find(name);
  return value ? whole(name, *value) : std::nullopt;
}

std::optional<std::int64_t> Fields::number_or_null(std::string_view name) {
  const Value* value = find(name);
  if (!value || value->get<std::monostate>()) return std::nullopt;
  return whole(name, *value);
}

std::optional<bool> Fields::boolean(std::string_view name) {
  const Value* value = find(name);
  if (!value) return std::nullopt;
  const bool* yes = value->get<bool>();
  if (!yes) return complain(name, Message{"field.not_boolean"});
  return *yes;
}

std::optional<std::string> Fields::time(std::string_view name) {
  std::optional<std::string> given = text(name);
  if (!given) return given;
  std::string stored = text::local_time(*given);
  return stored.empty() ? given : std::move(stored);
}

const Value* Fields::object(std::string_view name) {
  const Value* value = find(name);
  if (!value || value->get<Object>()) return value;
  complain(name, Message{"field.not_object"});
  return nullptr;
}

const Value* Fields::list(std::string_view name) {
  const Value* value = find(name);
  if (!value || value->get<List>()) return value;
  complain(name, Message{"field.not_list"});
  return nullptr;
}

std::vector<std::string> Fields::texts(std::string_view name) {
  std::vector<std::string> out;
  const Value* values = list(name);
  if (!values) return out;
  std::size_t i = 0;
  for (const Value& each : *values) {
    if (const auto* words = each.get<std::string_view>()) {
      out.emplace_back(*words);
    } else {
      complain(std::string(name) + "/" + std::to_string(i), Message{"field.not_text"});
    }
    ++i;
  }
  return out;
}

std::string Fields::pointer(std::string_view name) const {
  return name.empty() ? pointer_ : pointer_ + "/" + std::string(name);
}

std::nullopt_t Fields::complain(std::string_view name, Message detail) {
  problems_.push_back({std::move(detail), pointer(name)});
  return std::nullopt;
}

void Fields::complain(FieldProblems found) {
  for (FieldProblem& each : found) complain(each.field, std::move(each.detail));
}

void Fields::check_code(std::string_view name, const std::string& code) {
  if (trust_ == Trust::journal || !has(name)) return;
  FieldProblems found;
  check(CodeRule{}, name, std::string_view(code), found);
  complain(std::move(found));
}

void Fields::refuse_unknown() {
  if (!object_.get<Object>()) return;
  for (const Value& each : object_) {
    if (each.asked) continue;
    // The name may be empty, which pointer() would take for the object itself.
    problems_.push_back({Message{"unknown_field", {{"field", std::string(each.name)}}},
                         pointer_ + "/" + escaped(each.name)});
  }
}

const Value* Fields::find(std::string_view name) {
  const Value* value = object_.find(name);
  if (value) value->asked = true;
  return value;
}

std::optional<std::int64_t> Fields::whole(std::string_view name, const Value& value) {
  if (const auto* number = value.get<std::int64_t>()) return *number;
  if (value.get<std::uint64_t>()) return complain(name, Message{"field.too_large"});
  return complain(name, Message{"field.not_whole"});
}

}  // namespace lastseat::json
