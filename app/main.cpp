// The program lastseat: the table of its subcommands.
#include <cstdio>
#include <exception>

#include "command_line.h"
#include "failure.h"
#include "platform/signals.h"
#include "subcommands.h"
#include "text/error.h"
#include "words/words.h"

namespace {

using namespace lastseat;

constexpr Subcommand kSubcommands[] = {
    {"serve", "Run the registration desk on this computer",
     "  lastseat serve                        serve the fest, and open the browser\n"
     "  lastseat serve --demo                 try it with a sample fest\n"
     "  lastseat serve --data /media/stick/fest --port auto --no-browser\n",
     define_serve},
    {"import", "Import events or students from a CSV file",
     "  lastseat import events events.csv\n"
     "  lastseat import students students.csv --dry-run\n",
     define_import},
    {"export", "Export registrations, a roster, events or students",
     "  lastseat export roster --event ROBO -o robo.csv\n"
     "  lastseat export registrations --format json\n"
     "  lastseat export students > students.csv\n",
     define_export},
    {"check", "Check that no data is lost and no seat was given twice",
     "  lastseat check\n"
     "  lastseat check --data /media/stick/fest\n",
     define_check},
    {"prove", "Show how a seat can be given twice or lost, and how Lastseat prevents it",
     "  lastseat prove                        race, tear and half, in less than 20 seconds\n"
     "  lastseat prove race --workers 64 --seats 10\n"
     "  lastseat prove desk --folder /media/stick\n",
     define_prove},
    {"prove-child", "", "", define_prove_child},
    {"version", "Print the version",
     "  lastseat version\n"
     "  lastseat version --licenses\n",
     define_version},
    {"help", "Print the help of the program or of a subcommand",
     "  lastseat help\n"
     "  lastseat help export\n",
     define_help},
};

constexpr CommandLine kCommandLine{
    .description =
        "Lastseat: the registration desk of a fest. The last seat goes to exactly one entry.",
    .examples =
        "  lastseat                              serve the fest, and open the browser\n"
        "  lastseat serve --demo                 try it with a sample fest\n"
        "  lastseat import students students.csv\n"
        "  lastseat export roster --event ROBO -o robo.csv\n",
    .subcommands = kSubcommands,
};

}  // namespace

int main(int count, char** words) {
  platform::turn_signals_into_errors();
  try {
    return run(kCommandLine, count, words);
  } catch (const Failure& failure) {
    std::fprintf(stderr, "lastseat: %s\n", failure.what());
    return failure.code;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lastseat: %s\n", say(message_of(error)).c_str());
    return Exit::kFailed;
  }
}
