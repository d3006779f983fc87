// The pages, embedded from web/ when it is built. Constant data: any thread, at any time.
#pragma once

#include <span>
#include <string_view>

namespace lastseat {

struct EmbeddedFile {
  std::string_view path;          // below the server's root: "/desk/desk.js"
  std::string_view content_type;  // with its charset
  std::string_view bytes;
  std::string_view gzip;  // the same, compressed
  std::string_view etag;  // from the content, strong, with its quotes
};

// In the order of their paths.
std::span<const EmbeddedFile> web_files();

}  // namespace lastseat
