// What a person is told of how saving is: on /readyz, from where the page's banner has it, and in
// every 503 that comes of it. Pure, any thread.
#pragma once

#include <string_view>

#include "writer/writer.h"

namespace lastseat::http {

struct HealthWords {
  std::string_view status;
  std::string_view detail;  // what is wrong, and the one thing to do if there is one
};
HealthWords words_for(Health);

}  // namespace lastseat::http
