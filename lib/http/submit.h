// The way of every change: path and body → command → writer → answer. Any thread. All throw
// Refusal.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "domain/command.h"
#include "http/call.h"
#include "json/syntax/fields.h"

namespace lastseat::http {

// The command of that name from the names in the path and the body. 400 or 422, with every problem.
Command command_of(const Call&, std::string_view name);
template <class C>
C command_of(const Call& call) {
  return std::get<C>(command_of(call, C::kName));
}

// A path that names {id} names a registration. 404 for an id that none can have.
RegistrationId id_in_path(const std::string&);

// What is wrong with a field of a body, without a full stop: "capacity must be 1 to 9".
std::string sentence_of(const json::Problem&);

// Who asks, from the headers. 422.
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

// The handler of a command whose answer needs nothing more.
template <class C>
Response change(Call& call) {
  return submit(call, command_of<C>(call)).response;
}

}  // namespace lastseat::http
