#include "http/filter.h"

namespace lastseat::http {

RegistrationFilter filter_in(Query& query) {
  RegistrationFilter filter;
  if (const std::optional<std::string> code = query.text("event")) filter.event = EventCode{*code};
  filter.status = query.choice<Status>("status", {{"confirmed", Status::confirmed},
                                                  {"waiting", Status::waiting},
                                                  {"cancelled", Status::cancelled}});
  return filter;
}

}  // namespace lastseat::http
