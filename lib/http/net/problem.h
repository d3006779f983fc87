// Errors as RFC 9457 has them: application/problem+json with `type`, `title`, `status`, `detail`
// and our `reason`, which programs compare. Pure functions, any thread.
#pragma once

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

// Thrown by what a handler calls, answered by the server: a handler need not look at every step.
struct Refusal {
  Response response;
};

// The members that every problem has; its object is left open for more.
void begin_problem(json::Text&, int status, std::string_view reason, const Explanation&);
// The response of that body.
Response problem_of(int status, std::string body);

// The reason is the message's code, explained by lib/words.
Response problem(int status, const Message&);
// A reason that has several explanations.
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
Response busy();                           // 503
Response internal_error();                 // 500

}  // namespace lastseat::http
