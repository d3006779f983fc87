// The files of web/, embedded in the program. Constant data: any thread, at any time.
#pragma once

#include <span>
#include <string_view>

namespace lastseat {

struct EmbeddedFile {
  std::string_view path;          // below the server's root: "/desk/desk.js"
  std::string_view content_type;  // with its charset
  std::string_view bytes;
  std::string_view gzip;  // compressed
  std::string_view etag;  // strong, made from the content, with its quotes
};

// Sorted by path.
std::span<const EmbeddedFile> web_files();

}  // namespace lastseat
