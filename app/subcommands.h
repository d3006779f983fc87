// What the program can be told to do: one function each, which runs it and returns the exit code.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace lastseat {

// The program's contract with scripts.
struct Exit {
  static constexpr int kDone = 0;
  static constexpr int kFailed = 1;
  static constexpr int kUsage = 2;
  static constexpr int kPortInUse = 3;
  static constexpr int kDataFolder = 4;  // locked, unusable or corrupt
  static constexpr int kBadRows = 5;
};

// Ends the program with that code; what() is for the person who started it.
struct Failure : std::runtime_error {
  Failure(int exit_code, const std::string& what) : std::runtime_error(what), code(exit_code) {}
  int code;
};

// What the command line said. Empty is what it did not say: then the environment is asked.
struct Arguments {
  std::string data;
  std::string port;
  bool lan = false;
  bool no_browser = false;
  bool demo = false;

  std::string what;  // to import or to export
  std::string file;
  bool dry_run = false;
  std::string event;
  std::string format;

  bool licenses = false;

  // The laboratory; 0 is what was not said, and then each experiment knows what it takes.
  std::uint64_t seed = 1;
  bool json = false;
  int workers = 0;
  int processes = 0;
  int seats = 0;
  int rounds = 0;
  int kills = 0;
  std::vector<std::string> strategies;
  std::string folder;
  std::vector<std::string> words;  // of a child of the laboratory
};

int serve(const Arguments&);
int import_file(const Arguments&);
int export_file(const Arguments&);
int check_fest(const Arguments&);
int prove_it(const Arguments&);
int prove_child(const Arguments&);
int show_version(const Arguments&);

}  // namespace lastseat
