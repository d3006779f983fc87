// The subcommands. Each is in a file of its own, with the struct of its arguments, its options, and
// what it does.
//
// define_… adds the options to the CLI::App of the subcommand. It returns the function that runs
// the subcommand, to be called after the command line was parsed.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace lastseat {

using Run = std::function<int()>;  // returns the exit code, or throws Failure

Run define_serve(CLI::App&);
Run define_import(CLI::App&);
Run define_export(CLI::App&);
Run define_check(CLI::App&);
Run define_erase(CLI::App&);
Run define_prove(CLI::App&);
Run define_prove_child(CLI::App&);
Run define_version(CLI::App&);
Run define_help(CLI::App&);

}  // namespace lastseat
