#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <system_error>
#include <thread>
#include <vector>

#include "platform/browser.h"
#include "platform/console.h"
#include "platform/executable.h"
#include "platform/file.h"
#include "platform/folder.h"
#include "platform/lock_file.h"
#include "platform/poller.h"
#include "platform/random.h"
#include "platform/signals.h"
#include "platform/thread.h"
#include "support/soon.h"
#include "support/temporary_folder.h"

using namespace lastseat::platform;
using lastseat::test::entries_in;
using lastseat::test::soon;
using lastseat::test::text_of;
using lastseat::test::write_text;

namespace {

std::string message_of(const auto& act) {
  try {
    act();
  } catch (const std::system_error& error) {
    return error.what();
  }
  return {};
}

// The paths that were flushed, in order, and the one whose flush fails.
std::vector<std::filesystem::path> flushed;
std::filesystem::path unflushable;

struct Environment {
  Environment(const char* name_to_set, const std::string& value) : name(name_to_set) {
    const char* former = std::getenv(name);
    was_set = former != nullptr;
    if (former) old = former;
    ::setenv(name, value.c_str(), 1);
  }
  ~Environment() { was_set ? ::setenv(name, old.c_str(), 1) : ::unsetenv(name); }
  const char* name;
  std::string old;
  bool was_set;
};

}  // namespace

// Replaces the C library's.
extern "C" int fsync(int file) {
  const auto path = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(file));
  flushed.push_back(path);
  if (path == unflushable) {
    errno = EIO;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_fsync, file));
}

TEST_CASE("file: what is written and overwritten is read back, and create() fails if it exists") {
  const TemporaryFolder folder;
  File file = File::create(folder / "a");
  file.write("hello ");
  file.write("world");
  file.write_at(0, "J");
  file.flush();
  file.close();
  CHECK_FALSE(file.is_open());
  CHECK(text_of(folder / "a") == "Jello world");

  const std::string message = message_of([&] { File::create(folder / "a"); });
  CHECK(message.find((folder / "a").string()) != std::string::npos);
  CHECK(text_of(folder / "a") == "Jello world");
}

TEST_CASE("file: a nameless file leaves nothing in its folder") {
  const TemporaryFolder folder;
  const File file = [&] {
    File made = File::nameless(folder.path());
    made.write("0123456789");
    return made;
  }();
  CHECK(entries_in(folder.path()) == 0);
  char some[4];
  CHECK(file.read_at(8, some, 4) == 2);
  CHECK(std::string(some, 2) == "89");
}

TEST_CASE("file: a file size limit makes the call fail, and does not end the process") {
  turn_signals_into_errors();
  const TemporaryFolder folder;
  File file = File::create(folder / "a");
  rlimit former{};
  ::getrlimit(RLIMIT_FSIZE, &former);
  rlimit small = former;
  small.rlim_cur = 10;
  ::setrlimit(RLIMIT_FSIZE, &small);
  const std::string message = message_of([&] { file.write("0123456789more"); });
  ::setrlimit(RLIMIT_FSIZE, &former);
  CHECK(message.find((folder / "a").string()) != std::string::npos);
}

TEST_CASE("file: replace() puts one file in the place of another") {
  const TemporaryFolder folder;
  write_text(folder / "new", "new");
  write_text(folder / "old", "old");
  replace(folder / "new", folder / "old");
  flush_folder(folder.path());
  CHECK(text_of(folder / "old") == "new");
  CHECK_FALSE(std::filesystem::exists(folder / "new"));
  CHECK_THROWS_AS(replace(folder / "none", folder / "old"), std::system_error);
  CHECK(text_of(folder / "old") == "new");
}

TEST_CASE("lock: one holder at a time, and the file alone locks nothing") {
  const TemporaryFolder folder;
  const auto path = folder / "lastseat.lock";
  write_text(path, "http://127.0.0.1:1\n");  // left behind by a crash
  auto first = LockFile::take(path);
  REQUIRE(first);
  CHECK(LockFile::said(path) == "");
  first->say("http://127.0.0.1:8080");
  CHECK(LockFile::said(path) == "http://127.0.0.1:8080");
  first->say("http://127.0.0.1:80");
  CHECK(LockFile::said(path) == "http://127.0.0.1:80");

  CHECK_FALSE(LockFile::take(path));
  CHECK(LockFile::said(path) == "http://127.0.0.1:80");

  first.reset();
  CHECK(LockFile::take(path));
}

