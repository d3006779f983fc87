// The program lastseat: the table of its subcommands.
#include <cstdio>
#include <exception>
#include <optional>

#include "command_line.h"
#include "failure.h"
#include "platform/signals.h"
#include "subcommands.h"
#include "text/error.h"
#include "words/words.h"

namespace {

using namespace lastseat;

const Subcommand kSubcommands[] = {
    {"serve",
     Message{"help.serve"},
     {{"lastseat serve", Message{"example.serve"}},
      {"lastseat serve --demo", Message{"example.demo"}},
      {"lastseat serve --data /media/stick/fest --port auto --no-browser"}},
     define_serve},
    {"import",
     Message{"help.import"},
     {{"lastseat import events events.csv"}, {"lastseat import students students.csv --dry-run"}},
     define_import},
    {"export",
     Message{"help.export"},
     {{"lastseat export roster --event ROBO -o robo.csv"},
      {"lastseat export registrations --format json"},
      {"lastseat export students > students.csv"}},
     define_export},
    {"check",
     Message{"help.check"},
     {{"lastseat check"}, {"lastseat check --data /media/stick/fest"}},
     define_check},
    {"erase",
     Message{"help.erase"},
     {{"lastseat erase 21CS045"}, {"lastseat erase 21CS045 --yes"}},
     define_erase},
    {"prove",
     Message{"help.prove"},
     {{"lastseat prove", Message{"example.prove"}},
      {"lastseat prove race --workers 64 --seats 10"},
      {"lastseat prove desk --folder /media/stick"}},
     define_prove},
    {"prove-child", std::nullopt, {}, define_prove_child},
    {"version",
     Message{"help.version"},
     {{"lastseat version"}, {"lastseat version --licenses"}},
     define_version},
    {"help", Message{"help.help"}, {{"lastseat help"}, {"lastseat help export"}}, define_help},
};

const CommandLine kCommandLine{
    .description = Message{"help.lastseat"},
    .examples = {{"lastseat", Message{"example.serve"}},
                 {"lastseat serve --demo", Message{"example.demo"}},
                 {"lastseat import students students.csv"},
                 {"lastseat export roster --event ROBO -o robo.csv"}},
    .subcommands = kSubcommands,
};

}  // namespace

int main(int count, char** words) {
  platform::turn_signals_into_errors();
  try {
    return run(kCommandLine, count, words);
  } catch (const Failure& failure) {
    std::fprintf(stderr, "lastseat: %s\n", say(failure.why).c_str());
    return failure.code;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lastseat: %s\n", say(message_of(error)).c_str());
    return Exit::kFailed;
  }
}
