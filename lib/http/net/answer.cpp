#include "http/net/answer.h"

#include <httplib.h>

#include <algorithm>
#include <string_view>

namespace lastseat::http {
namespace {

constexpr std::size_t kHeaders = 1024;  // room for them

// Sent with every answer: styles and scripts only from our own files, connections only to this
// server, no frames.
constexpr std::string_view kAlways =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n\r\n";

bool has(const HeaderList& headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const auto& each) { return each.first == name; });
}

void append(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void append_lines(std::string& out, const HeaderList& headers, const HeaderList& common) {
  for (const auto& [name, value] : headers) append(out, name, value);
  for (const auto& [name, value] : common) {
    if (!has(headers, name)) append(out, name, value);
  }
  if (!has(headers, "Cache-Control")) append(out, "Cache-Control", "no-store");
  out.append(kAlways);
}

}  // namespace

std::string lines_of(const HeaderList& headers, const HeaderList& common) {
  std::string out;
  append_lines(out, headers, common);
  return out;
}

std::string bytes_of(const Response& response, const HeaderList& common, const Sending& sending) {
  const std::size_t size = response.long_body ? response.long_body->size : response.body.size();
  const bool body_follows = !response.long_body && !sending.without_body;
  std::string out;
  out.reserve(kHeaders + (body_follows ? size : 0));
  out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  out.append(httplib::status_message(response.status)).append("\r\n");
  if (sending.closing) append(out, "Connection", "close");
  if (size > 0) append(out, "Content-Type", response.content_type);
  if (response.status != 304) append(out, "Content-Length", std::to_string(size));
  append_lines(out, response.headers, common);
  if (body_follows) out.append(response.body);
  return out;
}

}  // namespace lastseat::http
