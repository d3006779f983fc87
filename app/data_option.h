// The option --data, which several subcommands have.
#pragma once

#include <filesystem>
#include <string>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace lastseat {

// `to` becomes what --data says, else what LASTSEAT_DATA says.
CLI::Option* add_data_option(CLI::App&, std::string& to);

// The folder of that name; if the name is empty, lastseat-data beside the program.
std::filesystem::path data_folder(const std::string& name);

}  // namespace lastseat
