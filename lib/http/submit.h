// How every change is made: from path and body to a command, to the writer, to the answer. Any
// thread. All functions throw Refusal.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "domain/command.h"
#include "http/call.h"
#include "json/syntax/fields.h"

namespace lastseat::http {

// The command of that name, from the names in the path and from the body. Throws 400, or 422 with
// every problem.
Command command_of(Call&, std::string_view name);
template <class C>
C command_of(Call& call) {
  return std::get<C>(command_of(call, C::kName));
}

// The id in a path with {id} is that of a registration. Throws 404 if no registration can have it.
RegistrationId id_in_path(const std::string&);

// What is wrong with a field of a body, without a full stop: "capacity must be 1 to 9".
std::string sentence_of(const json::Problem&);

// Who sends the command, from the headers. Throws 422.
struct Asker {
  std::string desk;
  std::string who;
  std::string key;
};
Asker asker_of(const Call&);

struct Settled {
  Response response;
  Seq seq = 0;  // the command's place in the journal; 0 if it is not there
};
// Waits for the writer's answer, at most limits::kAnswerDeadline.
Settled submit(Call&, Command);
Settled submit(Call&, Command, const Asker&);

// The handler of a command whose answer is nothing but the outcome.
template <class C>
Response change(Call& call) {
  return submit(call, command_of<C>(call)).response;
}

}  // namespace lastseat::http
