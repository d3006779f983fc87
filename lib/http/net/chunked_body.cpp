#include "http/net/chunked_body.h"

#include <algorithm>
#include <array>
#include <utility>

#include "http/net/limits.h"

namespace lastseat::http {
namespace {

constexpr std::size_t kPiece = 16 * 1024;

}  // namespace

ChunkedBody::ChunkedBody(Connection& connection, std::shared_ptr<const httplib::Request> request,
                         std::size_t most)
    : connection_(connection), request_(std::move(request)), most_(most), decoder_(connection) {}

// If the bytes end within a piece, the decoder is set back to where the piece began: it has read
// some of it, and cannot go on in the middle.
ChunkedBody::Read ChunkedBody::read() {
  while (true) {
    connection_.begin_parsing(connection_.unread().size());
    const std::size_t remaining = decoder_.chunk_remaining;
    const std::size_t offset = decoder_.last_chunk_offset;
    std::array<char, kPiece> piece;
    std::size_t ignored = 0;
    const ssize_t got = decoder_.read_payload(piece.data(), piece.size(), ignored, ignored);
    httplib::Headers trailers;
    if (got < 0 || (got == 0 && !decoder_.parse_trailers_into(trailers, request_->headers))) {
      if (!connection_.ran_dry()) return Read::broken;
      decoder_.chunk_remaining = remaining;
      decoder_.last_chunk_offset = offset;
      decoder_.finished = false;
      return connection_.unread().size() > kPiece + limits::kHeaderBytes ? Read::too_large
                                                                         : Read::incomplete;
    }
    const auto size = static_cast<std::size_t>(got);
    framing_ += connection_.parsed() - size;
    connection_.consume(connection_.parsed());
    if (got == 0) return Read::whole;
    if (size > most_ - bytes_.size() || framing_ > std::min(most_, limits::kFraming)) {
      return Read::too_large;
    }
    bytes_.append(piece.data(), size);
  }
}

}  // namespace lastseat::http
