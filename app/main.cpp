// A placeholder that touches every library, until the program's own main takes its place.
#include <CLI/CLI.hpp>
#include <SQLiteCpp/SQLiteCpp.h>
#include <httplib.h>
#include <nlohmann/json.hpp>
#include <sodium.h>
#include <spdlog/spdlog.h>
#include <sqlite3.h>

#include "http/web_files.h"
#include "licenses.h"
#include "store/migrations.h"

int main(int argc, char** argv) {
  CLI::App app{"Lastseat"};
  bool licenses = false;
  app.add_subcommand("version")->add_flag("--licenses", licenses);
  CLI11_PARSE(app, argc, argv);
  if (licenses) {
    std::cout << lastseat::third_party_licenses();
    return 0;
  }
  if (sodium_init() < 0) return 1;
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  httplib::Server server;
  server.set_tcp_nodelay(true);
  const nlohmann::json report = {
      {"version", LASTSEAT_VERSION},
      {"sqlite", sqlite3_libversion()},
      {"httplib", CPPHTTPLIB_VERSION},
      {"sodium", sodium_version_string()},
      {"pages", lastseat::web_files().size()},
      {"migrations", lastseat::migrations().size()},
      {"two", database.execAndGet("SELECT 1 + 1").getInt()},
  };
  spdlog::info("{}", report.dump());
  return 0;
}