TEST_CASE("lock: the next holder knows whether the last one was done") {
  const TemporaryFolder folder;
  const auto path = folder / "lastseat.lock";
  {
    auto lock = LockFile::take(path);
    REQUIRE(lock);
    CHECK_FALSE(lock->found_unfinished());
  }
  {
    auto lock = LockFile::take(path);  // the one before ended without a word
    REQUIRE(lock);
    CHECK(lock->found_unfinished());
    lock->say("http://127.0.0.1:8080");
    lock->done();
  }
  CHECK(LockFile::said(path) == "");
  auto lock = LockFile::take(path);
  REQUIRE(lock);
  CHECK_FALSE(lock->found_unfinished());
}

TEST_CASE("lock: a killed holder no longer holds it") {
  const TemporaryFolder folder;
  const auto path = folder / "lastseat.lock";
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = LockFile::take(path);
    [[maybe_unused]] const auto told = ::write(ready[1], lock ? "y" : "n", 1);
    ::pause();
    ::_exit(0);
  }
  char got = 0;
  REQUIRE(::read(ready[0], &got, 1) == 1);
  CHECK(got == 'y');
  CHECK_FALSE(LockFile::take(path));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  CHECK(LockFile::take(path));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_CASE("folder: a missing one is created, and the test of it leaves nothing behind") {
  const TemporaryFolder folder;
  const auto data = folder / "a/b/c";
  CHECK_FALSE(prepare_folder(data));
  CHECK(std::filesystem::is_directory(data));
  CHECK(entries_in(data) == 0);
  CHECK_FALSE(prepare_folder(data));
}

TEST_CASE("folder: a new one is flushed into its parent, or not created") {
  const TemporaryFolder folder;
  const auto top = std::filesystem::canonical(folder.path());
  const auto data = top / "a/b/c";
  flushed.clear();
  CHECK_FALSE(prepare_folder(data));
  REQUIRE(flushed.size() > 3);
  flushed.resize(3);
  CHECK(flushed == std::vector<std::filesystem::path>{top, top / "a", top / "a/b"});
  flushed.clear();
  CHECK_FALSE(prepare_folder(data));
  CHECK(std::find(flushed.begin(), flushed.end(), top / "a/b") == flushed.end());

  unflushable = top / "a/b";
  const auto problem = prepare_folder(top / "a/b/d");
  unflushable.clear();
  REQUIRE(problem);
  CHECK(problem->kind == FolderProblem::Kind::not_created);
  CHECK_FALSE(std::filesystem::exists(top / "a/b/d"));
}

// Even root cannot create files in /proc or below a device.
TEST_CASE("folder: why one cannot be used, and what the system says") {
  const TemporaryFolder folder;
  write_text(folder / "file", "");
  struct Case {
    std::filesystem::path path;
    FolderProblem::Kind kind;
  };
  for (const Case& each : {Case{folder / "file", FolderProblem::Kind::not_a_folder},
                           Case{"/dev/null/data", FolderProblem::Kind::not_created},
                           Case{"/proc/self", FolderProblem::Kind::read_only}}) {
    CAPTURE(each.path);
    const auto problem = prepare_folder(each.path);
    REQUIRE(problem);
    CHECK(problem->kind == each.kind);
    CHECK(problem->why.empty() == (each.kind == FolderProblem::Kind::not_a_folder));
  }
}

TEST_CASE("folder: network shares are recognised by the types of their file systems") {
  CHECK(is_network_file_system("nfs4"));
  CHECK(is_network_file_system("cifs"));
  CHECK(is_network_file_system("fuse.sshfs"));
  CHECK_FALSE(is_network_file_system("ext4"));
  CHECK_FALSE(is_network_file_system("fuseblk"));
  CHECK_FALSE(is_network_file_system("overlay"));
  CHECK_FALSE(is_network_file_system(""));
}

