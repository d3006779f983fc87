#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <csignal>
#include <limits>
#include <locale>

namespace {

// libstdc++ fills a table of the global locale on first use, without a lock. The client's regular
// expressions do this on many threads at once: harmless, but a data race for ThreadSanitizer. So
// the table is filled before there are threads.
void fill_narrow_table() {
  const auto& facet = std::use_facet<std::ctype<char>>(std::locale());
  for (int c = 1; c <= std::numeric_limits<unsigned char>::max(); ++c) {
    facet.narrow(static_cast<char>(c), '\0');
  }
}

}  // namespace

int main(int count, char** words) {
  // A client whose server was killed must get an error instead of SIGPIPE.
  std::signal(SIGPIPE, SIG_IGN);
  fill_narrow_table();
  return doctest::Context(count, words).run();
}
