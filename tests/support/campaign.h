// How much a test does. A campaign sets a number in the environment; an ordinary run uses the
// number in the test, which is smaller under a sanitizer (ten times slower).
#pragma once

#include <cstdlib>
#include <string>

namespace lastseat::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

template <class Number>
Number count_from(const char* variable, Number otherwise) {
  const char* text = std::getenv(variable);
  return text != nullptr && *text != '\0' ? static_cast<Number>(std::stoull(text)) : otherwise;
}

}  // namespace lastseat::test
