#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <exception>
#include <string_view>

#include "platform/signals.h"
#include "subcommands.h"

namespace lastseat {
namespace {

struct Subcommand {
  const char* name;
  const char* line;      // in the list of all; empty: it is not in it
  const char* examples;  // its help begins with them
  void (*define)(CLI::App&, Arguments&);
  int (*run)(const Arguments&);
};

void define_data(CLI::App& app, Arguments& arguments) {
  app.add_option("--data", arguments.data,
                 "The data folder (else LASTSEAT_DATA, else lastseat-data beside the program)")
      ->type_name("DIR");
}

void define_serve(CLI::App& app, Arguments& arguments) {
  define_data(app, arguments);
  app.add_option("--port", arguments.port,
                 "The port, or auto for any free one (else LASTSEAT_PORT, else 8080)")
      ->type_name("N|auto");
  app.add_flag("--lan", arguments.lan, "Serve other computers too: not yet available");
  app.add_flag("--no-browser", arguments.no_browser, "Open no browser");
  app.add_flag("--demo", arguments.demo, "A sample fest in a folder that is removed at the end");
}

void define_import(CLI::App& app, Arguments& arguments) {
  app.add_option("WHAT", arguments.what, "events or students")
      ->required()
      ->check(CLI::IsMember({"events", "students"}))
      ->option_text("events|students");
  app.add_option("FILE", arguments.file, "A CSV file; its first row names the columns")
      ->required()
      ->option_text(" ");
  app.add_flag("--dry-run", arguments.dry_run, "Say what it would do, and change nothing");
  define_data(app, arguments);
}

void define_export(CLI::App& app, Arguments& arguments) {
  app.add_option("WHAT", arguments.what, "What to export")
      ->required()
      ->check(CLI::IsMember({"registrations", "roster", "events", "students"}))
      ->option_text("registrations|roster|events|students");
  app.add_option("--event", arguments.event, "Only this event; a roster needs it")
      ->type_name("CODE");
  app.add_option("--format", arguments.format, "csv, unless it is said")
      ->check(CLI::IsMember({"csv", "json"}))
      ->option_text("csv|json");
  app.add_option("-o,--output", arguments.file, "Write to this file, not to the standard output")
      ->type_name("FILE");
  define_data(app, arguments);
}

void define_prove(CLI::App& app, Arguments& arguments) {
  app.add_option("WHAT", arguments.what, "Which experiment; else race, tear and half")
      ->check(CLI::IsMember({"race", "tear", "half", "desk"}))
      ->option_text("race|tear|half|desk");
  app.add_option("--seed", arguments.seed, "What is left to chance derives from it; 1 unless said")
      ->type_name("N");
  const auto number = [&](const char* name, int& to, int most, const char* text) {
    app.add_option(name, to, text)->check(CLI::Range(1, most))->option_text("N");
  };
  number("--workers", arguments.workers, 256, "race: threads that want a seat at once");
  number("--processes", arguments.processes, 64, "race: processes that want a seat at once");
  number("--seats", arguments.seats, 10'000, "race: seats there are");
  number("--rounds", arguments.rounds, 10'000, "race, desk: how often");
  app.add_option("--strategy", arguments.strategies, "race: only this one; may be repeated")
      ->allow_extra_args(false)
      ->type_name("NAME");
  number("--kills", arguments.kills, 100'000, "tear, half: how many processes are killed");
  app.add_option("--folder", arguments.folder, "desk: the disk of this folder is judged")
      ->type_name("DIR");
  app.add_flag("--json", arguments.json, "For programs: the same as JSON");
}

void define_prove_child(CLI::App& app, Arguments& arguments) {
  app.add_option("WORD", arguments.words)->required();
}

void define_version(CLI::App& app, Arguments& arguments) {
  app.add_flag("--licenses", arguments.licenses, "The notices of the software inside");
}

constexpr std::array<Subcommand, 7> kSubcommands{{
    {"serve", "Run the registration desk on this computer",
     "  lastseat serve                        serve the fest, and open the browser\n"
     "  lastseat serve --demo                 try it out with a sample fest\n"
     "  lastseat serve --data /media/stick/fest --port auto --no-browser\n",
     define_serve, serve},
    {"import", "Read events or students from a CSV file",
     "  lastseat import events events.csv\n"
     "  lastseat import students students.csv --dry-run\n",
     define_import, import_file},
    {"export", "Write registrations, a roster, events or students",
     "  lastseat export roster --event ROBO -o robo.csv\n"
     "  lastseat export registrations --format json\n"
     "  lastseat export students > students.csv\n",
     define_export, export_file},
    {"check", "Prove that the data is whole and no seat was given twice",
     "  lastseat check\n"
     "  lastseat check --data /media/stick/fest\n",
     define_data, check_fest},
    {"prove", "Show how a last seat is given twice or lost, and how it is not",
     "  lastseat prove                        all three, in less than 20 seconds\n"
     "  lastseat prove race --workers 64 --seats 10\n"
     "  lastseat prove desk --folder /media/stick\n",
     define_prove, prove_it},
    {"prove-child", "", "", define_prove_child, prove_child},
    {"version", "Say which version this is",
     "  lastseat version\n"
     "  lastseat version --licenses\n",
     define_version, show_version},
}};

constexpr std::string_view kExamples =
    "  lastseat                              serve the fest, and open the browser\n"
    "  lastseat serve --demo                 try it out with a sample fest\n"
    "  lastseat import students students.csv\n"
    "  lastseat export roster --event ROBO -o robo.csv\n";

// People read the first lines of a help text: there they find what they can copy.
class ExamplesFirst : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override {
    std::string_view examples = kExamples;
    for (const Subcommand& each : kSubcommands) {
      if (app->get_name() == each.name) examples = each.examples;
    }
    const std::string rest = CLI::Formatter::make_help(app, std::move(name), mode);
    return "Examples:\n" + std::string(examples) + "\n" + rest;
  }
};

// Runs what the command line asks for; alone, the program serves.
int run(int count, const char* const* words) {
  CLI::App app(
      "Lastseat: the registration desk of a fest. The last seat goes to exactly one entry.",
      "lastseat");
  app.formatter(std::make_shared<ExamplesFirst>());
  app.require_subcommand(0, 1);
  Arguments arguments;
  for (const Subcommand& each : kSubcommands) {
    CLI::App* subcommand = app.add_subcommand(each.name, each.line);
    if (*each.line == '\0') subcommand->group("");
    each.define(*subcommand, arguments);
  }
  try {
    app.parse(count, words);
  } catch (const CLI::Success& request) {
    app.exit(request);  // prints the help
    return std::fflush(stdout) == 0 ? Exit::kDone : Exit::kFailed;
  } catch (const CLI::ParseError& error) {
    throw Failure(Exit::kUsage,
                  std::string(error.what()) + "\nlastseat --help shows what there is.");
  }
  for (const Subcommand& each : kSubcommands) {
    if (app.got_subcommand(each.name)) return each.run(arguments);
  }
  return serve(arguments);
}

}  // namespace
}  // namespace lastseat

int main(int count, char** words) {
  lastseat::platform::turn_signals_into_errors();
  try {
    return lastseat::run(count, words);
  } catch (const lastseat::Failure& failure) {
    std::fprintf(stderr, "lastseat: %s\n", failure.what());
    return failure.code;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lastseat: %s\n", error.what());
    return lastseat::Exit::kFailed;
  }
}
