#include "served_fest.h"

#include <thread>
#include <utility>

#include "clock.h"
#include "failure.h"
#include "files/import.h"
#include "files/sample.h"
#include "platform/open_files.h"
#include "platform/random.h"

namespace lastseat {
namespace {

auto warnings_to(Log& log) {
  return [&log](const Message& what) { log.warn(what); };
}

void import_sample(Writer& writer) {
  for (const ImportFile& file :
       {read_events(sample::events_csv()), read_students(sample::students_csv())}) {
    Request request;
    request.command = file.command;
    request.desk = "sample fest";
    const Reply reply = writer.submit(std::move(request)).get();
    if (reply.delivery != Delivery::committed || reply.answer.outcome != "imported") {
      throw Failure(Exit::kFailed, Message{"serve.no_sample"});
    }
  }
}

ServerOptions server_options(const FestFolder& folder, int port, Log& log) {
  ServerOptions options;
  options.port = port;
  options.open_files = platform::raise_open_files();
  options.spool_folder = folder.path;
  options.log = warnings_to(log);
  return options;
}

std::string bound_address(Server& server, int port) {
  switch (server.bind()) {
    case Server::Bind::done:
      return "http://127.0.0.1:" + std::to_string(server.port());
    case Server::Bind::port_in_use:
      throw Failure(Exit::kPortInUse, Message{"serve.port_in_use", {{"port", port}}});
    case Server::Bind::failed:
      break;
  }
  throw Failure(Exit::kFailed, Message{"serve.no_port", {{"port", port}}});
}

}  // namespace

ServedFest::ServedFest(const FestFolder& folder, const ServedFestOptions& options, LastEnd last_end)
    : folder_(folder),
      log_(folder_.log()),
      file_(folder_.database(), hooks(), last_end),
      identity_(platform::identity_of(folder_.database().path)),
      reader_(folder_.database()),
      mirror_(reader_, folder_.mirror(), {now_ms, warnings_to(log_)}),
      writer_(file_),
      check_(folder_.database(), file_.was_checked(), writer_, log_),
      server_(writer_, reader_, server_options(folder_, options.port, log_)) {
  if (writer_.journal_mode() != "wal") {
    log_.warn(Message{"serve.no_wal"});
  }
  if (options.has_sample) import_sample(writer_);
  address_ = bound_address(server_, options.port);
  log_.note(Message{"serve.began", {{"folder", folder_.path.string()}, {"address", address_}}});
}

Committer::Hooks ServedFest::hooks() {
  Committer::Hooks hooks;
  hooks.now_ms = now_ms;
  hooks.random = platform::random_bits;
  hooks.committed = [this](Seq seq) { mirror_.notify(seq); };
  hooks.log = warnings_to(log_);
  hooks.erased = [this](const Roll& roll) { mirror_.erase(roll); };
  hooks.is_same_file = [this] { return is_same_file(); };
  return hooks;
}

// A file that is missing now is no other file: opening it will fail.
bool ServedFest::is_same_file() const {
  const auto now = platform::identity_of(folder_.database().path);
  return !now || !identity_ || *now == *identity_;
}

void ServedFest::run(platform::StopSignal& stop) {
  std::thread thread([&] {
    server_.run();
    stop.request();  // if the server ends by itself, so does the program
  });
  stop.wait();
  server_.stop();
  thread.join();
  ended_in_order_ = file_.health() == Health::ready || file_.health() == Health::disk_full;
  writer_.stop();
  mirror_.stop();
  ended_in_order_ = ended_in_order_ && check_.finds_nothing();
  log_.note(Message{"serve.stopped"});
}

}  // namespace lastseat
