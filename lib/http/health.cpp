#include "http/handlers.h"

namespace lastseat::http {
namespace {

Response not_ready(std::string_view status, std::string_view detail) {
  Response response{.status = 503};
  response.body =
      R"({"status":")" + std::string(status) + R"(","detail":")" + std::string(detail) + "\"}";
  return response.with("Retry-After", "5");
}

}  // namespace

Response alive(Call&) { return {.body = R"({"status":"alive"})"}; }

Response ready(Call& call) {
  switch (call.shared.writer.health()) {
    case Health::ready:
      return {.body = R"({"status":"ready"})"};
    case Health::disk_full:
      return not_ready("disk_full", "The disk is full. Nothing can be saved until there is space.");
    case Health::recovering:
      return not_ready("recovering", "The disk failed. Nothing can be saved until it works again.");
    case Health::broken:
      return not_ready(
          "broken",
          "The data is damaged. Stop, keep a copy of the folder, and run lastseat check.");
    case Health::stopped:
      break;
  }
  return not_ready("stopping", "Lastseat is closing.");
}

}  // namespace lastseat::http
