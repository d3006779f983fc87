#include "http/handlers.h"
#include "http/submit.h"
#include "json/encode.h"

namespace lastseat::http {

Response show_fest(Call& call) {
  call.query().finish();
  Response response;
  json::append(response.body, call.shared.reader.fest());
  return response;
}

Response change_fest(Call& call) {
  return submit(call, decoded("change_fest", object_of(call))).response;
}

}  // namespace lastseat::http
