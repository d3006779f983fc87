// libFuzzer's way into the target that the build names.
#include <cstddef>
#include <cstdint>

#include "fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  // What a target throws ends the program, and libFuzzer keeps the input.
  lastseat::fuzz::LASTSEAT_FUZZ_TARGET({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
