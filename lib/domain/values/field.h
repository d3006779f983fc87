// The fields of a noun are defined once, in a table: kEventFields, kStudentFields, kFestFields,
// kRegistrationFields. The JSON, the SQL columns, the columns of CSV files and the checks follow
// from the table, and a test compares it with the API document.
//
// A field has a name, a member of the noun, and a rule: its type and its limits. Constant data and
// pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "domain/limits.h"
#include "domain/values/code.h"
#include "domain/values/names.h"
#include "text/message.h"

namespace lastseat {

// ------------------------------------------------------------------------------------------ rules

// A code or a roll, not beginning with "~": 1 to limits::kCode characters, without blanks or
// invisible characters between them. Those at its ends do not count.
struct CodeRule {};
// The same, but it may be left out.
struct OptionalCodeRule {};
// An id. The rules find out whether it exists.
struct IdRule {};
// At most limits::kText characters. In a required one, there is something to see.
struct TextRule {
  bool required = false;
};
// A local time in the spelling that is stored (text/time.h).
struct TimeRule {};
struct NumberRule {
  std::int64_t low;
  std::int64_t high;
  bool zero_is_none = false;  // 0 stands for "none": null in JSON, an empty cell in CSV
};
// Absent means "no limit": null in JSON, NULL in SQL.
struct OptionalNumberRule {
  std::int64_t low;
  std::int64_t high;
};
// One of an enum's names.
struct ChoiceRule {};
// Milliseconds since 1970, UTC. In JSON a text; in SQL a number, in a column whose name ends in
// _ms.
struct MomentRule {
  bool zero_is_none = false;  // 0 means "not yet"
};
// A number or a text that only the program sets.
struct KeptRule {
  bool zero_is_none = false;
};

// ------------------------------------------------------------------------------------------ fields

// Where a field that only the program sets appears.
enum class Where { everywhere, json, sql };

// `given` is a member of the struct of optional fields that a command contains (EventFields,
// FestFields). It is nullptr if the command contains the whole noun, or if nobody may set the
// field.
template <class Member, class Given, class Rule>
struct Field {
  // Whether people may set it.
  static constexpr bool kSettable =
      !std::is_same_v<Rule, KeptRule> && !std::is_same_v<Rule, MomentRule>;
  // Whether a command may leave it unchanged.
  static constexpr bool kHasGiven = !std::is_same_v<Given, std::nullptr_t>;

  std::string_view name;
  Member member;
  Given given;
  Rule rule;
  bool required = false;  // a new noun must have it
  bool personal = false;  // an erasure replaces it
  Where where = Where::everywhere;

  constexpr Field needed() const {
    Field field = *this;
    field.required = true;
    return field;
  }
  constexpr Field of_a_person() const {
    Field field = *this;
    field.personal = true;
    return field;
  }
};

template <class Noun, class Value, class Rule>
constexpr auto set(std::string_view name, Value Noun::*member, Rule rule) {
  return Field<Value Noun::*, std::nullptr_t, Rule>{name, member, nullptr, rule};
}
template <class Noun, class Value, class Given, class Rule>
constexpr auto set(std::string_view name, Value Noun::*member, Given given, Rule rule) {
  return Field<Value Noun::*, Given, Rule>{name, member, given, rule};
}
// `member` may be a member function of the noun.
template <class Member, class Rule = KeptRule>
constexpr auto kept(std::string_view name, Member member, Rule rule = {},
                    Where where = Where::everywhere) {
  return Field<Member, std::nullptr_t, Rule>{name, member, nullptr, rule, false, false, where};
}

template <class Table, class Use>
constexpr void for_each_field(const Table& table, Use&& use) {
  std::apply([&](const auto&... field) { (use(field), ...); }, table);
}

template <class Field>
using FieldOf = std::decay_t<Field>;

// ------------------------------------------------------------------------------------------ checks

// `detail` says what is wrong, for example "must be at most 40 characters".
struct FieldProblem {
  std::string field;
  Message detail;
};
using FieldProblems = std::vector<FieldProblem>;

// Each adds to `problems` what is wrong, or nothing.
void check(const CodeRule&, std::string_view field, std::string_view code, FieldProblems& problems);
void check(const TextRule&, std::string_view field, std::string_view text, FieldProblems& problems);
void check(const TimeRule&, std::string_view field, std::string_view text, FieldProblems& problems);
void check(const NumberRule&, std::string_view field, std::int64_t number, FieldProblems& problems);
void check(const OptionalNumberRule&, std::string_view field, std::optional<std::int64_t> number,
           FieldProblems& problems);

// Checks nothing: the rules find out whether the id exists.
template <class Id>
void check(const IdRule&, std::string_view, Id, FieldProblems&) {}

template <class Tag>
void check(const CodeRule& rule, std::string_view field, const Code<Tag>& code,
           FieldProblems& problems) {
  check(rule, field, code.text, problems);
}
inline void check(const OptionalCodeRule&, std::string_view field,
                  const std::optional<std::string>& code, FieldProblems& problems) {
  if (code) check(CodeRule{}, field, std::string_view(*code), problems);
}
// Checks nothing: whoever reads the name of an enum's value checks it.
template <Named Enum>
void check(const ChoiceRule&, std::string_view, Enum, FieldProblems&) {}

// Checks every field that people may set.
template <class Table, class Noun>
void check_fields(const Table& table, const Noun& noun, FieldProblems& problems) {
  for_each_field(table, [&](const auto& field) {
    if constexpr (FieldOf<decltype(field)>::kSettable) {
      check(field.rule, field.name, noun.*field.member, problems);
    }
  });
}

// Checks every field that is given.
template <class Table, class Given>
void check_given(const Table& table, const Given& given, FieldProblems& problems) {
  for_each_field(table, [&](const auto& field) {
    if constexpr (FieldOf<decltype(field)>::kHasGiven) {
      if (const auto& value = given.*field.given) {
        check(field.rule, field.name, *value, problems);
      }
    }
  });
}

// Returns `noun` with the given fields; the others stay unchanged.
template <class Table, class Noun, class Given>
Noun with_given(const Table& table, Noun noun, const Given& given) {
  for_each_field(table, [&](const auto& field) {
    if constexpr (FieldOf<decltype(field)>::kHasGiven) {
      if (const auto& value = given.*field.given) noun.*field.member = *value;
    }
  });
  return noun;
}

}  // namespace lastseat
