#include "platform/thread.h"

#include <pthread.h>

#include <system_error>
#include <utility>

namespace lastseat::platform {
namespace {

constexpr std::size_t kStack = 8 * 1024 * 1024;

}  // namespace

struct Thread::State {
  std::function<void()> work;
  pthread_t thread = {};
};

Thread::Thread(std::function<void()> work) : state_(new State{std::move(work)}) {
  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error == 0) {
    pthread_attr_setstacksize(&attributes, kStack);
    const auto run = [](void* state) -> void* {
      static_cast<State*>(state)->work();
      return nullptr;
    };
    error = pthread_create(&state_->thread, &attributes, run, state_.get());
    pthread_attr_destroy(&attributes);
  }
  if (error != 0) throw std::system_error(error, std::generic_category());
}

Thread::Thread(Thread&&) noexcept = default;

Thread::~Thread() {
  if (state_) pthread_join(state_->thread, nullptr);
}

}  // namespace lastseat::platform
