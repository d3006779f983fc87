// What a desk is told while the disk fails, and when it works again.
#include <sqlite3.h>

#include "http/running_server.h"
#include "support/fault_vfs.h"
#include "support/soon.h"

using namespace lastseat;
using namespace lastseat::test;
using namespace std::chrono_literals;

namespace {

bool becomes(RunningServer& server, int status) {
  return soon([&] { return server.get("/readyz").status == status; });
}

}  // namespace

TEST_CASE(
    "an fsync fails: not certain, not ready, events still shown; then a retry gets the truth") {
  FaultVfs disk("http-failing-sync");
  RunningServer server(disk.name());
  server.add_event("ROBO", 5);
  const std::string body = RunningServer::walk_in("ROBO", "A1");

  disk.fail(FaultVfs::sync, SQLITE_IOERR_FSYNC);
  const Got unknown = server.post("/api/registrations", body, {{"Idempotency-Key", "k1"}});
  CHECK(unknown.status == 503);
  CHECK(unknown.reason() == "not_certain");
  CHECK_FALSE(unknown.header("Retry-After").empty());
  CHECK(becomes(server, 503));
  CHECK(server.get("/readyz").json()["status"] == "recovering");
  CHECK(server.get("/healthz").status == 200);
  CHECK(server.get("/api/events").status == 200);
  const Got refused = server.post("/api/registrations", RunningServer::walk_in("ROBO", "A2"));
  CHECK(refused.status == 503);
  CHECK(refused.reason() == "not_ready");
  CHECK(refused.json()["title"] == "Lastseat cannot save at the moment");
  CHECK(refused.header("Retry-After") == "5");

  disk.heal();
  CHECK(becomes(server, 200));
  const Got again = server.post("/api/registrations", body, {{"Idempotency-Key", "k1"}});
  CHECK(again.status == 201);
  CHECK(server.get("/api/events").json()["events"][0]["taken"] == 1);
  CHECK(server.findings() == "");
}

TEST_CASE("a full disk: nothing is saved, and saving resumes as soon as there is space") {
  FaultVfs disk("http-full-disk");
  RunningServer server(disk.name());
  server.add_event("ROBO", 5);
  const std::string body = RunningServer::walk_in("ROBO", "A1");

  disk.fail(FaultVfs::write, SQLITE_FULL);
  const Got full = server.post("/api/registrations", body, {{"Idempotency-Key", "k1"}});
  CHECK(full.status == 503);
  CHECK(full.reason() == "disk_full");
  CHECK(server.get("/readyz").json()["status"] == "disk_full");
  CHECK(server.get("/api/events").json()["events"][0]["taken"] == 0);

  disk.heal();
  CHECK(server.post("/api/registrations", body, {{"Idempotency-Key", "k1"}}).status == 201);
  CHECK(server.get("/readyz").status == 200);
  CHECK(server.findings() == "");
}
