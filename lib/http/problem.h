// Errors as RFC 9457 has them: application/problem+json with `type`, `title`, `status`, `detail`
// and our `reason`, which programs compare. Refusals by the rules are worded by lib/json; here is
// what HTTP itself has to refuse. Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/outcome.h"
#include "http/response.h"

namespace lastseat::http {

inline constexpr std::string_view kProblemType = "application/problem+json";

// Thrown by what a handler calls, answered by the server: a handler need not look at every step.
struct Refusal {
  Response response;
};

Response problem(int status, std::string_view reason, std::string_view title,
                 std::string_view detail);

// One thing that is wrong with a request, and where: `in` is "pointer" (into the JSON body),
// "parameter" (of the query) or "header".
struct Mistake {
  std::string detail;
  std::string in;
  std::string where;
};
Response mistaken(const std::vector<Mistake>&);  // 422

// Nothing of that name was found by a call that only reads.
Response not_found(Reason, std::string subject);

Response malformed_json(std::string_view why);  // 400
Response busy();                                // 503
Response internal_error();                      // 500

// The refusal as it is in the journal, with the status that its JSON leaves open.
std::string with_status(std::string body, int status);

}  // namespace lastseat::http
