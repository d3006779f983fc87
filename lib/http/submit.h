// The way of every change: JSON → command → writer → answer.
#pragma once

#include <string>
#include <string_view>

#include "domain/command.h"
#include "http/call.h"
#include "json/encode.h"

namespace lastseat::http {

// The body as a JSON object. Throws Refusal, 400 or 422.
json::Json object_of(const Call&);

// Sets what the path says; a body that says otherwise is refused. Throws Refusal, 422.
void set_from_path(json::Json& fields, const char* name, const std::string& value);

// Throws Refusal, 422, with every problem.
Command decoded(std::string_view name, const json::Json& fields);

// Who asks, from the headers. Throws Refusal, 422.
struct Asker {
  std::string desk;
  std::string who;
  std::string key;
};
Asker asker_of(const Call&);

struct Settled {
  Response response;
  Seq seq = 0;  // of the command in the journal; 0 when it is not there
};
// Waits until the writer has answered, at most limits::kAnswerDeadline.
Settled submit(Call&, Command);
Settled submit(Call&, Command, const Asker&);

}  // namespace lastseat::http
