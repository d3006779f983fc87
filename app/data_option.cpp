#include "data_option.h"

#include <CLI/CLI.hpp>

#include "platform/executable.h"
#include "words/words.h"

namespace lastseat {

CLI::Option* add_data_option(CLI::App& app, std::string& to) {
  return app.add_option("--data", to, say(Message{"option.data"}))
      ->envname("LASTSEAT_DATA")
      ->type_name("DIR");
}

std::filesystem::path data_folder(const std::string& name) {
  if (name.empty()) return platform::executable_path().parent_path() / "lastseat-data";
  return std::filesystem::absolute(name).lexically_normal();
}

}  // namespace lastseat
