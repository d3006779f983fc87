// The fuzzing targets without a fuzzer: run with the corpus in tests/fuzz/corpus, which includes
// past findings.
#include <doctest/doctest.h>

#include <filesystem>

#include "fuzz/fuzz.h"
#include "support/temporary_folder.h"

using namespace lastseat;

namespace {

using Target = void (*)(std::string_view);

void run_corpus(const char* name, Target target) {
  std::size_t files = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(std::filesystem::path(LASTSEAT_CORPUS) / name)) {
    CAPTURE(file.path().filename().string());
    CHECK_NOTHROW(target(test::text_of(file)));
    ++files;
  }
  CHECK(files > 0);
}

}  // namespace

TEST_CASE("fuzz: the corpus breaks no property") {
  run_corpus("command_json", fuzz::command_json);
  run_corpus("csv", fuzz::csv);
  run_corpus("journal_replay", fuzz::journal_replay);
  run_corpus("query_strings", fuzz::query_strings);
  run_corpus("request_keys", fuzz::request_keys);
}
