#include "json/syntax/fields.h"

#include <algorithm>
#include <limits>
#include <utility>

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

Fields::Fields(const Json& object, std::string pointer, Trust trust, Problems& problems)
    : object_(object),
      pointer_(std::move(pointer)),
      trust_(trust),
      problems_(problems),
      before_(problems.size()) {
  asked_.reserve(16);
  if (!object.is_object()) complain("", Message{"field.not_object"});
}

std::optional<std::string> Fields::text(std::string_view name) {
  const Json* value = find(name);
  if (!value) return std::nullopt;
  if (!value->is_string()) return complain(name, Message{"field.not_text"});
  return value->get<std::string>();
}

std::optional<std::int64_t> Fields::number(std::string_view name) {
  const Json* value = find(name);
  return value ? whole(name, *value) : std::nullopt;
}

std::optional<std::int64_t> Fields::number_or_null(std::string_view name) {
  const Json* value = find(name);
  if (!value || value->is_null()) return std::nullopt;
  return whole(name, *value);
}

std::optional<bool> Fields::boolean(std::string_view name) {
  const Json* value = find(name);
  if (!value) return std::nullopt;
  if (!value->is_boolean()) return complain(name, Message{"field.not_boolean"});
  return value->get<bool>();
}

std::optional<std::string> Fields::time(std::string_view name) {
  std::optional<std::string> given = text(name);
  if (!given) return given;
  std::string stored = text::local_time(*given);
  return stored.empty() ? given : std::move(stored);
}

const Json* Fields::object(std::string_view name) {
  const Json* value = find(name);
  if (!value || value->is_object()) return value;
  complain(name, Message{"field.not_object"});
  return nullptr;
}

const Json* Fields::list(std::string_view name) {
  const Json* value = find(name);
  if (!value || value->is_array()) return value;
  complain(name, Message{"field.not_list"});
  return nullptr;
}

std::vector<std::string> Fields::texts(std::string_view name) {
  std::vector<std::string> out;
  const Json* values = list(name);
  if (!values) return out;
  for (std::size_t i = 0; i < values->size(); ++i) {
    const Json& value = (*values)[i];
    if (value.is_string()) {
      out.push_back(value.get<std::string>());
    } else {
      complain(std::string(name) + "/" + std::to_string(i), Message{"field.not_text"});
    }
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
  if (!object_.is_object()) return;
  for (const auto& [name, value] : object_.items()) {
    if (std::find(asked_.begin(), asked_.end(), name) != asked_.end()) continue;
    // The name may be empty, which pointer() would take for the object itself.
    problems_.push_back(
        {Message{"unknown_field", {{"field", name}}}, pointer_ + "/" + escaped(name)});
  }
}

const Json* Fields::find(std::string_view name) {
  asked_.push_back(name);
  if (!object_.is_object()) return nullptr;
  const auto at = object_.find(name);
  return at == object_.end() ? nullptr : &*at;
}

std::optional<std::int64_t> Fields::whole(std::string_view name, const Json& value) {
  if (!value.is_number_integer()) return complain(name, Message{"field.not_whole"});
  const bool huge = value.is_number_unsigned() &&
                    value.get<std::uint64_t>() >
                        static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (huge) return complain(name, Message{"field.too_large"});
  return value.get<std::int64_t>();
}

}  // namespace lastseat::json
