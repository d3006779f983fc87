#include "http/health.h"

#include "http/handlers.h"
#include "json/text.h"

namespace lastseat::http {

HealthWords words_for(Health health) {
  switch (health) {
    case Health::ready:
      return {"ready", "The disk works again. Ask again."};
    case Health::disk_full:
      return {"disk_full",
              "The disk is full. Nothing can be saved until there is space on it: delete what is "
              "not needed there. Then saving goes on by itself."};
    case Health::recovering:
      return {"recovering",
              "The disk failed. Nothing can be saved until it works again, which is tried every "
              "second. If it was unplugged: plug it in, stop Lastseat and start it again."};
    case Health::broken:
      return {"broken",
              "The data is damaged. Stop Lastseat, keep a copy of its folder, and run lastseat "
              "check."};
    case Health::taken_away:
      return {"taken_away",
              "The disk was taken away while Lastseat ran. Nothing can be saved until you stop "
              "Lastseat and start it again."};
    case Health::stopped:
      break;
  }
  return {"stopping", "Lastseat is closing."};
}

Response alive(Call&) { return {.body = R"({"status":"alive"})"}; }

Response ready(Call& call) {
  const Health health = call.shared.writer.health();
  if (health == Health::ready) return {.body = R"({"status":"ready"})"};
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
