// Reads the members of one JSON object by name and type, and remembers which names were asked for:
// what nobody asked for is unknown. A member of the wrong type is a problem, and counts as absent.
// The object, and the list of problems, must outlive it. One thread; nothing is thrown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/values/field.h"
#include "json/syntax/parse.h"

namespace lastseat::json {

// As RFC 9457 extends it: what is wrong, and a JSON pointer to where ("/student/name").
struct Problem {
  Message detail;
  std::string pointer;
};
using Problems = std::vector<Problem>;

// Of the journal only the shape is looked at. What was refused for its values is in the journal
// too, and the limits may have been different when it was written.
enum class Trust { none, journal };

// Says which overload of read() is meant.
template <class T>
struct As {};

class Fields {
 public:
  Fields(const Json& object, std::string pointer, Trust trust, Problems& problems);

  std::optional<std::string> text(std::string_view name);
  std::optional<std::int64_t> number(std::string_view name);
  // As number(), where null says "none".
  std::optional<std::int64_t> number_or_null(std::string_view name);
  std::optional<bool> boolean(std::string_view name);
  // A local time in the one spelling that is stored; one that is no time is left for check() to
  // name.
  std::optional<std::string> time(std::string_view name);
  const Json* object(std::string_view name);
  const Json* list(std::string_view name);
  std::vector<std::string> texts(std::string_view name);
  template <Named Enum>
  std::optional<Enum> choice(std::string_view name) {
    const std::optional<std::string> given = text(name);
    if (!given) return std::nullopt;
    const std::optional<Enum> value = value_named<Enum>(*given);
    if (!value) complain(name, Message{"field.not_a_choice", {{"choices", all_names<Enum>()}}});
    return value;
  }

  template <class Value>
  Value required(std::string_view name, std::optional<Value> value) {
    if (!value && !has(name)) complain(name, Message{"field.missing"});
    return std::move(value).value_or(Value{});
  }

  bool has(std::string_view name) const { return object_.contains(name); }
  const Json& json() const { return object_; }
  std::string pointer(std::string_view name) const;
  Trust trust() const { return trust_; }
  Problems& problems() { return problems_; }
  bool good() const { return problems_.size() == before_; }  // nothing was found to be wrong

  std::nullopt_t complain(std::string_view name, Message detail);
  void complain(FieldProblems);
  // What the rules of the domain say of a value that was read; nothing for the journal.
  template <class Thing>
  void check_value(const Thing& thing) {
    if (trust_ == Trust::journal) return;
    FieldProblems found;
    check(thing, found);
    complain(std::move(found));
  }
  // The same for one field of a table, and for a code that stands alone.
  template <class Field, class Value>
  void check_field(const Field& field, const Value& value) {
    if (trust_ == Trust::journal) return;
    FieldProblems found;
    check(field.rule, field.name, value, found);
    complain(std::move(found));
  }
  void check_code(std::string_view name, const std::string& code);

  void refuse_unknown();

 private:
  const Json* find(std::string_view name);
  std::optional<std::int64_t> whole(std::string_view name, const Json& value);

  const Json& object_;
  const std::string pointer_;
  const Trust trust_;
  Problems& problems_;
  const std::size_t before_;
  std::vector<std::string_view> asked_;  // names are literals, or live as long as this
};

}  // namespace lastseat::json
