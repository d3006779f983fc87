// The HTTP server: call bind(), then run() on a thread of your own.
//
// Does not own the writer and the reader, which must outlive it. run() returns when stop() has been
// called, by any thread, and every request that had arrived has been answered.
#pragma once

#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "text/message.h"

namespace lastseat {

class Writer;
class Reader;

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;  // 0: any free port
  // Host names that it accepts besides 127.0.0.1, localhost and [::1]; without a port.
  std::vector<std::string> allowed_hosts = {};
  // The most files and sockets the process may have open. Connections leave enough of them for the
  // database and the mirror.
  std::size_t open_files = std::numeric_limits<std::size_t>::max();
  std::filesystem::path spool_folder = std::filesystem::temp_directory_path();  // for long exports
  std::function<void(const Message&)> log = [](const Message&) {};
};

class Server {
 public:
  Server(Writer&, Reader&, ServerOptions);
  ~Server();  // run() must have returned
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  enum class Bind { done, port_in_use, failed };
  Bind bind();
  int port() const;  // after bind()
  void run();
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lastseat
