// lastseat check: reads the whole fest, replays its journal, and compares it with the mirrors.
#include "store/journal/check.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "data_option.h"
#include "failure.h"
#include "fest_folder.h"
#include "live/mirror.h"
#include "progress.h"
#include "store/sqlite/error.h"
#include "subcommands.h"
#include "words/words.h"

namespace lastseat {
namespace {

struct CheckArguments {
  std::string data;
  std::string head;
};

// A disk that reports data as written too early, or an old copy of the file that was put back,
// leaves a database that is valid but lacks registrations. Only the mirrors show that.
void find_kept_mirrors(const FestFolder& folder, CheckReport& report) {
  for (const auto& kept : kept_mirrors(folder.mirror())) {
    report.findings.push_back(Message{"check.mirror_kept", {{"file", kept.filename().string()}}});
  }
}

CheckReport report_on(const FestFolder& folder, const std::optional<Head>& written_down) {
  Progress progress(Message{"check.replaying"});
  CheckOptions options;
  options.progress = [&](Seq done, Seq all) { progress.show(done, all); };
  if (written_down) options.heads.push_back({"--head", *written_down, {}});
  try {
    // Read before the database: while Lastseat is serving, both grow.
    if (const std::optional<Head> mirrored = mirror_head(folder.mirror())) {
      const auto compare = [&](Connection& fest) { return differences(folder.mirror(), fest); };
      options.heads.push_back({folder.mirror().filename().string(), *mirrored, compare});
    }
    std::error_code none;
    const bool is_unreadable = options.heads.size() == (written_down ? 1U : 0U) &&
                               std::filesystem::exists(folder.mirror(), none);
    CheckReport report = check(folder.database(), options);
    find_kept_mirrors(folder, report);
    if (is_unreadable) {
      report.findings.push_back(
          Message{"check.mirror_unreadable", {{"file", folder.mirror().filename().string()}}});
    }
    return report;
  } catch (const StorageError& error) {
    fail(folder, error);
  }
}

// What --head says. Throws Failure.
std::optional<Head> written_down(const CheckArguments& arguments) {
  if (arguments.head.empty()) return std::nullopt;
  std::optional<Head> head = head_from(arguments.head);
  if (!head) throw Failure(Exit::kUsage, Message{"check.no_head", {{"head", arguments.head}}});
  return head;
}

void print(const Message& message) { std::puts(say(message).c_str()); }

int check_fest(const CheckArguments& arguments) {
  const std::optional<Head> head = written_down(arguments);
  const FestFolder folder{data_folder(arguments.data)};
  expect_fest(folder);
  const CheckReport report = report_on(folder, head);
  for (const Message& finding : report.findings) print(finding);
  if (!report.ok()) {
    throw Failure(Exit::kDataFolder, Message{"check.failed", {{"folder", folder.path.string()}}});
  }
  print(Message{"check.done",
                {{"commands", report.commands},
                 {"events", report.events},
                 {"students", report.students},
                 {"registrations", report.registrations}}});
  for (const Message& note : report.notes) print(note);
  if (!head) print(Message{"check.head_use"});
  print(Message{"check.head", {{"head", text_of(report.head)}}});
  return std::fflush(stdout) == 0 ? Exit::kDone : Exit::kFailed;
}

}  // namespace

Run define_check(CLI::App& app) {
  const auto arguments = std::make_shared<CheckArguments>();
  app.add_option("--head", arguments->head, say(Message{"help.head"}))->type_name("SEQ:HASH");
  add_data_option(app, arguments->data);
  return [arguments] { return check_fest(*arguments); };
}

}  // namespace lastseat
