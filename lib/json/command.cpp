#include "json/command.h"

#include <utility>

#include "json/events.h"
#include "json/fest.h"
#include "json/imports.h"
#include "json/registrations.h"
#include "json/students.h"
#include "json/syntax/parse.h"
#include "json/table.h"

namespace lastseat::json {
namespace {

constexpr std::size_t kUsualCommand = 256;  // bytes; enough for the registration of a walk-in

// Finds the alternative of Command with this name, from the i-th on, and reads it.
template <std::size_t i = 0>
std::optional<Command> read_named(std::string_view name, Fields& fields) {
  if constexpr (i < std::variant_size_v<Command>) {
    using Each = std::variant_alternative_t<i, Command>;
    if (Each::kName == name) return read(As<Each>(), fields);
    return read_named<i + 1>(name, fields);
  } else {
    fields.complain("", Message{"unknown_command", {{"command", std::string(name)}}});
    return std::nullopt;
  }
}

std::optional<Command> decode_with(std::string_view name, const Value& object, Trust trust,
                                   Problems& problems) {
  Fields fields(object, "", trust, problems);
  if (!fields.good()) return std::nullopt;
  std::optional<Command> command = read_named(name, fields);
  fields.refuse_unknown();
  if (!problems.empty()) return std::nullopt;
  return command;
}

}  // namespace

std::optional<Command> decode(std::string_view name, const Value& fields, Problems& problems) {
  return decode_with(name, fields, Trust::none, problems);
}

std::optional<Command> decode_journal(std::string_view name, std::int64_t form,
                                      std::string_view text) {
  Message error;
  const std::optional<Document> fields = parse(text, error);
  if (!fields) return std::nullopt;
  Problems problems;
  std::optional<Command> command = decode_with(name, fields->root(), Trust::journal, problems);
  return command && form_of(*command) == form ? std::move(command) : std::nullopt;
}

std::string encode(const Command& command) {
  std::string out;
  out.reserve(kUsualCommand);
  Text text(out);
  text.open();
  std::visit([&](const auto& each) { write(text, each); }, command);
  text.close();
  return out;
}

}  // namespace lastseat::json
