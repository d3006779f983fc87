// Records what a database executes, statement by statement with every bound value, and executes it
// again on another. So SQLite alone does exactly the work that the engine gives it, without
// deciding, hashing or encoding anything. It stays correct when the engine changes.
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
  std::size_t statement = 0;  // its index in Tape::statements
  std::vector<Value> values = {};
};

struct Tape {
  std::vector<std::string> statements;
  std::vector<Run> runs;
};

// Records what the connection executes during its lifetime, but not what triggers execute.
class Recorder {
 public:
  explicit Recorder(sqlite3*);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // What was executed since the last call. The statements keep their indexes.
  Tape take();

 private:
  void note(sqlite3_stmt*);

  sqlite3* const database_;
  Tape tape_;
  std::unordered_map<std::string, std::size_t> places_;
};

// Executes the tapes of one recorder, in order. Throws if SQLite refuses a statement.
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
