// How every change is made: JSON → command → writer → answer. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "domain/command.h"
#include "http/call.h"
#include "json/encode.h"

namespace lastseat::http {

// The body as a JSON object. Throws Refusal, 400 or 422.
json::Json object_of(const Call&);

// Sets the field to the value from the path. Throws Refusal, 422, if the body has another one.
void set_from_path(json::Json& fields, const char* name, const std::string& value);

// Throws Refusal, 422, with all problems.
Command decoded(std::string_view name, const json::Json& fields);

// Who sent the request, from its headers. Throws Refusal, 422.
struct Asker {
  std::string desk;
  std::string who;
  std::string key;
};
Asker asker_of(const Call&);

struct Settled {
  Response response;
  Seq seq = 0;  // the command's place in the journal; 0 if it has none
};
// Waits for the writer's answer, at most limits::kAnswerDeadline.
Settled submit(Call&, Command);
Settled submit(Call&, Command, const Asker&);

}  // namespace lastseat::http
