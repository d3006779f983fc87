#include "http/net/problem.h"

#include <utility>

#include "json/text.h"

namespace lastseat::http {

void begin_problem(json::Text& text, int status, std::string_view reason, std::string_view title,
                   std::string_view detail) {
  text.open();
  text.field("status", std::int64_t{status});
  text.field("type", "/problems/" + std::string(reason));
  text.field("title", title);
  text.field("detail", detail);
  text.field("reason", reason);
}

Response problem_of(int status, std::string body) {
  return {.status = status, .content_type = std::string(kProblemType), .body = std::move(body)};
}

Response problem(int status, std::string_view reason, std::string_view title,
                 std::string_view detail) {
  std::string body;
  json::Text text(body);
  begin_problem(text, status, reason, title, detail);
  text.close();
  return problem_of(status, std::move(body));
}

Response mistaken(const std::vector<Mistake>& mistakes) {
  std::string detail;
  for (const Mistake& each : mistakes) detail += (detail.empty() ? "" : " ") + each.detail + ".";
  std::string body;
  json::Text text(body);
  begin_problem(text, 422, "invalid_fields", "The request needs mending", detail);
  text.name("errors");
  text.open_list();
  for (const Mistake& each : mistakes) {
    text.open();
    text.field("detail", each.detail);
    text.field(each.in, each.where);
    text.close();
  }
  text.close_list();
  text.close();
  return problem_of(422, std::move(body));
}

Response malformed_json(std::string_view why) {
  return problem(400, "malformed_json", "The request is not JSON", why);
}

Response too_slow() {
  return problem(408, "too_slow", "The request came too slowly", "Send it again, faster.");
}

Response busy() {
  return problem(503, "busy", "Too busy", "Nothing was changed. Ask again in a second.")
      .with("Retry-After", "1");
}

Response internal_error() {
  return problem(500, "internal_error", "Something is wrong in Lastseat",
                 "Nothing was changed. The log says what happened.");
}

}  // namespace lastseat::http
