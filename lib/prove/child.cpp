#include "prove/child.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "platform/executable.h"
#include "prove/crowd.h"
#include "prove/half.h"
#include "prove/tear.h"
#include "text/error.h"

namespace lastseat::prove {
namespace {

struct Role {
  const char* name;
  int (*play)(const std::vector<std::string>& words);
};

constexpr std::array<Role, 3> kRoles{{
    {"race", race_child},
    {"tear", tear_child},
    {"half", half_child},
}};

}  // namespace

int child(const std::string& name, const std::vector<std::string>& words) {
  for (const Role& role : kRoles) {
    if (name == role.name) return role.play(words);
  }
  throw Error(Message{"lab.no_child", {{"name", name}}});
}

void end_with_the_parent() {
  std::thread([] {
    while (std::getchar() != EOF) {
    }
    std::_Exit(0);
  }).detach();
}

platform::Child start_child(const std::filesystem::path& program, const std::string& name,
                            const std::vector<std::string>& words) {
  const std::filesystem::path path = program.empty() ? platform::executable_path() : program;
  std::vector<std::string> all{path.string(), "prove-child", name};
  all.insert(all.end(), words.begin(), words.end());
  return platform::Child(std::move(all));
}

void kill_after(std::chrono::microseconds life, platform::Child child) {
  if (!child.read_line()) throw Error(Message{"lab.child_not_started"});
  std::this_thread::sleep_for(life);
  child.kill();
  if (child.wait() >= 0) throw Error(Message{"lab.child_ended"});
}

}  // namespace lastseat::prove
