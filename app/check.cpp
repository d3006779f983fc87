#include "store/check.h"

#include <cstdio>

#include "fest_folder.h"
#include "progress.h"
#include "settings.h"
#include "store/error.h"
#include "subcommands.h"

namespace lastseat {
namespace {

CheckReport checked(const FestFolder& folder) {
  Progress progress("Replaying the journal");
  try {
    return check(folder.database(), [&](Seq done, Seq all) { progress.show(done, all); });
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
