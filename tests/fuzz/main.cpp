// The entry point of libFuzzer for the target that the build names.
#include <cstddef>
#include <cstdint>

#include "fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  // An exception of the target ends the program, and libFuzzer saves the input.
  lastseat::fuzz::LASTSEAT_FUZZ_TARGET({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
