// The program is killed again and again, while it serves a crowd and while it starts. Everything
// that it answered must be there afterwards, and a retry must get exactly the same answer.
// LASTSEAT_KILLS sets the number of kills (default 5).

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <thread>

#include "support/campaign.h"
#include "support/crowd.h"

using namespace lastseat::test;
using nlohmann::json;
using std::chrono::milliseconds;

namespace {

constexpr int kKillsOfAFest = 25;  // then a new fest: every start reads all of it

int kills() { return count_from("LASTSEAT_KILLS", 5); }

struct Tally {
  std::size_t asked = 0;
  std::size_t unanswered = 0;
};

// Kills a program before it is ready, or just after.
void kill_a_start(const std::filesystem::path& data, milliseconds wait) {
  Process process(serve_words(data));
  std::this_thread::sleep_for(wait);
  process.signal(SIGKILL);
  CHECK(process.wait() == -SIGKILL);
}

void kill_often(int count, std::mt19937& random, Tally& tally) {
  const auto draw = [&](int least, int most) {
    return milliseconds(std::uniform_int_distribution<int>(least, most)(random));
  };
  const TemporaryFolder folder;
  const auto data = make_fest(folder / "data");
  Crowd crowd;
  for (int round = 0; round < count; ++round) {
    CAPTURE(round);
    if (round % 5 == 4) {
      kill_a_start(data, draw(0, 60));
      continue;
    }
    Desk desk(data);
    crowd.ask_again(desk);
    crowd.come_while(desk, [&] {
      std::this_thread::sleep_for(draw(5, 150));
      desk.process().signal(SIGKILL);
    });
    CHECK(desk.process().wait() == -SIGKILL);
  }
  {
    Desk desk(data);
    crowd.ask_again(desk);
    crowd.ask_all_again(desk);
    crowd.check_list(exported_registrations(desk));
    CHECK(desk.stop() == 0);
  }
  const Finished check = command_line({"check", "--data", data.string()});
  CHECK_MESSAGE(check.code == 0, check.out);
  tally.asked += crowd.asked();
  tally.unanswered += crowd.unanswered();
}

}  // namespace

TEST_CASE("crash: killed while it serves a crowd, it loses nothing that it answered") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  Tally tally;
  for (int done = 0; done < kills(); done += kKillsOfAFest) {
    CAPTURE(done);
    kill_often(std::min(kKillsOfAFest, kills() - done), random, tally);
  }
  MESSAGE(kills() << " kills, " << tally.asked << " asked, " << tally.unanswered
                  << " of them not answered before the kill");
  CHECK(tally.asked > static_cast<std::size_t>(kills()));
}

TEST_CASE("stop: SIGTERM while it serves a crowd exits with 0, and everything answered is saved") {
  const TemporaryFolder folder;
  const auto data = make_fest(folder / "data");
  Crowd crowd;
  {
    Desk desk(data);
    crowd.come_while(desk, [&] {
      std::this_thread::sleep_for(milliseconds(200));
      desk.process().signal(SIGTERM);
      desk.process().signal(SIGINT);
    });
    CHECK(desk.process().wait() == 0);
  }
  CHECK(command_line({"check", "--data", data.string()}).code == 0);
  const json mirror = json::parse(text_of(data / "registrations.json"));
  Desk desk(data);
  CHECK(mirror["registrations"] == exported_registrations(desk));
  crowd.ask_again(desk);
  crowd.check_list(exported_registrations(desk));
  CHECK(crowd.asked() > 0);
}
