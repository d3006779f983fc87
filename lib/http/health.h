// What a person reads about whether registrations can be saved: on /readyz, from which the page's
// banner gets it, and in every 503 with that cause. Any thread.
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

Step alive(Call&);
Step ready(Call&);

// 503: there is no space to save anything, or to write a long answer.
Response disk_full();

}  // namespace lastseat::http
