#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <csignal>

int main(int count, char** words) {
  // A client whose server was killed is to get an error, not to end with it.
  std::signal(SIGPIPE, SIG_IGN);
  return doctest::Context(count, words).run();
}
