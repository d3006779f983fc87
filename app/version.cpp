#include <cstdio>

#include "licenses.h"
#include "subcommands.h"

namespace lastseat {

int show_version(const Arguments& arguments) {
  if (arguments.licenses) {
    const std::string_view text = third_party_licenses();
    std::fwrite(text.data(), 1, text.size(), stdout);
  } else {
    std::puts("lastseat " LASTSEAT_VERSION);
  }
  return std::fflush(stdout) == 0 ? Exit::kDone : Exit::kFailed;
}

}  // namespace lastseat
