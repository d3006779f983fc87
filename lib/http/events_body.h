// The body of GET /api/events, written once per version, so that a page that polls usually costs no
// more than reading the writer's counter. Any thread.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "store/sqlite/reader.h"
#include "writer/writer.h"

namespace lastseat::http {

class EventsBody {
 public:
  EventsBody(const Writer& writer, Reader& reader) : writer_(writer), reader_(reader) {}

  struct Version {
    std::string etag;
    std::string body;
  };
  std::shared_ptr<const Version> now();
  // The same if the database need not be read for it; otherwise null.
  std::shared_ptr<const Version> if_current();

 private:
  const Writer& writer_;
  Reader& reader_;

  std::mutex mutex_;
  Seq seen_ = -1;  // version_ includes every commit up to this one
  Seq number_ = -1;
  std::shared_ptr<const Version> version_;
};

}  // namespace lastseat::http
