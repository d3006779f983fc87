#include "settings.h"

#include <charconv>
#include <cstdlib>

#include "platform/executable.h"

namespace lastseat {
namespace {

constexpr int kDefaultPort = 8080;
constexpr int kLastPort = 65535;

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

int parsed_port(const std::string& text, const std::string& source) {
  if (text == "auto") return 0;
  int port = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool whole = end.ec == std::errc{} && end.ptr == text.data() + text.size();
  if (whole && port >= 1 && port <= kLastPort) return port;
  throw Failure(Exit::kUsage,
                source + " must be a number from 1 to 65535, or auto; it is \"" + text + "\".");
}

}  // namespace

std::filesystem::path data_folder(const Arguments& arguments) {
  std::string named = arguments.data;
  if (named.empty()) named = from_environment("LASTSEAT_DATA");
  if (named.empty()) return platform::executable_path().parent_path() / "lastseat-data";
  return std::filesystem::absolute(named).lexically_normal();
}

int port_number(const Arguments& arguments) {
  if (!arguments.port.empty()) return parsed_port(arguments.port, "--port");
  const std::string variable = from_environment("LASTSEAT_PORT");
  return variable.empty() ? kDefaultPort : parsed_port(variable, "LASTSEAT_PORT");
}

}  // namespace lastseat
