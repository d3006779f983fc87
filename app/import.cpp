#include "files/import.h"

#include <cstdio>
#include <fstream>
#include <iterator>

#include "clock.h"
#include "domain/limits.h"
#include "fest_folder.h"
#include "files/mirror.h"
#include "log.h"
#include "platform/random.h"
#include "progress.h"
#include "settings.h"
#include "store/error.h"
#include "store/reader.h"
#include "subcommands.h"
#include "writer/writer.h"

namespace lastseat {
namespace {

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
                                       " MiB. Split it.");
    }
  }
  if (in.bad()) throw Failure(Exit::kFailed, "Cannot read " + name + ".");
  return text;
}

ImportFile read(const Arguments& arguments) {
  const std::string text = text_of(arguments.file);
  try {
    return arguments.what == "events" ? read_events(text) : read_students(text);
  } catch (const csv::Unreadable& error) {
    throw Failure(Exit::kFailed, arguments.file + " cannot be read as CSV. " + error.what());
  }
}

std::string rows(std::int64_t count) {
  return std::to_string(count) + (count == 1 ? " row" : " rows");
}

// Every bad row by name, so that the file can be mended in one go.
int refuse(const Arguments& arguments, const std::vector<InvalidRow>& invalid) {
  for (const InvalidRow& row : invalid) {
    std::fprintf(stderr, "%s:%lld: %s%s%s\n", arguments.file.c_str(),
                 static_cast<long long>(row.line), row.column.c_str(),
                 row.column.empty() ? "" : " ", row.reason.c_str());
  }
  throw Failure(Exit::kBadRows,
                "Nothing was imported. Mend what is listed above, and import again.");
}

int tell(const Arguments& arguments, const ImportReport& report) {
  for (const std::string& column : report.ignored_columns) {
    std::fprintf(stderr, "The column \"%s\" is unknown and was left out.\n", column.c_str());
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
                    : "It is not certain whether this was imported. Run lastseat "
                      "check, then import again: rows that are there stay as they are.");
}

// No other process can change anything between the look and the step: the folder is ours.
int import_into(const FestFolder& folder, const Arguments& arguments, ImportFile file) {
  Log log(folder.log());
  Writer::Hooks hooks;
  hooks.now_ms = now_ms;
  hooks.random = platform::random_bits;
  hooks.log = [&](const std::string& line) { log.warn(line); };
  Writer writer(folder.database(), hooks);
  Reader reader(folder.database());
  const ImportReport whole = report(file, reader.preview(file.command));
  const bool saving = whole.invalid.empty() && !arguments.dry_run;
  if (saving) submit(writer, std::move(file.command));
  writer.stop();
  // Who looks into the folder finds what was imported, not what was there before.
  if (saving) Mirror(reader, folder.mirror(), {now_ms, hooks.log}).stop();
  return tell(arguments, whole);
}

}  // namespace

int import_file(const Arguments& arguments) {
  ImportFile file = read(arguments);
  const FestFolder folder{data_folder(arguments)};
  try {
    const platform::LockFile lock = take(folder);
    const int code = import_into(folder, arguments, std::move(file));
    tidy(folder);
    return code;
  } catch (const FolderTaken& other) {
    const std::string where =
        other.address.empty() ? "" : ", or import on its page at " + other.address;
    throw Failure(Exit::kDataFolder, "Lastseat is running in " + folder.path.string() +
                                         ". Stop it and import then" + where + ".");
  } catch (const StorageError& error) {
    fail(folder, error);
  }
}

}  // namespace lastseat
