#include "store/check.h"

#include <cstdio>

#include "fest_folder.h"
#include "files/mirror.h"
#include "progress.h"
#include "settings.h"
#include "store/error.h"
#include "subcommands.h"

namespace lastseat {
namespace {

// A disk that lies about writing, or an old copy that was put back, leaves a sound database which
// lacks what was answered. Only the mirrors can tell.
void find_what_mirrors_know(const FestFolder& folder, Seq mirrored, CheckReport& report) {
  if (mirrored > report.commands) {
    report.findings.push_back("registrations.json knows of command " + std::to_string(mirrored) +
                              ", the database ends with " + std::to_string(report.commands) +
                              ": what was answered may be missing");
  }
  for (const auto& kept : kept_mirrors(folder.mirror())) {
    report.findings.push_back(kept.filename().string() +
                              " was kept because the database lacked what it holds: compare them, "
                              "enter what is missing, then move that file away");
  }
}

CheckReport checked(const FestFolder& folder) {
  Progress progress("Replaying the journal");
  try {
    // Asked first: a desk that serves meanwhile brings both further.
    const Seq mirrored = mirror_version(folder.mirror()).value_or(0);
    CheckReport report =
        check(folder.database(), [&](Seq done, Seq all) { progress.show(done, all); });
    find_what_mirrors_know(folder, mirrored, report);
    return report;
  } catch (const StorageError& error) {
    fail(folder, error);
  }
}

}  // namespace

int check_fest(const Arguments& arguments) {
  const FestFolder folder{data_folder(arguments)};
  expect_fest(folder);
  const CheckReport report = checked(folder);
  for (const std::string& finding : report.findings) std::printf("%s\n", finding.c_str());
  if (!report.ok()) {
    throw Failure(Exit::kDataFolder, "The fest in " + folder.path.string() +
                                         " is not sound. Keep a copy of the folder as it is.");
  }
  std::printf(
      "All is well: %lld commands replayed; %lld events, %lld students, %lld registrations.\n",
      static_cast<long long>(report.commands), static_cast<long long>(report.events),
      static_cast<long long>(report.students), static_cast<long long>(report.registrations));
  return std::fflush(stdout) == 0 ? Exit::kDone : Exit::kFailed;
}

}  // namespace lastseat
