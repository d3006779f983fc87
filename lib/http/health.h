// What a person reads about saving: on /readyz, where the page's banner gets it, and in every 503
// that follows from it. Pure, any thread.
#pragma once

#include <string>
#include <string_view>

#include "http/net/response.h"
#include "writer/writer.h"

namespace lastseat::http {

struct HealthWords {
  std::string_view status;
  std::string detail;  // what is wrong, and what to do
};
HealthWords words_for(Health);

// 503: there is no space to save, or to make a long answer.
Response disk_full();

}  // namespace lastseat::http
