#include "platform/child.h"

#include <doctest/doctest.h>

#include <system_error>

#include "prove/child.h"

using namespace std::chrono_literals;
using lastseat::platform::Child;

TEST_CASE("a child reads lines, answers with lines, and ends at the end of its input") {
  Child child({"/bin/cat"});
  for (const std::string line : {"one", "", "three and a half"}) {
    CHECK(child.write(line));
    CHECK(child.read_line() == line);
  }
  child.close_input();
  CHECK_FALSE(child.read_line().has_value());
  CHECK(child.wait() == 0);
  CHECK(child.wait() == 0);
}

TEST_CASE("wait() returns a child's exit code, or the signal that ended it") {
  CHECK(Child({"/bin/sh", "-c", "exit 7"}).wait() == 7);
  Child killed({"/bin/cat"});
  killed.kill();
  CHECK(killed.wait() == -9);
  CHECK_FALSE(killed.read_line().has_value());
  CHECK_FALSE(killed.write("nobody reads this"));
  CHECK_THROWS_AS(Child({"/nonexistent/program"}), std::system_error);
}

TEST_CASE("a child that dies in the middle of a line: its output is read, then the end") {
  Child child({"/bin/sh", "-c", "printf 'whole\\nhal'"});
  CHECK(child.read_line() == "whole");
  CHECK(child.read_line() == "hal");
  CHECK_FALSE(child.read_line().has_value());
}

TEST_CASE("a child that prints nothing is an error after a while, and is killed with its owner") {
  Child child({"/bin/cat"});
  CHECK_THROWS_AS((void)child.read_line(20ms), std::system_error);
  Child other({"/bin/cat"});
  child = std::move(other);
  CHECK(child.write("still here"));
  CHECK(child.read_line() == "still here");
}

TEST_CASE("one child does not keep another's input open") {
  Child first({"/bin/cat"});
  const Child second({"/bin/cat"});
  first.close_input();
  CHECK(first.wait() == 0);
}

TEST_CASE("the laboratory's children are the program itself; an unknown name fails") {
  Child unknown = lastseat::prove::start_child(LASTSEAT_PROGRAM, "nobody", {"1", "2"});
  CHECK(unknown.wait() == 1);
}
