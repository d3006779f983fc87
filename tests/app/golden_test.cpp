// Golden fests: for every format of the file that anybody may have, a small fest that the program
// of that time made (tests/golden/make.cpp), with what was sent to it and answered. This program
// must open it, replay it, and answer every request as it was answered then.
#include <doctest/doctest.h>

#include "golden/request.h"

using namespace lastseat::test;
using nlohmann::json;

namespace {

const std::filesystem::path kGolden = LASTSEAT_GOLDEN;

// The answer without the sentences, which may be worded better.
json members_of(const std::string& body) {
  json members = json::parse(body);
  for (const char* sentence : {"title", "detail", "type"}) members.erase(sentence);
  if (members.contains("invalid")) {
    for (json& row : members["invalid"]) row.erase("reason");
  }
  return members;
}

}  // namespace

TEST_CASE("golden: every old fest opens, is sound, and gives its old answers") {
  std::size_t fests = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kGolden)) {
    if (!entry.is_directory()) continue;
    CAPTURE(entry.path().string());
    ++fests;
    const json golden = json::parse(text_of(entry.path() / "day.json"));
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "data");
    std::filesystem::copy_file(entry.path() / "lastseat.db", folder / "data/lastseat.db");
    const std::vector<std::string> check{"check", "--data", (folder / "data").string(), "--head",
                                         golden["head"]};
    CHECK(command_line(check).code == 0);
    {
      Desk desk(folder / "data");
      httplib::Client client = desk.client();
      for (const json& each : golden["day"]) {
        CAPTURE(each.dump());
        const httplib::Result again = send(client, each["request"]);
        REQUIRE(again);
        CHECK(again->status == each["status"]);
        CHECK(again->get_header_value("Idempotency-Replayed") == "true");
        const json then = members_of(each["body"].get<std::string>());
        const json now = members_of(again->body);
        CHECK(now["seq"] == then["seq"]);
        // A row that an erasure names has tokens where the names were.
        const bool erased = again->body.find("\"~") != std::string::npos;
        if (!erased) CHECK(now == then);
      }
      CHECK(send(client, post("/api/events", {{"code", "NEW"},
                                              {"title", "New"},
                                              {"starts_at", "2027-01-24T09:00"},
                                              {"ends_at", "2027-01-24T10:00"},
                                              {"capacity", 1}}))
                ->status == 201);
      CHECK(send(client, post("/api/registrations", {{"event", "NEW"}, {"roll", "W-1"}}))->status ==
            201);
      CHECK(desk.stop() == 0);
    }
    CHECK(command_line(check).code == 0);
  }
  CHECK(fests > 0);
}
