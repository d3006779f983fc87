// The ways in which an operating system tells a program to stop.
#pragma once

namespace lastseat::platform {

// A write to a closed pipe (SIGPIPE), or past the file size limit (SIGXFSZ), then fails with an
// error instead of ending the process. Call it first in main.
void turn_signals_into_errors();

// While one exists, SIGINT, SIGTERM and SIGHUP do not end the process, however many arrive. Only
// one at a time per process.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  void wait();     // until a signal has arrived, or request() was called
  void request();  // any thread; as if a signal had arrived
};

}  // namespace lastseat::platform
