#include "http/events_body.h"

#include <algorithm>

#include "http/heads.h"
#include "json/values.h"
#include "store/events.h"

namespace lastseat::http {

// During a commit, other readers may see it before last_seq() does; then only the database can
// tell.
std::shared_ptr<const EventsBody::Version> EventsBody::if_current() {
  const bool may_be_ahead = writer_.may_be_ahead();
  const Seq committed = writer_.last_seq();
  const std::lock_guard lock(mutex_);
  return !may_be_ahead && committed <= seen_ ? version_ : nullptr;
}

std::shared_ptr<const EventsBody::Version> EventsBody::now() {
  // Read before the list, so that a commit in between is noticed next time.
  const Seq committed = writer_.last_seq();
  if (std::shared_ptr<const Version> version = if_current()) return version;
  const Seq number = reader_.read(events_version);
  {
    const std::lock_guard lock(mutex_);
    if (version_ && number == number_) {
      seen_ = std::max(seen_, committed);
      return version_;
    }
  }
  auto version = std::make_shared<Version>();
  const EventList list = reader_.read([&](Connection& connection) {
    EventList found = all_events(connection);
    version->etag = tag_of(head_at(connection, found.version));
    return found;
  });
  json::Text text(version->body);
  text.open();
  text.field("version", list.version);
  json::objects(text, "events", list.events);
  text.close();
  const std::lock_guard lock(mutex_);
  if (!version_ || list.version >= number_) {
    seen_ = std::max(seen_, committed);
    number_ = list.version;
    version_ = version;
  }
  return version;
}

}  // namespace lastseat::http
