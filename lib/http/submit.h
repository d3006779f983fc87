// How every change is made: from path and body to a command, to the writer, to the answer. Any
// thread. What reads the call throws Refusal.
#pragma once

#include <functional>
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
struct Sender {
  std::string desk;
  std::string who;
  std::string key;
};
Sender sender_of(const Call&);

// The step that sends a command to the writer.
Submission submit(Sent<Command>, Sender, std::function<Step(Call&, Settled)> then = {});
template <class C>
Submission submit(const Call& call, Sent<C> sent, std::function<Step(Call&, Settled)> then = {}) {
  return submit({std::move(sent.command), std::move(sent.text)}, sender_of(call), std::move(then));
}
// What the writer has answered.
Settled settled(const Call&, Reply);
// It is not known whether the command was executed: the writer has not answered in time.
Response not_certain();

// The handler of a command whose answer is nothing but the outcome.
template <class C>
Step change(Call& call) {
  return submit(call, command_of<C>(call));
}

}  // namespace lastseat::http
