// Read-only questions to the database, each answered from one snapshot.
//
// Any thread. A few read-only connections are kept and lent out, one a question; a question waits
// while all are lent. A snapshot is held only as long as a question runs: long ones keep the WAL
// from being reset, so what runs inside must not wait for a client. Throws StorageError.
#pragma once

#include <functional>
#include <memory>
#include <utility>

namespace lastseat {

class Connection;
struct DatabaseOptions;

class Reader {
 public:
  explicit Reader(const DatabaseOptions&);
  ~Reader();

  // ask(connection, arguments…), in one snapshot: read(find_event, code), read(all_events). The
  // questions stand in the rooms of lib/store.
  template <class Ask, class... Arguments>
  auto read(Ask&& ask, Arguments&&... arguments) {
    const Snapshot snapshot(*pool_);
    return std::invoke(std::forward<Ask>(ask), snapshot.connection(),
                       std::forward<Arguments>(arguments)...);
  }

 private:
  struct Session;
  struct Pool;

  // A session that is lent for one question.
  class Snapshot {
   public:
    explicit Snapshot(Pool&);
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;
    Connection& connection() const;

   private:
    void give_back() noexcept;

    Pool& pool_;
    std::unique_ptr<Session> session_;
  };

  std::unique_ptr<Pool> pool_;
};

}  // namespace lastseat
