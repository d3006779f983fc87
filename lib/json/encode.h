// The one spelling of everything in JSON: in the journal, in the answers, in the mirror, in
// exports. The body of an answer is made here once, kept in the journal and sent as it is, so a
// retry gets the very bytes of the first answer. snake_case, UTC times with milliseconds, money in
// minor units. Pure functions, any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "domain/command.h"
#include "domain/model.h"
#include "domain/outcome.h"

namespace lastseat::json {

using Json = nlohmann::ordered_json;  // fields in the order in which a person reads them

// The object's text, added to the end of `out`; in a list, after a comma where one is needed.
void append(std::string& out, const Event&);
void append(std::string& out, const Student&);
void append(std::string& out, const Registration&);
void append(std::string& out, const Fest&);
void append(std::string& out, const ImportReport&);

// "2027-01-22T09:00:00.000Z" from milliseconds since 1970.
std::string utc(std::int64_t at_ms);

// "register", "cancel", "check_in", "undo_check_in", "add_event", "change_event", "put_student",
// "import_events", "import_students", "change_fest".
std::string_view name(const Command&);

// The command as decode(name, …) in decode.h reads it back, whole.
std::string encode(const Command&);

// "event_full" and its like.
std::string_view name(Reason);

// "confirmed", "waitlisted", "cancelled" …; for a refusal the name of its reason.
std::string_view name(const Outcome&);

// The body of the answer: for a refusal a problem of RFC 9457 without its `status`, which the HTTP
// layer adds. Always an object that carries `seq`.
std::string encode(const Outcome&, Seq);

}  // namespace lastseat::json
