// What a person reads about saving: on /readyz, where the page's banner gets it, and in every 503
// that follows from it. Pure, any thread.
#pragma once

#include <string>
#include <string_view>

#include "http/call.h"
#include "http/net/response.h"
#include "writer/writer.h"

namespace lastseat::http {

struct HealthWords {
  std::string_view status;
  std::string detail;  // what is wrong, and the one thing to do if there is one
};
HealthWords words_for(Health);

Response alive(Call&);
Response ready(Call&);

// 503: nothing can be saved, or no long answer made, for want of space.
Response disk_full();

}  // namespace lastseat::http
