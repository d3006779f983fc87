#include "http/health.h"

#include "http/net/problem.h"
#include "json/syntax/text.h"

namespace lastseat::http {

HealthWords words_for(Health health) {
  switch (health) {
    case Health::ready:
      return {"ready", say(Message{"health.ready"})};
    case Health::disk_full:
      return {"disk_full", say(Message{"health.disk_full"})};
    case Health::recovering:
      return {"recovering", say(Message{"health.recovering"})};
    case Health::broken:
      return {"broken", say(Message{"health.broken"})};
    case Health::taken_away:
      return {"taken_away", say(Message{"health.taken_away"})};
    case Health::stopped:
      break;
  }
  return {"stopping", say(Message{"health.stopping"})};
}

Response disk_full() {
  return problem(503, "disk_full", {say(Message{"disk_full"}), say(Message{"health.disk_full"})})
      .with("Retry-After", "5");
}

Step alive(Call&) { return Response{.body = R"({"status":"alive"})"}; }

Step ready(Call& call) {
  const Health health = call.shared.writer.health();
  if (health == Health::ready) return Response{.body = R"({"status":"ready"})"};
  const HealthWords words = words_for(health);
  Response response{.status = 503};
  json::Text text(response.body);
  text.open();
  text.field("status", words.status);
  text.field("detail", words.detail);
  text.close();
  return response.with("Retry-After", "5");
}

}  // namespace lastseat::http
