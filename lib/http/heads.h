// Which fest it is, and up to where its journal goes: the headers Lastseat-Fest and Lastseat-Head
// of every answer, which a client may send back. If the fest is another one then, or an older copy
// of its file was put back, the request was meant for what is no longer here, and is refused. Any
// thread.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "http/net/response.h"
#include "store/journal/head.h"
#include "store/sqlite/reader.h"
#include "writer/writer.h"

namespace httplib {
struct Request;
}

namespace lastseat::http {

inline constexpr const char* kFestHeader = "Lastseat-Fest";
inline constexpr const char* kHeadHeader = "Lastseat-Head";

// "812:0f3a…" with its quotes: the entity tag of what the command at that place made.
std::string tag_of(const Head&);

class Heads {
 public:
  Heads(const Writer& writer, Reader& reader) : writer_(writer), reader_(reader) {}

  // Both headers, with the last commit. They are written once per commit.
  std::shared_ptr<const HeaderList> now();

  // This head was answered: its commit is on the disk.
  void remember(const Head&);

  // Both throw Refusal. check() looks at the headers: 409 if the request names another fest, 422 if
  // a header is malformed. It returns the head through which the journal must pass, if that is not
  // certain yet: then expect(), which reads the database, answers 409 if it does not.
  std::optional<Head> check(const httplib::Request&);
  void expect(const Head&);

 private:
  Head& place_of(const Head&);

  const Writer& writer_;
  Reader& reader_;

  std::mutex mutex_;
  std::shared_ptr<const Head> head_;  // with which headers_ were written
  std::shared_ptr<const HeaderList> headers_;
  std::array<Head, 1024> recent_ = {};  // by number; what a desk has seen is rarely older
};

}  // namespace lastseat::http
