#include "files/export.h"

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <system_error>

#include "fest_folder.h"
#include "files/atomic_file.h"
#include "settings.h"
#include "store/error.h"
#include "subcommands.h"

namespace lastseat {
namespace {

using Make = std::function<void(const Sink&)>;

[[noreturn]] void fail_to_write(const std::string& name) {
  throw Failure(Exit::kFailed,
                "Cannot write " + name + ": " + std::generic_category().message(errno) + ".");
}

// Into something that is no file to be replaced: a pipe, a device.
void write_stream(std::FILE* stream, const std::string& name, const Make& make) {
  make([&](std::string_view piece) {
    if (std::fwrite(piece.data(), 1, piece.size(), stream) != piece.size()) fail_to_write(name);
  });
  if (std::fflush(stream) != 0) fail_to_write(name);
}

void write_whole_file(const std::string& name, const Make& make) {
  try {
    AtomicFile file{std::filesystem::path(name)};
    make([&](std::string_view piece) { file.write(piece); });
    file.commit();
  } catch (const std::system_error& error) {
    throw Failure(Exit::kFailed, "Cannot write " + name + ": " + error.what() + ".");
  }
}

void write(const std::string& name, const Make& make) {
  if (name.empty() || name == "-") return write_stream(stdout, "the standard output", make);
  std::error_code error;
  const auto status = std::filesystem::status(name, error);
  const bool special = std::filesystem::exists(status) &&
                       !std::filesystem::is_regular_file(status) &&
                       !std::filesystem::is_directory(status);
  if (!special) return write_whole_file(name, make);
  std::FILE* stream = std::fopen(name.c_str(), "wb");
  if (!stream) fail_to_write(name);
  write_stream(stream, name, make);
  if (std::fclose(stream) != 0) fail_to_write(name);
}

Make maker(Reader& reader, const Arguments& arguments) {
  const Format format = arguments.format == "json" ? Format::json : Format::csv;
  if (arguments.what == "events") {
    return [&reader, format](const Sink& sink) { export_events(reader, format, sink); };
  }
  if (arguments.what == "students") {
    return [&reader, format](const Sink& sink) { export_students(reader, format, sink); };
  }
  RegistrationFilter filter;
  if (!arguments.event.empty()) {
    const std::optional<Event> event = reader.event({arguments.event});
    if (!event) throw Failure(Exit::kFailed, "There is no event " + arguments.event + ".");
    filter.event = event->code;
  }
  if (arguments.what == "roster") {
    return [&reader, format, event = *filter.event](const Sink& sink) {
      export_roster(reader, event, format, sink);
    };
  }
  return [&reader, format, filter](const Sink& sink) {
    export_registrations(reader, filter, format, sink);
  };
}

}  // namespace

int export_file(const Arguments& arguments) {
  const bool is_list = arguments.what == "events" || arguments.what == "students";
  if (arguments.what == "roster" && arguments.event.empty()) {
    throw Failure(Exit::kUsage, "A roster is of one event: name it with --event CODE.");
  }
  if (is_list && !arguments.event.empty()) {
    throw Failure(Exit::kUsage, "--event goes with registrations or roster.");
  }
  const FestFolder folder{data_folder(arguments)};
  expect_fest(folder);
  try {
    Reader reader(folder.database());
    write(arguments.file, maker(reader, arguments));
  } catch (const StorageError& error) {
    fail(folder, error);
  }
  return Exit::kDone;
}

}  // namespace lastseat
