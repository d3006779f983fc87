// The option --data, which several subcommands have.
#pragma once

#include <filesystem>
#include <string>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace lastseat {

// Sets `to` to the value of --data, or else to that of LASTSEAT_DATA.
CLI::Option* add_data_option(CLI::App&, std::string& to);

// The folder of that name; if the name is empty, lastseat-data next to the program.
std::filesystem::path data_folder(const std::string& name);

}  // namespace lastseat
