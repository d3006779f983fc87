// The log: lines in lastseat.log, limited to a few megabytes, and shorter ones on standard error.
// Any thread may use it.
#pragma once

#include <filesystem>
#include <memory>

#include "text/message.h"

namespace spdlog {
class logger;
}

namespace lastseat {

class Log {
 public:
  explicit Log(const std::filesystem::path& file);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void note(const Message&);
  void warn(const Message&);

 private:
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace lastseat
