#include "http/fest.h"

#include "json/values.h"
#include "store/values/fest.h"

namespace lastseat::http {

Step show_fest(Call& call) {
  call.query().finish();
  Response response;
  json::append(response.body, call.read(find_fest));
  return response;
}

}  // namespace lastseat::http
