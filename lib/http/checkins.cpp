#include "http/handlers.h"
#include "http/submit.h"

namespace lastseat::http {

Response check_in(Call& call) {
  return submit(call, decoded("check_in", object_of(call))).response;
}

Response undo_check_in(Call& call) {
  return submit(call, decoded("undo_check_in", json::Json::object({{"ticket", call.names[0]}})))
      .response;
}

}  // namespace lastseat::http
