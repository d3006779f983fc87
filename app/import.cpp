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
    throw Failure(Exit::kFailed, Message{"import.folder", {{"file", name}}});
  }
  std::ifstream in(name, std::ios::binary);
  if (!in) throw Failure(Exit::kFailed, Message{"import.not_opened", {{"file", name}}});
  std::string text;
  std::string piece(64 * 1024, '\0');
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
    text.append(piece, 0, static_cast<std::size_t>(in.gcount()));
    if (text.size() > limits::kImportBody) {
      constexpr auto kMost = static_cast<std::int64_t>(limits::kImportBody / (1024 * 1024));
      throw Failure(Exit::kFailed, Message{"import.too_large", {{"file", name}, {"mib", kMost}}});
    }
  }
  if (in.bad()) throw Failure(Exit::kFailed, Message{"import.not_read", {{"file", name}}});
  return text;
}

using Read = ImportFile (*)(std::string_view);

ImportFile read_file(const std::string& name, Read read) {
  try {
    return read(text_of(name));
  } catch (const csv::Unreadable& error) {
    throw Failure(Exit::kFailed,
                  Message{"import.not_csv", {{"file", name}, {"why", std::vector{error.why}}}});
  }
}

Message problem_of(const InvalidRow& row) {
  if (row.column.empty()) return row.problem;
  return Message{"field", {{"field", row.column}, {"problem", std::vector{row.problem}}}};
}

// Lists every invalid row, so that all can be corrected before the next attempt.
int refuse(const ImportArguments& arguments, const std::vector<InvalidRow>& invalid) {
  for (const InvalidRow& row : invalid) {
    std::fprintf(stderr, "%s:%lld: %s\n", arguments.file.c_str(), static_cast<long long>(row.line),
                 say(problem_of(row)).c_str());
  }
  throw Failure(Exit::kBadRows, Message{"import.bad_rows"});
}

int tell(const ImportArguments& arguments, const ImportReport& report) {
  for (const std::string& column : report.ignored_columns) {
    const Message ignored = Message{"import.column_ignored", {{"column", column}}};
    std::fprintf(stderr, "%s\n", say(ignored).c_str());
  }
  if (!report.invalid.empty()) return refuse(arguments, report.invalid);
  Message done = Message{"import.done",
                         {{"file", arguments.file},
                          {"rows", report.rows},
                          {"added", report.added},
                          {"updated", report.updated},
                          {"unchanged", report.unchanged}}};
  if (arguments.dry_run) done = Message{"import.dry_run", {{"report", std::vector{done}}}};
  std::puts(say(done).c_str());
  return std::fflush(stdout) == 0 ? Exit::kDone : Exit::kFailed;
}

void submit(Writer& writer, Command command) {
  Request request;
  request.command = std::move(command);
  request.desk = kDesk;
  Progress progress(Message{"import.saving"});
  const Reply reply = progress.wait(writer.submit(std::move(request)));
  if (reply.delivery == Delivery::committed && reply.answer.outcome == "imported") return;
  throw Failure(Exit::kFailed, reply.delivery == Delivery::full ? Message{"import.disk_full"}
                                                                : Message{"import.not_certain"});
}

// This process has taken the folder, so nothing changes between the preview and the import.
int import_into(const FestFolder& folder, const ImportArguments& arguments, ImportFile file,
                LastEnd last_end) {
  Log log(folder.log());
  Writer::Hooks hooks;
  hooks.now_ms = now_ms;
  hooks.random = platform::random_bits;
  hooks.log = [&](const Message& what) { log.warn(what); };
  Writer writer(folder.database(), hooks, last_end);
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
    platform::LockFile lock = take(folder);
    const int code = import_into(folder, arguments, std::move(file), last_end(lock));
    tidy(folder);
    lock.done();
    return code;
  } catch (const FolderTaken& other) {
    const std::string path = folder.path.string();
    if (other.address.empty()) {
      throw Failure(Exit::kDataFolder, Message{"import.running", {{"folder", path}}});
    }
    throw Failure(Exit::kDataFolder,
                  Message{"import.running_at", {{"folder", path}, {"address", other.address}}});
  } catch (const StorageError& error) {
    fail(folder, error);
  }
}

struct List {
  const char* name;
  Message line;
  Read read;
};

const List kLists[] = {
    {"events", Message{"help.import_events"}, read_events},
    {"students", Message{"help.import_students"}, read_students},
};

}  // namespace

Run define_import(CLI::App& app) {
  const auto arguments = std::make_shared<ImportArguments>();
  app.add_flag("--dry-run", arguments->dry_run, say(Message{"option.dry_run"}));
  add_data_option(app, arguments->data);
  for (const List& list : kLists) {
    add_nested(app, list.name, list.line)
        ->add_option("FILE", arguments->file, say(Message{"option.csv_file"}))
        ->required()
        ->option_text(" ");
  }
  return [arguments, &app] {
    for (const List& list : kLists) {
      if (app.got_subcommand(list.name)) return import_file(*arguments, list.read);
    }
    throw usage_error(app, {Message{"import.which"}});
  };
}

}  // namespace lastseat
