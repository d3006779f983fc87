// The API's document, web/openapi.json, against what the program does: its tables of routes, of
// fields, of names and of limits.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>

#include "domain/outcome.h"
#include "http/alternatives.h"
#include "http/heads.h"
#include "http/limits.h"
#include "http/net/etag.h"
#include "http/refusals.h"
#include "http/routes.h"
#include "http/web_files.h"
#include "json/values.h"

using namespace lastseat;
using namespace lastseat::test;

namespace {

using Json = nlohmann::json;
using Texts = std::vector<std::string>;

const Json& document() {
  static const Json parsed = [] {
    for (const EmbeddedFile& file : web_files()) {
      if (file.path == "/openapi.json") return Json::parse(file.bytes);
    }
    return Json::object();
  }();
  return parsed;
}

const Json& at(const std::string& pointer) {
  static const Json kNothing = Json::object();
  const Json::json_pointer place(pointer);
  if (!document().contains(place)) {
    FAIL_CHECK("openapi.json has no ", pointer);
    return kNothing;
  }
  return document().at(place);
}

// ------------------------------------------------------------------------- the schema of one field

Json schema_of(const CodeRule&, const Json&) {
  return {{"type", "string"}, {"minLength", 1}, {"maxLength", limits::kCode}};
}
Json schema_of(const TextRule& rule, const Json&) {
  Json schema{{"type", "string"}, {"maxLength", limits::kText}};
  if (rule.required) schema["minLength"] = 1;
  return schema;
}
Json schema_of(const TimeRule&, const Json&) {
  return {{"type", "string"}, {"pattern", R"(^\d{4}-\d\d-\d\dT\d\d:\d\d$)"}};
}
Json schema_of(const NumberRule& rule, const Json&) {
  Json schema{{"type", "integer"}, {"minimum", rule.low}, {"maximum", rule.high}};
  if (rule.zero_is_none) schema["type"] = {"integer", "null"};
  return schema;
}
Json schema_of(const OptionalNumberRule& rule, const Json&) {
  return {{"type", {"integer", "null"}}, {"minimum", rule.low}, {"maximum", rule.high}};
}
Json schema_of(const ChoiceRule&, const Json& of_type) { return of_type; }
Json schema_of(const MomentRule& rule, const Json&) {
  Json schema{{"type", "string"}, {"format", "date-time"}};
  if (rule.zero_is_none) schema["type"] = {"string", "null"};
  return schema;
}
Json schema_of(const KeptRule& rule, const Json& of_type) {
  Json schema = of_type;
  if (rule.zero_is_none) schema["type"] = {of_type["type"], "null"};
  return schema;
}

Json of_type(const std::string&) { return {{"type", "string"}}; }
Json of_type(std::int64_t) { return {{"type", "integer"}}; }
Json of_type(std::optional<std::int64_t>) { return {{"type", {"integer", "null"}}}; }
Json of_type(RegistrationId) { return {{"type", "integer"}}; }
Json of_type(const std::vector<Member>&) { return {{"type", "array"}}; }
template <class Tag>
Json of_type(const Code<Tag>&) {
  return schema_of(CodeRule{}, {});
}
template <Named Enum>
Json of_type(Enum) {
  return {{"type", "string"}, {"enum", all_names<Enum>()}};
}

// What the table says of a field, as JSON Schema.
template <class Noun, class Field>
Json schema_of(const Field& field) {
  return schema_of(field.rule, of_type(std::invoke(field.member, Noun{})));
}

// The part of a schema that decides what is valid.
Json deciding(Json schema) {
  schema.erase("description");
  schema.erase("examples");
  return schema;
}

Json only(const Texts& keys, const Json& object) {
  Json part = Json::object();
  for (const std::string& key : keys) {
    if (object.contains(key)) part[key] = object[key];
  }
  return part;
}

Texts keys_of(const Json& object) {
  Texts keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

std::string text_of(Texts names) {
  std::sort(names.begin(), names.end());
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// -------------------------------------------------------------------------- the schema of one noun

enum class Use {
  answered,  // every field that is in JSON, all of them there
  made,      // the fields that people may set; a new one must have the required ones
  changed,   // those that a command may leave as they are
};

template <class Field>
constexpr bool belongs(const Field& field, Use use) {
  if (use == Use::answered) return field.where != Where::sql;
  return use == Use::made ? Field::kSettable : Field::kHasGiven;
}

// `more` are the members of an answer besides the noun's. `elsewhere` is required, but may be said
// in another place: the address, or the entry that the student makes.
template <class Noun, class Table>
void compare(const std::string& pointer, const Table& table, Use use, Texts more = {},
             const std::string& elsewhere = {}) {
  CAPTURE(pointer);
  const Json& schema = at(pointer);
  const Json properties = schema.value("properties", Json::object());
  Texts names;
  Texts required;
  for_each_field(table, [&](const auto& field) {
    if (!belongs(field, use)) return;
    const std::string name(field.name);
    names.push_back(name);
    const bool must = use == Use::answered || (use == Use::made && field.required);
    if (must && name != elsewhere) required.push_back(name);

    const Json expected = schema_of<Noun>(field);
    Json said = deciding(properties.value(name, Json::object()));
    // The table has no limits for what only the program sets: there the document may say more.
    if (!std::decay_t<decltype(field)>::kSettable) said = only(keys_of(expected), said);
    CHECK_MESSAGE(said == expected, name, " is ", said.dump(), " and not ", expected.dump());
  });
  names.insert(names.end(), more.begin(), more.end());
  if (use == Use::answered) required.insert(required.end(), more.begin(), more.end());
  CHECK(text_of(keys_of(properties)) == text_of(names));
  CHECK(text_of(schema.value("required", Texts())) == text_of(required));
  const bool closed = !schema.value("additionalProperties", true);
  CHECK_MESSAGE(closed == (use != Use::answered), "only what people send is closed");
}

std::string component(const std::string& name) { return "/components/schemas/" + name; }
std::string body_of(const std::string& method, const std::string& escaped_path) {
  return "/paths/" + escaped_path + "/" + method + "/requestBody/content/application~1json/schema";
}

// Every name that `outcome` can have in an answer, wherever the document says so.
void add_outcomes(const Json& json, std::multiset<std::string>& found) {
  if (!json.is_structured()) return;
  if (json.is_object() && json.contains("properties") && json["properties"].contains("outcome")) {
    const Json& outcome = json["properties"]["outcome"];
    if (outcome.contains("const")) found.insert(outcome["const"]);
    for (const Json& each : outcome.value("enum", Json::array())) found.insert(each);
  }
  for (const Json& each : json) add_outcomes(each, found);
}

}  // namespace

TEST_CASE("the document is OpenAPI 3.1") {
  CHECK(document().value("openapi", "").substr(0, 4) == "3.1.");
}

TEST_CASE("the document and the table of routes name the same calls") {
  const Json& paths = at("/paths");
  std::size_t described = 0;
  for (const auto& [path, calls] : paths.items()) {
    described += calls.size() - calls.count("parameters");  // those of all its calls
  }
  CHECK(described == http::routes().size());
  for (const http::Route& route : http::routes()) {
    std::string method(route.method);
    for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
    CHECK_MESSAGE(paths.value(std::string(route.pattern), Json::object()).contains(method),
                  route.method, " ", route.pattern);
  }
}

TEST_CASE("an event is what the table of its fields says: in answers, new, and changed") {
  compare<Event>(component("Event"), kEventFields, Use::answered);
  compare<Event>(component("EventAnswer"), kEventFields, Use::answered,
                 {"outcome", "promoted", "seq"});
  compare<Event>(component("NewEvent"), kEventFields, Use::made);
  compare<Event>(component("EventFields"), kEventFields, Use::changed);
}

TEST_CASE("a student is what the table of its fields says: in answers, and given") {
  compare<Student>(component("Student"), kStudentFields, Use::answered);
  compare<Student>(component("StudentAnswer"), kStudentFields, Use::answered, {"outcome", "seq"});
  compare<Student>(
      "/paths/~1api~1students~1{roll}/get/responses/200/content/application~1json/schema",
      kStudentFields, Use::answered, {"registrations"});
  compare<Student>(component("StudentFields"), kStudentFields, Use::made, {}, "roll");
}

TEST_CASE("the fest's settings are what the table of its fields says: in answers, and changed") {
  compare<Fest>(component("Fest"), kFestFields, Use::answered);
  compare<Fest>(body_of("patch", "~1api~1fest"), kFestFields, Use::changed);
}

TEST_CASE("a registration is what the table of its fields says, its members as students are") {
  compare<Registration>(component("Registration"), kRegistrationFields, Use::answered);
  const Json& members = at(component("Registration") + "/properties/members/items/properties");
  const Json& student = at(component("Student") + "/properties");
  CHECK(text_of(keys_of(members)) == "name, roll");
  for (const auto& [name, schema] : members.items()) CHECK(schema == student[name]);
}

TEST_CASE("a new registration's codes and its size are as the limits say") {
  const auto of = [](const std::string& name) {
    return deciding(at(component("NewRegistration") + "/properties/" + name));
  };
  const Json code = schema_of(CodeRule{}, {});
  CHECK(of("event") == code);
  CHECK(of("roll") == code);
  CHECK(of("members/items") == code);
  CHECK(of("members")["maxItems"] == limits::kTeam);
  CHECK(of("team") == schema_of(TextRule{}, {}));
}

TEST_CASE("parameters and headers have the limits that the server has") {
  const auto schema = [](const std::string& name) {
    return at("/components/parameters/" + name + "/schema");
  };
  CHECK(schema("OfTicket") == schema_of(CodeRule{}, {}));
  CHECK(schema("Limit")["maximum"] == limits::kPage);
  CHECK(schema("Limit")["default"] == limits::kPageDefault);
  CHECK(schema("Key")["maxLength"] == limits::kKey);
  CHECK(schema("Desk")["maxLength"] == limits::kDesk);
  CHECK(schema("Who")["maxLength"] == limits::kDesk);
  CHECK(schema("ByStatus")["enum"] == all_names<Status>());
}

TEST_CASE("every answer says its fest and its head, and every call of the API may name them") {
  const std::regex identity(at(component("FestIdentity"))["pattern"].get<std::string>());
  const std::regex head(at(component("Head"))["pattern"].get<std::string>());
  const std::regex tag(at(component("Tag"))["pattern"].get<std::string>());
  const std::string text = text_of(Head{812, short_hash(std::string(32, '\xf3'))});
  CHECK(std::regex_match(std::string(32, 'f'), identity));
  CHECK(std::regex_match(text, head));
  CHECK(std::regex_match(http::entity_tag(text), tag));
  CHECK(at("/components/parameters/Fest")["name"] == http::kFestHeader);
  CHECK(at("/components/parameters/Head")["name"] == http::kHeadHeader);

  const Json both = {{{"$ref", "#/components/parameters/Fest"}},
                     {{"$ref", "#/components/parameters/Head"}}};
  for (const auto& path : at("/paths").items()) {
    const bool api = path.key().starts_with("/api/");
    CAPTURE(path.key());
    CHECK(path.value().value("parameters", Json::array()) == (api ? both : Json::array()));
    for (const auto& call : path.value().items()) {
      if (call.key() == "parameters") continue;
      CAPTURE(call.key());
      const Json& responses = call.value()["responses"];
      if (api) CHECK(responses.contains("409"));
      for (const auto& response : responses.items()) {
        CAPTURE(response.key());
        const Json& said = response.value().contains("$ref")
                               ? at(response.value()["$ref"].get<std::string>().substr(1))
                               : response.value();
        const Json headers = said.value("headers", Json::object());
        for (const char* name : {http::kFestHeader, http::kHeadHeader}) {
          CHECK_MESSAGE(headers.contains(name), std::string(name));
        }
      }
    }
  }
}

TEST_CASE("the document names every outcome, and every reason for a refusal") {
  std::multiset<std::string> outcomes;
  add_outcomes(document(), outcomes);
  const std::vector<std::string_view> all = names_of_alternatives<Outcome>();
  for (const std::string_view each : all) {
    CHECK_MESSAGE(outcomes.count(std::string(each)) > 0, each);
  }
  for (const std::string& each : outcomes) {
    CHECK_MESSAGE(std::find(all.begin(), all.end(), each) != all.end(), each);
  }
  const Texts reasons = at(component("Problem") + "/properties/reason/enum").get<Texts>();
  for (const std::string& reason : all_names<Reason>()) {
    CHECK_MESSAGE(std::count(reasons.begin(), reasons.end(), reason) == 1, reason);
  }
}

TEST_CASE("the document names every member that a refusal can have") {
  Refused refused{.reason = Reason::invalid_event,
                  .subject = "ROBO",
                  .event = Event{},
                  .registration = Registration{},
                  .last_seat = LastSeat{},
                  .clashes = {EventCode{"LINE"}},
                  .limit = 1,
                  .desk = "door",
                  .problem = FieldProblem{"capacity", Message{"field.empty"}}};
  const Json& described = at(component("Problem") + "/properties");
  const auto compare_members = [&] {
    std::string members;
    json::append(members, refused);
    for (const std::string& name : keys_of(Json::parse(http::refusal(refused, members, 1).body))) {
      CHECK_MESSAGE(described.contains(name), name);
    }
  };
  compare_members();
  refused.report = ImportReport{};
  compare_members();
}
