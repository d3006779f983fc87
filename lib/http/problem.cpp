#include "http/problem.h"

#include <utility>

#include "http/refusal_words.h"
#include "http/status.h"
#include "json/encode.h"
#include "json/text.h"

namespace lastseat::http {

Response not_found(Reason reason, std::string subject) {
  const Refused refused{.reason = reason, .subject = std::move(subject)};
  const std::string_view name = json::name(reason);
  const int status = status_of(name);
  std::string body;
  json::Text text(body);
  begin_problem(text, status, name, explain(refused));
  text.field("subject", refused.subject);
  text.close();
  return problem_of(status, std::move(body));
}

std::string with_status(std::string body, int status) {
  body.insert(1, "\"status\":" + std::to_string(status) + ",");
  return body;
}

}  // namespace lastseat::http
