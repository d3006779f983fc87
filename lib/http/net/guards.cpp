#include "http/net/guards.h"

#include <httplib.h>

#include <algorithm>
#include <utility>

#include "http/net/header.h"
#include "http/net/problem.h"
#include "text/blank.h"
#include "text/compare.h"

namespace lastseat::http {
namespace {

constexpr std::size_t kLengthDigits = 18;  // as many cannot overflow

using text::same_ignoring_case;

Refusal foreign_page() { return {problem(403, Message{"foreign_page"})}; }

}  // namespace

Guards::Guards(std::vector<std::string> more_hosts, int port)
    : hosts_(std::move(more_hosts)), port_suffix_(":" + std::to_string(port)) {
  for (const char* own : {"127.0.0.1", "localhost", "[::1]"}) hosts_.emplace_back(own);
}

bool Guards::is_ours(std::string_view authority) const {
  if (authority.size() > port_suffix_.size() &&
      authority.substr(authority.size() - port_suffix_.size()) == port_suffix_) {
    authority.remove_suffix(port_suffix_.size());
  }
  return std::any_of(hosts_.begin(), hosts_.end(),
                     [&](const std::string& host) { return same_ignoring_case(host, authority); });
}

void Guards::check_host(const httplib::Request& request) const {
  const Header host = find_header(request, "Host");
  if (host.count == 1 && is_ours(host.value)) return;
  throw Refusal{problem(421, Message{"foreign_host"})};
}

void Guards::check_origin(const httplib::Request& request) const {
  const Header origin = find_header(request, "Origin");
  const Header site = find_header(request, "Sec-Fetch-Site");
  if (origin.count > 1 || site.count > 1) throw foreign_page();
  if (site.count == 1 && site.value != "same-origin" && site.value != "none") throw foreign_page();
  constexpr std::string_view kScheme = "http://";
  if (origin.count == 1 &&
      !(origin.value.starts_with(kScheme) && is_ours(origin.value.substr(kScheme.size())))) {
    throw foreign_page();
  }
}

bool well_framed(const httplib::Request& request) {
  const Header length = find_header(request, "Content-Length");
  const Header coding = find_header(request, "Transfer-Encoding");
  if (coding.count > 0) {
    return coding.count == 1 && length.count == 0 && request.version == "HTTP/1.1" &&
           same_ignoring_case(coding.value, "chunked");
  }
  if (length.count == 0) return true;
  return length.count == 1 && !length.value.empty() && length.value.size() <= kLengthDigits &&
         length.value.find_first_not_of("0123456789") == std::string::npos;
}

bool is_type(std::string_view header, std::string_view type) {
  const std::size_t semicolon = std::min(header.find(';'), header.size());
  if (!same_ignoring_case(text::trimmed(header.substr(0, semicolon)), type)) return false;
  std::string_view parameters = header.substr(semicolon);
  while (!parameters.empty()) {
    parameters.remove_prefix(1);
    const std::size_t end = std::min(parameters.find(';'), parameters.size());
    const std::string_view parameter = text::trimmed(parameters.substr(0, end));
    const std::size_t equals = parameter.find('=');
    if (same_ignoring_case(parameter.substr(0, equals), "charset")) {
      std::string_view charset = parameter.substr(std::min(equals, parameter.size() - 1) + 1);
      if (charset.size() > 1 && charset.front() == '"' && charset.back() == '"') {
        charset = charset.substr(1, charset.size() - 2);
      }
      if (!same_ignoring_case(charset, "utf-8")) return false;
    }
    parameters.remove_prefix(end);
  }
  return true;
}

}  // namespace lastseat::http
