#include "http/net/problem.h"

#include <utility>

#include "json/syntax/text.h"

namespace lastseat::http {

void begin_problem(json::Text& text, int status, std::string_view reason,
                   const Explanation& explanation) {
  text.open();
  text.field("status", std::int64_t{status});
  text.field("type", "/problems/" + std::string(reason));
  text.field("title", explanation.title);
  text.field("detail", explanation.detail);
}

Response problem_of(int status, std::string body) {
  return {.status = status, .content_type = std::string(kProblemType), .body = std::move(body)};
}

Response problem(int status, const Message& what) {
  return problem(status, what.code, explain(what));
}

Response problem(int status, std::string_view reason, const Explanation& explanation) {
  std::string body;
  json::Text text(body);
  begin_problem(text, status, reason, explanation);
  text.field("reason", reason);
  text.close();
  return problem_of(status, std::move(body));
}

Response mistaken(const std::vector<Mistake>& mistakes) {
  std::string detail;
  for (const Mistake& each : mistakes) detail += (detail.empty() ? "" : " ") + say(each.what) + ".";
  std::string body;
  json::Text text(body);
  begin_problem(text, 422, "invalid_fields", {say(Message{"invalid_fields"}), detail});
  text.field("reason", "invalid_fields");
  text.list("errors", mistakes, [&](const Mistake& each) {
    text.open();
    text.field("detail", say(each.what));
    text.field(each.in, each.where);
    text.close();
  });
  text.close();
  return problem_of(422, std::move(body));
}

Response malformed_json(std::string why) {
  return problem(400, Message{"malformed_json", {{"problem", std::move(why)}}});
}

Response too_slow() { return problem(408, Message{"too_slow"}); }

Response too_large(std::size_t most) {
  const auto kib = static_cast<std::int64_t>(most / 1024);
  return problem(413, Message{"too_large", {{"kib", kib}}});
}
Response busy() { return problem(503, Message{"busy"}).with("Retry-After", "1"); }

Response internal_error() { return problem(500, Message{"internal_error"}); }

}  // namespace lastseat::http
