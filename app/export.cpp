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
#include <vector>

#include "data_option.h"
#include "failure.h"
#include "fest_folder.h"
#include "files/atomic_file.h"
#include "nested.h"
#include "option_check.h"
#include "store/registrations.h"
#include "store/sqlite/error.h"
#include "store/values/event.h"
#include "subcommands.h"
#include "usage_error.h"
#include "words/words.h"

namespace lastseat {
namespace {

struct ExportArguments {
  std::string event;
  std::string format = "csv";
  std::string file;  // empty or "-": standard output
  std::string data;
};

using Make = std::function<void(const Sink&)>;

// An empty name is standard output.
[[noreturn]] void fail_to_write(const std::string& name) {
  const std::string why = std::generic_category().message(errno);
  if (name.empty()) throw Failure(Exit::kFailed, Message{"export.not_printed", {{"why", why}}});
  throw Failure(Exit::kFailed, Message{"export.not_written", {{"file", name}, {"why", why}}});
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
    throw Failure(Exit::kFailed, Message{"export.not_written",
                                         {{"file", name}, {"why", std::string(error.what())}}});
  }
}

void write(const std::string& name, const Make& make) {
  if (name.empty() || name == "-") return write_stream(stdout, "", make);
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
  if (!event) {
    throw Failure(Exit::kFailed, Message{"export.no_event", {{"event", arguments.event}}});
  }
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
  Message line;
  OfEvent of_event;
  void (*write)(Reader&, const ExportArguments&, const Sink&);
};

const List kLists[] = {
    {"registrations", Message{"help.export_registrations"}, OfEvent::may, write_registrations},
    {"roster", Message{"help.export_roster"}, OfEvent::must, write_roster},
    {"events", Message{"help.export_events"}, OfEvent::never, write_events},
    {"students", Message{"help.export_students"}, OfEvent::never, write_students},
};

int export_list(const List& list, const ExportArguments& arguments) {
  if (list.of_event == OfEvent::must && arguments.event.empty()) {
    throw Failure(Exit::kUsage, Message{"export.roster_needs_event"});
  }
  if (list.of_event == OfEvent::never && !arguments.event.empty()) {
    throw Failure(Exit::kUsage, Message{"export.no_event_here"});
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
  app.add_option("--event", arguments->event, say(Message{"option.event"}))->type_name("CODE");
  CLI::Option* format =
      app.add_option("--format", arguments->format, say(Message{"option.format"}));
  format->option_text("csv|json");
  expect_choice(format, {"csv", "json"});
  app.add_option("-o,--output", arguments->file, say(Message{"option.output"}))->type_name("FILE");
  add_data_option(app, arguments->data);
  for (const List& list : kLists) add_nested(app, list.name, list.line);
  return [arguments, &app] {
    for (const List& list : kLists) {
      if (app.got_subcommand(list.name)) return export_list(list, *arguments);
    }
    throw usage_error(app, {Message{"export.which"}});
  };
}

}  // namespace lastseat
