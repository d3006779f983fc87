// lastseat check: reads the whole fest, replays its journal, and compares it with the mirrors.
#include "store/journal/check.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
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
};

// A disk that reports data as written too early, or an old copy of the file that was put back,
// leaves a database that is valid but lacks registrations. Only the mirrors show that.
void compare_with_mirrors(const FestFolder& folder, Seq mirrored, CheckReport& report) {
  if (mirrored > report.commands) {
    report.findings.push_back(
        Message{"check.mirror_ahead", {{"mirrored", mirrored}, {"commands", report.commands}}});
  }
  for (const auto& kept : kept_mirrors(folder.mirror())) {
    report.findings.push_back(Message{"check.mirror_kept", {{"file", kept.filename().string()}}});
  }
}

CheckReport report_on(const FestFolder& folder) {
  Progress progress(Message{"check.replaying"});
  try {
    // Read before the database: while Lastseat is serving, both grow.
    const Seq mirrored = mirror_version(folder.mirror()).value_or(0);
    CheckReport report =
        check(folder.database(), [&](Seq done, Seq all) { progress.show(done, all); });
    compare_with_mirrors(folder, mirrored, report);
    return report;
  } catch (const StorageError& error) {
    fail(folder, error);
  }
}

void print(const Message& message) { std::puts(say(message).c_str()); }

int check_fest(const CheckArguments& arguments) {
  const FestFolder folder{data_folder(arguments.data)};
  expect_fest(folder);
  const CheckReport report = report_on(folder);
  for (const Message& finding : report.findings) print(finding);
  if (!report.ok()) {
    throw Failure(Exit::kDataFolder, Message{"check.failed", {{"folder", folder.path.string()}}});
  }
  print(Message{"check.done",
                {{"commands", report.commands},
                 {"events", report.events},
                 {"students", report.students},
                 {"registrations", report.registrations}}});
  return std::fflush(stdout) == 0 ? Exit::kDone : Exit::kFailed;
}

}  // namespace

Run define_check(CLI::App& app) {
  const auto arguments = std::make_shared<CheckArguments>();
  add_data_option(app, arguments->data);
  return [arguments] { return check_fest(*arguments); };
}

}  // namespace lastseat
