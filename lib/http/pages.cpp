#include "http/pages.h"

#include <algorithm>

#include "http/net/etag.h"
#include "http/net/problem.h"
#include "http/web_files.h"
#include "text/blank.h"
#include "text/compare.h"

namespace lastseat::http {
namespace {

const EmbeddedFile* find(std::string_view path) {
  for (const EmbeddedFile& file : web_files()) {
    if (file.path == path) return &file;
  }
  return nullptr;
}

// "/" and "/desk/" are their index pages.
const EmbeddedFile* file_for(const std::string& path) {
  return path.empty() || path.back() != '/' ? find(path) : find(path + "index.html");
}

bool is_folder(const std::string& path) { return find(path + "/index.html") != nullptr; }

// Whether gzip is named in Accept-Encoding, and not with a weight of zero.
bool takes_gzip(std::string_view header) {
  for (const std::string_view coding : items_of(header)) {
    const std::size_t semicolon = std::min(coding.find(';'), coding.size());
    const std::string_view weight =
        text::trimmed(coding.substr(std::min(semicolon + 1, coding.size())));
    if (!text::same_ignoring_case(text::trimmed(coding.substr(0, semicolon)), "gzip")) continue;
    const bool zero =
        weight.substr(0, 3) == "q=0" && weight.find_first_not_of("0.", 2) == std::string_view::npos;
    return !zero;
  }
  return false;
}

}  // namespace

bool is_page(const std::string& path) { return file_for(path) || is_folder(path); }

Step page(Call& call) {
  const std::string& path = call.target.path;
  const EmbeddedFile* file = file_for(path);
  if (!file && is_folder(path)) {
    return Response{.status = 308, .content_type = ""}.with("Location", path + "/");
  }
  if (!file) throw Refusal{problem(404, Message{"unknown_path"})};
  const bool gzip = !file->gzip.empty() && takes_gzip(call.header("Accept-Encoding").value);
  std::string etag(file->etag);
  if (gzip) etag.insert(etag.size() - 1, "-gzip");

  Response response{.content_type = std::string(file->content_type)};
  response.with("ETag", etag).with("Cache-Control", "no-cache").with("Vary", "Accept-Encoding");
  if (names_tag(call.header("If-None-Match").value, etag)) {
    response.status = 304;
    return response;
  }
  if (gzip) response.with("Content-Encoding", "gzip");
  response.body = gzip ? file->gzip : file->bytes;
  return response;
}

}  // namespace lastseat::http
