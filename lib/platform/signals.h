// The ways in which an operating system tells a program to stop.
#pragma once

namespace lastseat::platform {

// A reader that goes away (SIGPIPE) or a file that may not grow (SIGXFSZ) becomes the error of the
// call, instead of the end of the process. Call it first in main.
void turn_signals_into_errors();

// From its construction SIGINT, SIGTERM and SIGHUP no longer end the process, however many come.
// One at a time in a process. It is undone by the destructor.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  void wait();     // until one has come, or request() was called
  void request();  // any thread; as if one had come
};

}  // namespace lastseat::platform
