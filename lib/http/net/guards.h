// Protects this server from a foreign web page that is open in the same browser. Any thread. Each
// check throws Refusal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace httplib {
struct Request;
}

namespace lastseat::http {

class Guards {
 public:
  Guards(std::vector<std::string> more_hosts, int port);

  // Host must be one of our names, without a port or with ours. Another name was pointed at this
  // machine by somebody else (DNS rebinding). 421.
  void check_host(const httplib::Request&) const;

  // For requests that change something: if a browser sends it, it must come from our own page. 403.
  void check_origin(const httplib::Request&) const;

 private:
  bool is_ours(std::string_view authority) const;

  std::vector<std::string> hosts_;  // lower case, without ports
  std::string port_suffix_;
};

// Whether the request says in exactly one way where its body ends: one Content-Length, in digits,
// or "chunked". Otherwise a proxy in between could take for a body what we take for the next
// request, or the other way round (request smuggling).
bool well_framed(const httplib::Request&);

// Whether the value of Content-Type is `type`, and its charset, if given, is UTF-8.
bool is_type(std::string_view header, std::string_view type);

}  // namespace lastseat::http
