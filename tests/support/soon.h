// Waits until the condition holds. False if it still does not after `patience`.
#pragma once

#include <chrono>
#include <thread>

namespace lastseat::test {

template <class Condition>
bool soon(Condition&& holds, std::chrono::milliseconds patience = std::chrono::seconds(30)) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

}  // namespace lastseat::test
