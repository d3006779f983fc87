// lastseat import events|students FILE: imports the whole file, or nothing.
#include "files/import.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "clock.h"
#include "data_option.h"
#include "domain/limits.h"
#include "failure.h"
#include "fest_folder.h"
#include "live/mirror.h"
#include "log.h"
#include "nested.h"
#include "platform/random.h"
#include "progress.h"
#include "store/journal/ledger.h"
#include "store/sqlite/error.h"
#include "store/sqlite/reader.h"
#include "subcommands.h"
#include "usage_error.h"
#include "words/words.h"
#include "writer/writer.h"

namespace lastseat {
namespace {

struct ImportArguments {
  std::string file;
  bool dry_run = false;
  std::string data;
};

constexpr std::string_view kDesk = "command line";

std::string text_of(const std::string& name) {
  std::error_code error;
  if (std::filesystem::is_directory(name, error)) {
    throw Failure(Exit::kFailed, name + " is a folder, not a file.");
  }
  std::ifstream in(name, std::ios::binary);
  if (!in) throw Failure(Exit::kFailed, "Cannot open " + name + ".");
  std::string text;
  std::string piece(64 * 1024, '\0');
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
    text.append(piece, 0, static_cast<std::size_t>(in.gcount()));
    if (text.size() > limits::kImportBody) {
      throw Failure(Exit::kFailed, name + " is larger than " +
                                       std::to_string(limits::kImportBody / (1024 * 1024)) +
                                       " MiB. Split it into smaller files.");
    }
  }
  if (in.bad()) throw Failure(Exit::kFailed, "Cannot read " + name + ".");
  return text;
}

using Read = ImportFile (*)(std::string_view);

ImportFile read_file(const std::string& name, Read read) {
  try {
    return read(text_of(name));
  } catch (const csv::Unreadable& error) {
    throw Failure(Exit::kFailed, name + " cannot be read as CSV. " + say(error.why));
  }
}

std::string rows(std::int64_t count) {
  return std::to_string(count) + (count == 1 ? " row" : " rows");
}

// Lists every invalid row, so that all can be corrected before the next attempt.
int refuse(const ImportArguments& arguments, const std::vector<InvalidRow>& invalid) {
  for (const InvalidRow& row : invalid) {
    std::fprintf(stderr, "%s:%lld: %s%s%s\n", arguments.file.c_str(),
                 static_cast<long long>(row.line), row.column.c_str(),
                 row.column.empty() ? "" : " ", say(row.problem).c_str());
  }
  throw Failure(Exit::kBadRows,
                "Nothing was imported. Correct the rows listed above, then import the file again.");
}

int tell(const ImportArguments& arguments, const ImportReport& report) {
  for (const std::string& column : report.ignored_columns) {
    std::fprintf(stderr, "The column \"%s\" is unknown and was ignored.\n", column.c_str());
  }
  if (!report.invalid.empty()) return refuse(arguments, report.invalid);
  std::printf("%s%s: %s; %lld new, %lld updated, %lld unchanged.\n",
              arguments.dry_run ? "Dry run, nothing was changed. " : "", arguments.file.c_str(),
              rows(report.rows).c_str(), static_cast<long long>(report.added),
              static_cast<long long>(report.updated), static_cast<long long>(report.unchanged));
  return std::fflush(stdout) == 0 ? Exit::kDone : Exit::kFailed;
}

void submit(Writer& writer, Command command) {
  Request request;
  request.command = std::move(command);
  request.desk = kDesk;
  Progress progress("Saving");
  const Reply reply = progress.wait(writer.submit(std::move(request)));
  if (reply.delivery == Delivery::committed && reply.answer.outcome == "imported") return;
  throw Failure(Exit::kFailed,
                reply.delivery == Delivery::full
                    ? "Nothing was imported: the disk is full."
                    : "It is not certain whether the file was imported. Run lastseat check, then "
                      "import it again: what is already there does not change.");
}

// This process has taken the folder, so nothing changes between the preview and the import.
int import_into(const FestFolder& folder, const ImportArguments& arguments, ImportFile file) {
  Log log(folder.log());
  Writer::Hooks hooks;
  hooks.now_ms = now_ms;
  hooks.random = platform::random_bits;
  hooks.log = [&](const Message& what) { log.warn(what); };
  Writer writer(folder.database(), hooks);
  Reader reader(folder.database());
  const ImportReport whole = report(file, reader.read(preview, file.command));
  const bool saving = whole.invalid.empty() && !arguments.dry_run;
  if (saving) submit(writer, std::move(file.command));
  writer.stop();
  // The mirror must not be older than the import.
  if (saving)
    Mirror(reader, folder.mirror(), {now_ms, [&](const Message& what) { log.warn(what); }}).stop();
  return tell(arguments, whole);
}

int import_file(const ImportArguments& arguments, Read read) {
  ImportFile file = read_file(arguments.file, read);
  const FestFolder folder{data_folder(arguments.data)};
  try {
    const platform::LockFile lock = take(folder);
    const int code = import_into(folder, arguments, std::move(file));
    tidy(folder);
    return code;
  } catch (const FolderTaken& other) {
    const std::string on_page =
        other.address.empty() ? "" : ", or import the file on its page: " + other.address;
    throw Failure(Exit::kDataFolder, "Lastseat is running in " + folder.path.string() +
                                         ". Stop it, then import the file" + on_page + ".");
  } catch (const StorageError& error) {
    fail(folder, error);
  }
}

struct List {
  const char* name;
  const char* line;
  Read read;
};

constexpr List kLists[] = {
    {"events", "Import a list of events", read_events},
    {"students", "Import a list of students", read_students},
};

}  // namespace

Run define_import(CLI::App& app) {
  const auto arguments = std::make_shared<ImportArguments>();
  app.add_flag("--dry-run", arguments->dry_run, "Report what would change, but change nothing");
  add_data_option(app, arguments->data);
  for (const List& list : kLists) {
    add_nested(app, list.name, list.line)
        ->add_option("FILE", arguments->file, "The CSV file. Its first row names the columns")
        ->required()
        ->option_text(" ");
  }
  return [arguments, &app] {
    for (const List& list : kLists) {
      if (app.got_subcommand(list.name)) return import_file(*arguments, list.read);
    }
    throw usage_error(app, "Name what to import: events or students.");
  };
}

}  // namespace lastseat