TEST_CASE("browser: it is started once, with the address, and is not our child") {
  const TemporaryFolder folder;
  const auto opened = folder / "opened";
  const auto program = folder / "xdg-open";
  write_text(program, "#!/bin/sh\necho \"$# $1\" >> '" + opened.string() + "'\n");
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  const Environment path("PATH", folder.path().string());
  {
    const Environment display("DISPLAY", ":0");
    CHECK(open_browser("http://127.0.0.1:8080"));
    CHECK(soon([&] { return !text_of(opened).empty(); }));
    CHECK(text_of(opened) == "1 http://127.0.0.1:8080\n");
    CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);

    const Environment nowhere("PATH", "/nowhere");
    CHECK_FALSE(open_browser("http://127.0.0.1:8080"));
  }
  const Environment display("DISPLAY", "");
  const Environment wayland("WAYLAND_DISPLAY", "");
  CHECK_FALSE(open_browser("http://127.0.0.1:8080"));
}

TEST_CASE("signals: each stop signal wakes the waiting thread, and none ends the process") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    StopSignal stop;
    ::raise(signal);
    ::raise(signal);
    stop.wait();
    stop.wait();
  }
  StopSignal stop;
  std::thread other([&] { stop.request(); });
  stop.wait();
  other.join();
}

TEST_CASE("console: a pipe is not a terminal, and gets no colours") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const int former = ::dup(STDOUT_FILENO);
  ::dup2(ends[1], STDOUT_FILENO);
  const bool terminal = is_terminal(Stream::out);
  const bool colours = has_colours(Stream::out);
  const int width = columns(Stream::out);
  ::dup2(former, STDOUT_FILENO);
  for (const int fd : {ends[0], ends[1], former}) ::close(fd);
  CHECK_FALSE(terminal);
  CHECK_FALSE(colours);
  CHECK(width == 80);
}

TEST_CASE("executable: the program knows where it is") {
  CHECK(executable_path().filename() == "test_platform");
}

TEST_CASE("random: no number comes twice, in one thread or in two") {
  std::vector<std::uint64_t> numbers(1000);
  std::vector<std::uint64_t> others(1000);
  std::thread other([&] { std::generate(others.begin(), others.end(), random_bits); });
  std::generate(numbers.begin(), numbers.end(), random_bits);
  other.join();
  numbers.insert(numbers.end(), others.begin(), others.end());
  std::sort(numbers.begin(), numbers.end());
  CHECK(std::adjacent_find(numbers.begin(), numbers.end()) == numbers.end());
  CHECK(numbers.back() > numbers.front());
}

TEST_CASE("poller: each change of a socket is told once, and wake() ends a wait") {
  using namespace std::chrono_literals;
  int pair[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  Poller poller;
  int about = 0;
  REQUIRE(never_waits(pair[0]));
  REQUIRE(poller.add(pair[0], &about));
  char byte = 0;
  CHECK(::recv(pair[0], &byte, 1, 0) == -1);  // it no longer waits
  const auto first = poller.wait(0ms);
  REQUIRE(first.size() == 1);
  CHECK(first[0].may_write);
  CHECK(poller.wait(0ms).empty());

  REQUIRE(::send(pair[1], "ab", 2, 0) == 2);
  const auto came = poller.wait(1s);
  REQUIRE(came.size() == 1);
  CHECK(came[0].about == &about);
  CHECK(came[0].may_read);
  CHECK_FALSE(came[0].ended);
  CHECK(poller.wait(0ms).empty());  // though nothing was read

  std::thread other([&] { poller.wake(); });
  CHECK(poller.wait(-1ms).empty());
  other.join();
  poller.wake();
  CHECK(poller.wait(-1ms).empty());

  ::close(pair[1]);
  const auto last = poller.wait(1s);
  REQUIRE(last.size() == 1);
  CHECK(last[0].ended);
  ::close(pair[0]);
}

TEST_CASE("thread: it has a large stack, and is waited for") {
  std::size_t deepest = 0;
  {
    const Thread thread([&] {
      const auto descend = [&](const auto& self, std::size_t bytes) -> void {
        volatile char frame[64 * 1024];
        frame[0] = 1;
        deepest = bytes + static_cast<std::size_t>(frame[0]);
        if (bytes < 4 * 1024 * 1024) self(self, bytes + sizeof frame);
      };
      descend(descend, 0);
    });
  }
  CHECK(deepest > 4 * 1024 * 1024);
}
