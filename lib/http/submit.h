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

// A command, and what was sent, by which a retry is recognised: never our own spelling of the
// command, which grows.
template <class C>
struct Sent {
  C command;
  std::string text;
};

// The command of that name, from the names in the path, and from the body or, if the route has
// none, from the query. Throws 400, or 422 with every problem.
Sent<Command> command_of(const Call&, std::string_view name);
template <class C>
Sent<C> command_of(const Call& call) {
  auto [command, text] = command_of(call, C::kName);
  return {std::get<C>(std::move(command)), std::move(text)};
}
// What was sent with a body that is not JSON.
std::string what_was_sent(const Call&);

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
  Head head = {};  // the command's place in the journal; 0 if it is not there
};
// Waits for the writer's answer, at most limits::kAnswerDeadline.
Settled submit(const Call&, Sent<Command>, const Asker&);
template <class C>
Settled submit(const Call& call, Sent<C> sent) {
  return submit(call, {std::move(sent.command), std::move(sent.text)}, asker_of(call));
}

// The handler of a command whose answer is nothing but the outcome.
template <class C>
Response change(Call& call) {
  return submit(call, command_of<C>(call)).response;
}

}  // namespace lastseat::http
