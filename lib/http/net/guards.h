// Who may ask at all. Everything here stands between a web page of somebody else's, open in the
// same browser, and this server. Any thread. All throw Refusal.
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

  // Host must be a name of ours, without a port or with our own: else a foreign name was pointed at
  // this machine (DNS rebinding). 421.
  void check_host(const httplib::Request&) const;

  // Something is to change: the browser must say that it is our own page that asks, or be none.
  // 403.
  void check_origin(const httplib::Request&) const;

 private:
  bool is_ours(std::string_view authority) const;

  std::vector<std::string> hosts_;  // lower case, without ports
  std::string port_suffix_;
};

// Whether the request says in one way only where its body ends: one length, in digits, or the one
// coding that we read. What we took for the next request, somebody between the client and us could
// take for a body, or the other way round.
bool well_framed(const httplib::Request&);

// Whether the header Content-Type says `type`, in UTF-8 if it says a charset.
bool is_type(std::string_view header, std::string_view type);

}  // namespace lastseat::http
