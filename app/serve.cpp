// lastseat serve: the registration desk, from the ready line until it is stopped.
#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

#include "data_option.h"
#include "failure.h"
#include "fest_folder.h"
#include "platform/browser.h"
#include "platform/temporary_folder.h"
#include "served_fest.h"
#include "store/sqlite/error.h"
#include "subcommands.h"
#include "usage_error.h"
#include "words/words.h"

namespace lastseat {
namespace {

constexpr int kLastPort = 65535;

struct ServeArguments {
  std::string data;
  bool has_data_option = false;  // data comes from --data, not from the environment
  std::string port = "8080";
  std::string port_source = "--port";  // or the variable that it comes from
  bool lan = false;
  bool no_browser = false;
  bool demo = false;
};

// 0 stands for "auto".
int port_number(const ServeArguments& arguments) {
  const std::string& text = arguments.port;
  if (text == "auto") return 0;
  int port = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool whole = end.ec == std::errc{} && end.ptr == text.data() + text.size();
  if (whole && port >= 1 && port <= kLastPort) return port;
  throw Failure(Exit::kUsage,
                Message{"serve.bad_port",
                        {{"source", arguments.port_source}, {"last", kLastPort}, {"text", text}}});
}

// Returns whether it ended in order.
bool serve_fest(const FestFolder& folder, const ServeArguments& arguments, int port,
                platform::LockFile& lock, platform::StopSignal& stop) {
  ServedFest fest(folder, {.port = port, .has_sample = arguments.demo}, last_end(lock));
  lock.say(fest.address());
  // Programs that start this one wait for this line: so it is the same in every language.
  std::printf("Lastseat is ready at %s\n", fest.address().c_str());
  std::fflush(stdout);
  if (!arguments.no_browser) platform::open_browser(fest.address());
  fest.run(stop);
  return fest.ended_in_order();
}

// Most likely the user has started the program twice.
[[noreturn]] void point_to(const FolderTaken& other, const FestFolder& folder,
                           const ServeArguments& arguments) {
  const std::string path = folder.path.string();
  if (other.address.empty()) {
    throw Failure(Exit::kDataFolder, Message{"serve.running", {{"folder", path}}});
  }
  if (!arguments.no_browser) platform::open_browser(other.address);
  throw Failure(Exit::kDataFolder,
                Message{"serve.running_at", {{"folder", path}, {"address", other.address}}});
}

int serve(const ServeArguments& arguments) {
  if (arguments.lan) {
    throw Failure(Exit::kUsage, Message{"serve.no_lan"});
  }
  if (arguments.demo && arguments.has_data_option) {
    throw Failure(Exit::kUsage, Message{"serve.demo_and_data"});
  }
  const int port = port_number(arguments);
  platform::StopSignal stop;
  std::optional<platform::TemporaryFolder> demo;
  if (arguments.demo) demo.emplace("lastseat-demo");
  const FestFolder folder{demo ? demo->path() : data_folder(arguments.data)};
  try {
    platform::LockFile lock = take(folder);
    const bool in_order = serve_fest(folder, arguments, port, lock, stop);
    tidy(folder);
    if (in_order) lock.done();
  } catch (const FolderTaken& other) {
    point_to(other, folder, arguments);
  } catch (const StorageError& error) {
    fail(folder, error);
  }
  return Exit::kDone;
}

}  // namespace

Run define_serve(CLI::App& app) {
  const auto arguments = std::make_shared<ServeArguments>();
  const CLI::Option* data = add_data_option(app, arguments->data);
  const CLI::Option* port = app.add_option("--port", arguments->port, say(Message{"option.port"}))
                                ->envname("LASTSEAT_PORT")
                                ->type_name("N|auto");
  app.add_flag("--lan", arguments->lan, say(Message{"option.lan"}));
  app.add_flag("--no-browser", arguments->no_browser, say(Message{"option.no_browser"}));
  app.add_flag("--demo", arguments->demo, say(Message{"option.demo"}));
  return [arguments, &app, data, port] {
    arguments->has_data_option = is_on_command_line(app, data);
    if (!is_on_command_line(app, port)) arguments->port_source = "LASTSEAT_PORT";
    return serve(*arguments);
  };
}

}  // namespace lastseat
