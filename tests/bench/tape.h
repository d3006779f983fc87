// What one database runs, statement by statement with every bound value, to be run again by
// another: so SQLite alone does exactly the work that the engine gives it, with nothing decided,
// hashed or spelled around it. It follows the engine by itself when that changes.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace lastseat::bench {

// NULL, a number, a text or a blob.
struct Value {
  int type = SQLITE_NULL;
  std::int64_t number = 0;
  std::string bytes = {};
};

struct Run {
  std::size_t statement = 0;  // its place in Tape::statements
  std::vector<Value> values = {};
};

struct Tape {
  std::vector<std::string> statements;
  std::vector<Run> runs;
};

// Writes down what the connection runs while this lives; what triggers run is not among it.
class Recorder {
 public:
  explicit Recorder(sqlite3*);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // What was run since the last time. The statements keep their places.
  Tape take();

 private:
  void note(sqlite3_stmt*);

  sqlite3* const database_;
  Tape tape_;
  std::unordered_map<std::string, std::size_t> places_;
};

// Runs tapes of one recorder, in order. Throws when SQLite does not take a statement.
class Player {
 public:
  explicit Player(sqlite3* database) : database_(database) {}
  ~Player();
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

  void prepare(const Tape&);
  void play(const Tape&);

 private:
  sqlite3* const database_;
  std::vector<sqlite3_stmt*> prepared_;
};

}  // namespace lastseat::bench
