// Errors in the form of RFC 9457: application/problem+json with `type`, `title`, `status`, `detail`
// and, for programs, `reason`. The sentences are in lib/words. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "http/net/response.h"
#include "text/message.h"
#include "words/words.h"

namespace lastseat::json {
class Text;
}

namespace lastseat::http {

inline constexpr std::string_view kProblemType = "application/problem+json";

// Thrown by the functions that a handler calls, so that it need not check each of them. Whoever
// called the handler answers with the response.
struct Refusal {
  Response response;
};

// Writes the members that every problem begins with (`status`, `type`, `title`, `detail`), and
// leaves the object open for `reason` and more.
void begin_problem(json::Text&, int status, std::string_view reason, const Explanation&);
// The response with that body.
Response problem_of(int status, std::string body);

// The reason is the message's code.
Response problem(int status, const Message&);
// For a reason that has several explanations.
Response problem(int status, std::string_view reason, const Explanation&);

// One thing that is wrong with a request, and where: `in` is "pointer" (into the JSON body),
// "parameter" (of the query) or "header".
struct Mistake {
  Message what;
  std::string in;
  std::string where;
};
Response mistaken(const std::vector<Mistake>&);  // 422

Response malformed_json(std::string why);  // 400
Response too_slow();                       // 408
Response too_large(std::size_t most);      // 413; a body of more bytes
Response busy();                           // 503
Response internal_error();                 // 500

}  // namespace lastseat::http
