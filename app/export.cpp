// lastseat export registrations|roster|events|students: writes a file, or to standard output.
#include "files/export.h"

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

#include "data_option.h"
#include "failure.h"
#include "fest_folder.h"
#include "files/atomic_file.h"
#include "nested.h"
#include "store/registrations.h"
#include "store/sqlite/error.h"
#include "store/values/event.h"
#include "subcommands.h"
#include "usage_error.h"

namespace lastseat {
namespace {

struct ExportArguments {
  std::string event;
  std::string format = "csv";
  std::string file;  // empty or "-": standard output
  std::string data;
};

using Make = std::function<void(const Sink&)>;

[[noreturn]] void fail_to_write(const std::string& name) {
  throw Failure(Exit::kFailed,
                "Cannot write " + name + ": " + std::generic_category().message(errno) + ".");
}

// A pipe or a device is written to, not replaced.
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
  if (name.empty() || name == "-") return write_stream(stdout, "standard output", make);
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

Format format_of(const ExportArguments& arguments) {
  return arguments.format == "json" ? Format::json : Format::csv;
}

std::optional<EventCode> event_of(Reader& reader, const ExportArguments& arguments) {
  if (arguments.event.empty()) return std::nullopt;
  const std::optional<Event> event = reader.read(find_event, EventCode{arguments.event});
  if (!event) throw Failure(Exit::kFailed, "There is no event " + arguments.event + ".");
  return event->code;
}

void write_registrations(Reader& reader, const ExportArguments& arguments, const Sink& sink) {
  RegistrationFilter filter;
  filter.event = event_of(reader, arguments);
  export_registrations(reader, filter, format_of(arguments), sink);
}

void write_roster(Reader& reader, const ExportArguments& arguments, const Sink& sink) {
  export_roster(reader, *event_of(reader, arguments), format_of(arguments), sink);
}

void write_events(Reader& reader, const ExportArguments& arguments, const Sink& sink) {
  export_events(reader, format_of(arguments), sink);
}

void write_students(Reader& reader, const ExportArguments& arguments, const Sink& sink) {
  export_students(reader, format_of(arguments), sink);
}

enum class OfEvent { may, must, never };

struct List {
  const char* name;
  const char* line;
  OfEvent of_event;
  void (*write)(Reader&, const ExportArguments&, const Sink&);
};

constexpr List kLists[] = {
    {"registrations", "Export all registrations, or those of one event", OfEvent::may,
     write_registrations},
    {"roster", "Export the participants of one event", OfEvent::must, write_roster},
    {"events", "Export all events", OfEvent::never, write_events},
    {"students", "Export all students", OfEvent::never, write_students},
};

int export_list(const List& list, const ExportArguments& arguments) {
  if (list.of_event == OfEvent::must && arguments.event.empty()) {
    throw Failure(Exit::kUsage, "A roster is of one event. Name the event with --event CODE.");
  }
  if (list.of_event == OfEvent::never && !arguments.event.empty()) {
    throw Failure(Exit::kUsage, "--event can be used with registrations and roster only.");
  }
  const FestFolder folder{data_folder(arguments.data)};
  expect_fest(folder);
  try {
    Reader reader(folder.database());
    write(arguments.file, [&](const Sink& sink) { list.write(reader, arguments, sink); });
  } catch (const StorageError& error) {
    fail(folder, error);
  }
  return Exit::kDone;
}

}  // namespace

Run define_export(CLI::App& app) {
  const auto arguments = std::make_shared<ExportArguments>();
  app.add_option("--event", arguments->event, "Only this event. A roster requires it")
      ->type_name("CODE");
  app.add_option("--format", arguments->format, "The format of the output. Default: csv")
      ->check(CLI::IsMember({"csv", "json"}))
      ->option_text("csv|json");
  app.add_option("-o,--output", arguments->file, "Write to this file, not to standard output")
      ->type_name("FILE");
  add_data_option(app, arguments->data);
  for (const List& list : kLists) add_nested(app, list.name, list.line);
  return [arguments, &app] {
    for (const List& list : kLists) {
      if (app.got_subcommand(list.name)) return export_list(list, *arguments);
    }
    throw usage_error(app, "Name what to export: registrations, roster, events or students.");
  };
}

}  // namespace lastseat
