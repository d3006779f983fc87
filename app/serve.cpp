#include <cstdio>
#include <future>
#include <system_error>
#include <thread>

#include "clock.h"
#include "fest_folder.h"
#include "files/import.h"
#include "files/mirror.h"
#include "files/sample.h"
#include "http/server.h"
#include "log.h"
#include "platform/browser.h"
#include "platform/file.h"
#include "platform/open_files.h"
#include "platform/random.h"
#include "platform/signals.h"
#include "settings.h"
#include "store/check.h"
#include "store/database.h"
#include "store/error.h"
#include "store/reader.h"
#include "store/side_files.h"
#include "subcommands.h"
#include "writer/writer.h"

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

void load_sample(Writer& writer) {
  for (const ImportFile& file :
       {read_events(sample::events_csv()), read_students(sample::students_csv())}) {
    Request request;
    request.command = file.command;
    request.desk = "sample fest";
    const Reply reply = writer.submit(std::move(request)).get();
    if (reply.delivery != Delivery::committed || reply.answer.outcome != "imported") {
      throw Failure(Exit::kFailed, "The sample fest could not be loaded.");
    }
  }
}

// Takes the port, or throws the Failure that names the way out.
std::string bound_address(Server& server, int port) {
  switch (server.bind()) {
    case Server::Bind::done:
      return "http://127.0.0.1:" + std::to_string(server.port());
    case Server::Bind::port_in_use:
      throw Failure(Exit::kPortInUse,
                    "Port " + std::to_string(port) +
                        " is in use by another program. Start with --port auto, or name a free "
                        "one with --port N.");
    case Server::Bind::failed:
      break;
  }
  throw Failure(Exit::kFailed, "The port " + std::to_string(port) +
                                   " could not be opened. Start with --port auto, or name another "
                                   "with --port N.");
}

// From the ready line until somebody wants it to stop. All that came in is answered when it
// returns.
void run(Server& server, platform::StopSignal& stop) {
  std::thread thread([&] {
    server.run();
    stop.request();  // should it end by itself, the program does too
  });
  stop.wait();
  server.stop();
  thread.join();
}

// A fest that was closed in order is not checked at length before it is served (the writer does
// that after a crash), but while it is: a disk that said "written" too early may have lost some of
// it all the same. What is found stops the saving.
class CheckBeside {
 public:
  CheckBeside(const FestFolder& folder, Writer& writer, Log& log) {
    if (writer.last_seq() > limits::kCheckedBeside) {
      log.note("the fest is too large to be checked while it is served: lastseat check does it");
      return;
    }
    thread_ = std::thread([&] {
      try {
        const CheckReport report = check(folder.database());
        if (report.ok()) return;
        writer.condemn();
        log.warn("the fest is not sound, nothing more is saved: " + report.findings.front());
      } catch (const std::exception& error) {
        log.warn(std::string("the fest could not be checked: ") + error.what());
      }
    });
  }
  ~CheckBeside() {
    if (thread_.joinable()) thread_.join();
  }
  CheckBeside(const CheckBeside&) = delete;
  CheckBeside& operator=(const CheckBeside&) = delete;

 private:
  std::thread thread_;
};

// Stops the writer on every way out, before the mirror that it tells of its commits is gone.
class StopAtEnd {
 public:
  explicit StopAtEnd(Writer& writer) : writer_(writer) {}
  ~StopAtEnd() { writer_.stop(); }
  StopAtEnd(const StopAtEnd&) = delete;
  StopAtEnd& operator=(const StopAtEnd&) = delete;

 private:
  Writer& writer_;
};

// Each part is made after those that it needs, and stopped before them.
void serve_fest(const FestFolder& folder, const Arguments& arguments, platform::LockFile& lock,
                platform::StopSignal& stop) {
  Log log(folder.log());
  Mirror* mirror_to_notify = nullptr;  // set before the first command can come
  Writer::Hooks hooks;
  hooks.now_ms = now_ms;
  hooks.random = platform::random_bits;
  hooks.log = [&](const std::string& line) { log.warn(line); };
  hooks.committed = [&](Seq seq) {
    if (mirror_to_notify) mirror_to_notify->notify(seq);
  };
  std::optional<platform::FileIdentity> opened;
  hooks.is_same_file = [&] {
    const auto there = platform::identity_of(folder.database().path);
    return !there || !opened || *there == *opened;  // one that is not there will not be opened
  };
  const bool crashed = was_left_open(folder.database());
  Writer writer(folder.database(), hooks);
  opened = platform::identity_of(folder.database().path);
  if (writer.journal_mode() != "wal") {
    log.warn("this disk cannot keep a write-ahead log: saving is as safe, but slower");
  }
  Reader reader(folder.database());
  Mirror mirror(reader, folder.mirror(), {now_ms, hooks.log});
  mirror_to_notify = &mirror;
  const StopAtEnd stop_writer(writer);
  std::optional<CheckBeside> check_beside;
  if (!crashed) check_beside.emplace(folder, writer, log);
  if (arguments.demo) load_sample(writer);

  ServerOptions options;
  options.port = port_number(arguments);
  options.open_files = platform::raise_open_files();
  options.spool_folder = folder.path;
  options.log = hooks.log;
  Server server(writer, reader, options);
  const std::string address = bound_address(server, options.port);
  lock.say(address);
  log.note("serving " + folder.path.string() + " at " + address);
  std::printf("Lastseat is ready at %s\n", address.c_str());
  std::fflush(stdout);
  if (!arguments.no_browser) platform::open_browser(address);
  run(server, stop);
  writer.stop();
  mirror.stop();
  log.note("stopped; everything that was answered is saved");
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
