// Reads the members of one JSON object by name and type, and marks those that were asked for: all
// others are unknown. A member of the wrong type is a problem, and is treated as absent. The
// object and the list of problems must outlive it. One thread at a time; nothing is thrown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/values/field.h"
#include "json/syntax/document.h"

namespace lastseat::json {

// A problem as in RFC 9457: what is wrong, and a JSON pointer to it ("/student/name").
struct Problem {
  Message detail;
  std::string pointer;
};
using Problems = std::vector<Problem>;

// With `journal`, only the types are checked, not the values: the journal also contains commands
// that were refused for their values, and the limits may have been different when it was written.
enum class Trust { none, journal };

// Selects an overload of read().
template <class T>
struct As {};

class Fields {
 public:
  Fields(const Value& object, std::string pointer, Trust trust, Problems& problems);

  std::optional<std::string> text(std::string_view name);
  std::optional<std::int64_t> number(std::string_view name);
  // The same, but null means "none".
  std::optional<std::int64_t> number_or_null(std::string_view name);
  std::optional<bool> boolean(std::string_view name);
  // A local time in the spelling that is stored. A text that is not a time is returned unchanged:
  // check() reports it.
  std::optional<std::string> time(std::string_view name);
  const Value* object(std::string_view name);
  const Value* list(std::string_view name);
  std::vector<std::string> texts(std::string_view name);
  template <Named Enum>
  std::optional<Enum> choice(std::string_view name) {
    const std::optional<std::string> given = text(name);
    if (!given) return std::nullopt;
    const std::optional<Enum> value = value_named<Enum>(*given);
    if (!value) complain(name, Message{"field.not_a_choice", {{"choices", all_names<Enum>()}}});
    return value;
  }

  template <class Type>
  Type required(std::string_view name, std::optional<Type> value) {
    if (!value && !has(name)) complain(name, Message{"field.missing"});
    return std::move(value).value_or(Type{});
  }

  bool has(std::string_view name) const { return object_.find(name) != nullptr; }
  const Value& members() const { return object_; }
  std::string pointer(std::string_view name) const;
  Trust trust() const { return trust_; }
  Problems& problems() { return problems_; }
  bool good() const { return problems_.size() == before_; }  // no problem since it was created

  std::nullopt_t complain(std::string_view name, Message detail);
  void complain(FieldProblems);
  // Reports what the domain's check() finds wrong with a value. Does nothing for the journal.
  template <class Thing>
  void check_value(const Thing& thing) {
    if (trust_ == Trust::journal) return;
    FieldProblems found;
    check(thing, found);
    complain(std::move(found));
  }
  // The same for one field of a table, and for a code that is not in a table.
  template <class Field, class Type>
  void check_field(const Field& field, const Type& value) {
    if (trust_ == Trust::journal) return;
    FieldProblems found;
    check(field.rule, field.name, value, found);
    complain(std::move(found));
  }
  void check_code(std::string_view name, const std::string& code);

  void refuse_unknown();

 private:
  const Value* find(std::string_view name);
  std::optional<std::int64_t> whole(std::string_view name, const Value& value);

  const Value& object_;
  const std::string pointer_;
  const Trust trust_;
  Problems& problems_;
  const std::size_t before_;
};

}  // namespace lastseat::json
