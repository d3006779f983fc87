// The body of GET /api/events, made once for each version: a hundred pages that poll cost one look
// at the writer's counter each. Any thread.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "store/reader.h"
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

 private:
  const Writer& writer_;
  Reader& reader_;

  std::mutex mutex_;
  Seq seen_ = -1;  // the last commit when version_ was looked up; nothing can have changed before
  Seq number_ = -1;
  std::shared_ptr<const Version> version_;
};

}  // namespace lastseat::http
