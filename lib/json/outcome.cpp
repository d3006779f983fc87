#include "json/outcome.h"

#include <charconv>

#include "json/events.h"
#include "json/fest.h"
#include "json/imports.h"
#include "json/registrations.h"
#include "json/students.h"
#include "json/syntax/parse.h"
#include "json/table.h"
#include "json/values.h"

namespace lastseat::json {
namespace {

constexpr std::size_t kUsualAnswer = 1024;  // bytes; enough for a confirmed registration

}  // namespace

std::string encode(const Outcome& outcome, Seq seq) {
  std::string out;
  out.reserve(kUsualAnswer);
  Text text(out);
  text.open();
  std::visit(
      [&](const auto& each) {
        if constexpr (requires { each.kName; }) text.field("outcome", each.kName);
        write(text, each);
      },
      outcome);
  text.field("seq", seq);
  text.close();
  return out;
}

// No text in the answer can contain this: its quotes would be escaped.
RegistrationId registration_in(std::string_view members) {
  constexpr std::string_view kBefore = R"("registration":{"id":)";
  const std::size_t at = members.find(kBefore);
  RegistrationId id;
  if (at == std::string_view::npos) return id;
  std::from_chars(members.data() + at + kBefore.size(), members.data() + members.size(), id.value);
  return id;
}

std::optional<Refused> decode_refused(std::string_view members) {
  Message error;
  const std::optional<Document> object = parse(members, error);
  if (!object || !object->root().find("reason")) return std::nullopt;
  Problems problems;
  Fields fields(object->root(), "", Trust::journal, problems);
  Refused refused = read(As<Refused>(), fields);
  if (!problems.empty()) return std::nullopt;
  return refused;
}

}  // namespace lastseat::json
