// Read-only queries, each answered from one snapshot.
//
// Any thread. It keeps a few read-only connections. A query uses one of them, and waits while all
// are in use. A snapshot lasts only as long as its query: while it lasts, the WAL cannot be reset,
// so a query must not wait for a client. Throws StorageError.
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

  // Returns ask(connection, arguments…), run in one snapshot: read(find_event, code),
  // read(all_events). The queries are functions of the rooms in lib/store.
  template <class Ask, class... Arguments>
  auto read(Ask&& ask, Arguments&&... arguments) {
    const Snapshot snapshot(*pool_);
    return std::invoke(std::forward<Ask>(ask), snapshot.connection(),
                       std::forward<Arguments>(arguments)...);
  }

 private:
  struct Session;
  struct Pool;

  // A session in use by one query.
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
