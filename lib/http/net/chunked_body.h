// A body in chunks, decoded by httplib as its bytes arrive. The thread of the connections.
#pragma once

#include <httplib.h>

#include <cstddef>
#include <memory>
#include <string>

#include "http/net/connection.h"

namespace lastseat::http {

class ChunkedBody {
 public:
  // `most`: bytes that the body may have. The connection must outlive this.
  ChunkedBody(Connection&, std::shared_ptr<const httplib::Request>, std::size_t most);

  enum class Read { incomplete, whole, too_large, broken };
  // Decodes what the connection has not read yet, as far as that is possible.
  Read read();
  std::size_t size() const { return bytes_.size(); }
  std::string take() { return std::move(bytes_); }

 private:
  Connection& connection_;
  const std::shared_ptr<const httplib::Request> request_;
  const std::size_t most_;
  httplib::detail::ChunkedDecoder decoder_;
  std::string bytes_;
  std::size_t framing_ = 0;  // bytes of the coding
};

}  // namespace lastseat::http
