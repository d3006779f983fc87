#include <cstdio>
#include <optional>
#include <system_error>

#include "fest_folder.h"
#include "platform/browser.h"
#include "platform/random.h"
#include "served_fest.h"
#include "settings.h"
#include "store/error.h"
#include "subcommands.h"

namespace lastseat {
namespace {

// The folder of a trial, gone when it is over.
class DemoFolder {
 public:
  DemoFolder()
      : path_(std::filesystem::temp_directory_path() /
              ("lastseat-demo-" + std::to_string(platform::random_bits()))) {
    std::filesystem::create_directory(path_);
  }
  ~DemoFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  DemoFolder(const DemoFolder&) = delete;
  DemoFolder& operator=(const DemoFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

void serve_fest(const FestFolder& folder, const Arguments& arguments, platform::LockFile& lock,
                platform::StopSignal& stop) {
  ServedFest fest(folder, {.port = port_number(arguments), .has_sample = arguments.demo});
  lock.say(fest.address());
  std::printf("Lastseat is ready at %s\n", fest.address().c_str());
  std::fflush(stdout);
  if (!arguments.no_browser) platform::open_browser(fest.address());
  fest.run(stop);
}

// A second start of the same folder: most likely a second double click.
[[noreturn]] void point_to(const FolderTaken& other, const FestFolder& folder,
                           const Arguments& arguments) {
  const std::string who = "Lastseat is already running in " + folder.path.string();
  if (other.address.empty()) {
    throw Failure(Exit::kDataFolder, who + ". Stop it first, or name another folder with --data.");
  }
  if (!arguments.no_browser) platform::open_browser(other.address);
  throw Failure(Exit::kDataFolder, who + ": open " + other.address + " in a browser.");
}

}  // namespace

int serve(const Arguments& arguments) {
  if (arguments.lan) {
    throw Failure(Exit::kUsage,
                  "--lan is not available in this version: it serves this computer only.");
  }
  if (arguments.demo && !arguments.data.empty()) {
    throw Failure(Exit::kUsage, "--demo has a folder of its own: leave out --data.");
  }
  port_number(arguments);  // a mistake in it is told before anything is touched
  platform::StopSignal stop;
  std::optional<DemoFolder> demo;
  if (arguments.demo) demo.emplace();
  const FestFolder folder{demo ? demo->path() : data_folder(arguments)};
  try {
    platform::LockFile lock = take(folder);
    serve_fest(folder, arguments, lock, stop);
    tidy(folder);
  } catch (const FolderTaken& other) {
    point_to(other, folder, arguments);
  } catch (const StorageError& error) {
    fail(folder, error);
  }
  return Exit::kDone;
}

}  // namespace lastseat
