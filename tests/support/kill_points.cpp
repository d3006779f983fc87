// Linked into a second copy of the program, for tests only: it ends as if by kill -9 at the point
// that the variable LASTSEAT_KILL names.
//
// The linker replaces the functions that the program calls with these (--wrap): SQL statements
// (step, exec), changes of the disk (write, pwrite, fsync, fdatasync, ftruncate, rename, unlink)
// and output to the client (send). A point is WHEN:CALL:WHAT:COUNT, the COUNT-th such call for
// WHAT: the beginning of a statement or of a text to be sent, or the end of a file name. WHEN is
// before or after the call, or half for a write that writes only half of its bytes. Points joined
// by " > " are passed one after another, and the last one kills:
//
//   before:step:BEGIN IMMEDIATE:3 > half:write:.tmp:1

#include <signal.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Point {
  std::string when, call, what;
  int count;
};

Point read_point(std::string_view text) {
  const auto word = [&] {
    const std::size_t end = text.find(':');
    const std::string found(text.substr(0, end));
    text.remove_prefix(end + 1);
    return found;
  };
  Point point;
  point.when = word();
  point.call = word();
  const std::size_t end = text.rfind(':');
  point.what = text.substr(0, end);
  point.count = std::atoi(std::string(text.substr(end + 1)).c_str());
  return point;
}

std::vector<Point> read_points() {
  constexpr std::string_view kThen = " > ";
  std::vector<Point> points;
  const char* variable = std::getenv("LASTSEAT_KILL");
  std::string_view text = variable ? variable : "";
  while (!text.empty()) {
    const std::size_t end = text.find(kThen);
    points.push_back(read_point(text.substr(0, end)));
    text = end == std::string_view::npos ? "" : text.substr(end + kThen.size());
  }
  return points;
}

class Points {
 public:
  // Whether to kill the program now. `fits` checks whether the call is about WHAT.
  template <class Fits>
  bool reached(std::string_view when, std::string_view call, Fits&& fits) {
    const std::lock_guard lock(mutex_);
    if (next_ == all_.size()) return false;
    Point& point = all_[next_];
    if (point.call != call || point.when != when || !fits(std::string_view(point.what)))
      return false;
    if (--point.count > 0) return false;
    return ++next_ == all_.size();
  }

 private:
  std::mutex mutex_;
  std::vector<Point> all_ = read_points();
  std::size_t next_ = 0;
};

Points& points() {
  static auto* const all = new Points;  // never destroyed: threads may still use it at exit
  return *all;
}

[[noreturn]] void die() {
  ::kill(::getpid(), SIGKILL);
  while (true) ::pause();
}

auto begins(std::string_view text) {
  return [text](std::string_view what) { return text.starts_with(what); };
}

auto ends(std::string_view name) {
  return [name](std::string_view what) { return name.ends_with(what); };
}

auto file(int descriptor) {
  return [descriptor](std::string_view what) {
    char name[4096];
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
    const ssize_t size = ::readlink(link.c_str(), name, sizeof name);
    return size > 0 && std::string_view(name, static_cast<std::size_t>(size)).ends_with(what);
  };
}

// Makes the call between its two points.
template <class Fits, class Call>
auto around(std::string_view name, const Fits& fits, Call&& call) {
  if (points().reached("before", name, fits)) die();
  const auto result = call();
  if (points().reached("after", name, fits)) die();
  return result;
}

// The same for calls that may write only half of their bytes.
template <class Fits, class Call>
ssize_t around_bytes(std::string_view name, const Fits& fits, std::size_t size, Call&& call) {
  if (points().reached("half", name, fits)) {
    call(size / 2);
    die();
  }
  return around(name, fits, [&] { return call(size); });
}

// Only the writer's statements: readers and the second, empty fest in memory do not count.
bool is_writers(sqlite3* database) {
  const char* name = sqlite3_db_filename(database, "main");
  return name && *name && sqlite3_db_readonly(database, "main") == 0;
}

// By the words that it begins with; some stand on a line of their own in the source.
auto statement(sqlite3* database, const char* sql) {
  return [database, sql](std::string_view what) {
    if (!sql) return false;
    std::string_view text(sql);
    text.remove_prefix(std::min(text.find_first_not_of(" \n"), text.size()));
    return text.starts_with(what) && is_writers(database);
  };
}

}  // namespace

extern "C" {

int __real_sqlite3_step(sqlite3_stmt*);
int __wrap_sqlite3_step(sqlite3_stmt* step) {
  return around("step", statement(sqlite3_db_handle(step), sqlite3_sql(step)),
                [&] { return __real_sqlite3_step(step); });
}

using RowCallback = int (*)(void*, int, char**, char**);
int __real_sqlite3_exec(sqlite3*, const char*, RowCallback, void*, char**);
int __wrap_sqlite3_exec(sqlite3* database, const char* sql, RowCallback callback, void* argument,
                        char** error) {
  return around("exec", statement(database, sql),
                [&] { return __real_sqlite3_exec(database, sql, callback, argument, error); });
}

ssize_t __real_write(int, const void*, size_t);
ssize_t __wrap_write(int to, const void* from, size_t size) {
  return around_bytes("write", file(to), size,
                      [&](std::size_t bytes) { return __real_write(to, from, bytes); });
}

ssize_t __real_pwrite(int, const void*, size_t, off_t);
ssize_t __wrap_pwrite(int to, const void* from, size_t size, off_t at) {
  return around_bytes("pwrite", file(to), size,
                      [&](std::size_t bytes) { return __real_pwrite(to, from, bytes, at); });
}

// SQLite's.
ssize_t __real_pwrite64(int, const void*, size_t, off_t);
ssize_t __wrap_pwrite64(int to, const void* from, size_t size, off_t at) {
  return around_bytes("pwrite", file(to), size,
                      [&](std::size_t bytes) { return __real_pwrite64(to, from, bytes, at); });
}

int __real_ftruncate64(int, off_t);
int __wrap_ftruncate64(int descriptor, off_t size) {
  return around("ftruncate", file(descriptor),
                [&] { return __real_ftruncate64(descriptor, size); });
}

int __real_fsync(int);
int __wrap_fsync(int descriptor) {
  return around("fsync", file(descriptor), [&] { return __real_fsync(descriptor); });
}

int __real_fdatasync(int);
int __wrap_fdatasync(int descriptor) {
  return around("fdatasync", file(descriptor), [&] { return __real_fdatasync(descriptor); });
}

int __real_rename(const char*, const char*);
int __wrap_rename(const char* from, const char* to) {
  return around("rename", ends(to), [&] { return __real_rename(from, to); });
}

int __real_unlink(const char*);
int __wrap_unlink(const char* name) {
  return around("unlink", ends(name), [&] { return __real_unlink(name); });
}

ssize_t __real_send(int, const void*, size_t, int);
ssize_t __wrap_send(int to, const void* from, size_t size, int flags) {
  return around_bytes("send", begins({static_cast<const char*>(from), size}), size,
                      [&](std::size_t bytes) { return __real_send(to, from, bytes, flags); });
}
}
