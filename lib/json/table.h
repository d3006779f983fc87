// JSON that follows from a table of fields (domain/values/field.h): that of nouns, and of each
// command and outcome that consists of nothing but its fields (kFields). Pure functions; any
// thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/values/field.h"
#include "domain/values/registration.h"
#include "json/syntax/fields.h"
#include "json/syntax/text.h"
#include "text/time.h"

namespace lastseat::json {

// ---------------------------------------------------------------------------------------- writing

// Writes one member. Nouns inside another noun have their own overloads (values.h).
template <class Rule>
void put(Text& text, std::string_view name, const std::string& value, const Rule&) {
  text.field(name, value);
}
template <class Tag, class Rule>
void put(Text& text, std::string_view name, const Code<Tag>& code, const Rule&) {
  text.field(name, code.text);
}
template <class Rule>
void put(Text& text, std::string_view name, RegistrationId id, const Rule&) {
  text.field(name, id.value);
}
template <class Rule>
void put(Text& text, std::string_view name, std::int64_t number, const Rule& rule) {
  if (rule.zero_is_none) return text.field_or_null(name, number);
  text.field(name, number);
}
inline void put(Text& text, std::string_view name, std::int64_t at_ms, const MomentRule& rule) {
  text.name(name);
  if (rule.zero_is_none && at_ms == 0) return text.null();
  text.value(text::utc(at_ms));
}
template <Named Enum, class Rule>
void put(Text& text, std::string_view name, Enum value, const Rule&) {
  text.field(name, lastseat::name(value));
}
inline void put(Text& text, std::string_view name, std::optional<std::int64_t> number,
                const OptionalNumberRule&) {
  text.name(name);
  number ? text.value(*number) : text.null();
}
template <class Rule>
void put(Text& text, std::string_view name, const std::vector<Member>& members, const Rule&) {
  text.list(name, members, [&](const Member& member) {
    text.open();
    text.field("roll", member.roll.text);
    text.field("name", member.name);
    text.close();
  });
}

inline void put(Text& text, std::string_view name, const std::optional<std::string>& code,
                const OptionalCodeRule&) {
  if (code) text.field(name, *code);
}
template <class Rule>
void put(Text& text, std::string_view name, const std::vector<Seq>& places, const Rule&) {
  text.list(name, places, [&](Seq seq) { text.value(seq); });
}

template <class Table, class Noun>
void put_all(Text& text, const Table& table, const Noun& noun) {
  for_each_field(table, [&](const auto& field) {
    if (field.where == Where::sql) return;
    put(text, field.name, std::invoke(field.member, noun), field.rule);
  });
}

template <class Table, class Given>
void put_given(Text& text, const Table& table, const Given& given) {
  for_each_field(table, [&](const auto& field) {
    if constexpr (FieldOf<decltype(field)>::kHasGiven) {
      if (const auto& value = given.*field.given) put(text, field.name, *value, field.rule);
    }
  });
}

template <class Noun>
concept HasFields = requires {
  Noun::kFields;
};

template <HasFields Noun>
void write(Text& text, const Noun& noun) {
  put_all(text, Noun::kFields, noun);
}

// ---------------------------------------------------------------------------------------- reading

// Reads one member; absent if it is missing or has the wrong type.
inline std::optional<std::string> get(Fields& fields, std::string_view name, const TextRule&,
                                      const std::string&) {
  return fields.text(name);
}
inline std::optional<std::string> get(Fields& fields, std::string_view name, const TimeRule&,
                                      const std::string&) {
  return fields.time(name);
}
inline std::optional<std::int64_t> get(Fields& fields, std::string_view name,
                                       const NumberRule& rule, std::int64_t) {
  return rule.zero_is_none ? fields.number_or_null(name) : fields.number(name);
}
template <Named Enum>
std::optional<Enum> get(Fields& fields, std::string_view name, const ChoiceRule&, Enum) {
  return fields.choice<Enum>(name);
}
// null removes a limit; a missing field leaves it unchanged.
inline std::optional<std::optional<std::int64_t>> get(Fields& fields, std::string_view name,
                                                      const OptionalNumberRule&,
                                                      std::optional<std::int64_t>) {
  const std::optional<std::int64_t> number = fields.number_or_null(name);
  if (!fields.has(name)) return std::nullopt;
  return std::optional<std::optional<std::int64_t>>(std::in_place, number);
}

inline std::optional<std::string> get(Fields& fields, std::string_view name, const CodeRule&,
                                      const std::string&) {
  return fields.text(name);
}
inline std::optional<std::optional<std::string>> get(Fields& fields, std::string_view name,
                                                     const OptionalCodeRule&,
                                                     const std::optional<std::string>&) {
  return std::optional<std::optional<std::string>>(std::in_place, fields.text(name));
}
template <class Tag>
std::optional<Code<Tag>> get(Fields& fields, std::string_view name, const CodeRule&,
                             const Code<Tag>&) {
  const std::optional<std::string> code = fields.text(name);
  return code ? std::optional(Code<Tag>(*code)) : std::nullopt;
}
inline std::optional<RegistrationId> get(Fields& fields, std::string_view name, const IdRule&,
                                         RegistrationId) {
  const std::optional<std::int64_t> id = fields.number(name);
  return id ? std::optional(RegistrationId{*id}) : std::nullopt;
}

template <class Noun, class Given, class Table>
Given get_given(Fields& fields, const Table& table) {
  Given given;
  const Noun empty{};
  for_each_field(table, [&](const auto& field) {
    if constexpr (FieldOf<decltype(field)>::kHasGiven) {
      given.*field.given = get(fields, field.name, field.rule, empty.*field.member);
    }
  });
  return given;
}

// Every field is required, unless its rule says otherwise. Its value is checked by its rule.
template <HasFields Command>
Command read(As<Command>, Fields& fields) {
  Command out;
  for_each_field(Command::kFields, [&](const auto& field) {
    auto& value = out.*field.member;
    value = fields.required(field.name, get(fields, field.name, field.rule, value));
    if (fields.has(field.name)) fields.check_field(field, value);
  });
  return out;
}

}  // namespace lastseat::json
