#include "order/recorder.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <stdexcept>
#include <thread>

#include "order/answers.h"

namespace lastseat::test::order {
namespace {

using nlohmann::json;

constexpr std::chrono::seconds kPatience{60};
constexpr std::chrono::microseconds kBetweenLooks{500};
constexpr int kMostImpatience = 1500;  // microseconds

Instant now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

json fetch(int port, const std::string& path) {
  httplib::Client client("127.0.0.1", port);
  client.set_read_timeout(kPatience);
  const auto result = client.Get(path);
  if (!result || result->status != 200) throw std::runtime_error("no answer to GET " + path);
  return json::parse(result->body);
}

void import(int port, const std::string& what, const std::string& csv) {
  httplib::Client client("127.0.0.1", port);
  client.set_read_timeout(kPatience);
  const auto result = client.Post("/api/import/" + what, csv, "text/csv");
  if (!result || result->status != 200) throw std::runtime_error("the " + what + " were not taken");
}

// Registrations that any client may cancel, so that two may try it at the same time.
class Entries {
 public:
  void add(Seq id) {
    const std::lock_guard lock(mutex_);
    ids_.push_back(id);
  }
  // One of the last twenty, to make collisions likely, or any; 0 if there is none.
  Seq any(std::mt19937& dice) const {
    const std::lock_guard lock(mutex_);
    if (ids_.empty()) return 0;
    const std::size_t window =
        dice() % 2 == 0 ? std::min<std::size_t>(20, ids_.size()) : ids_.size();
    return ids_[ids_.size() - 1 - dice() % window];
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Seq> ids_;
};

struct Shared {
  Fest& fest;
  const Plan& plan;
  Entries entries = {};
  std::atomic<int> done = 0;  // operations of all clients
};

class Client {
 public:
  Client(Shared& shared, int number)
      : shared_(shared), number_(number), dice_(shared.plan.seed * 1009U + unsigned(number)) {}

  void run() try {
    for (int i = 0; i < shared_.plan.operations; ++i) {
      step();
      ++shared_.done;
    }
    settle();
  } catch (const std::exception& error) {
    out_.errors.push_back("client " + std::to_string(number_) + " gave up: " + error.what());
  }

  void ask(const std::string& label, const Request& request) {
    Command command{.label = label, .client = number_, .request = request};
    send(command, label, false);
    out_.commands.push_back(std::move(command));
  }

  Recording take() { return std::move(out_); }

 private:
  bool percent(int chance) { return int(dice_() % 100) < chance; }
  template <class List>
  const auto& any(const List& list) {
    return list[dice_() % list.size()];
  }

  void step() {
    const Mix& mix = shared_.plan.mix;
    const std::vector<std::pair<int, void (Client::*)()>> choices{
        {mix.enter, &Client::enter},   {mix.cancel, &Client::cancel},
        {mix.resize, &Client::resize}, {mix.set_rules, &Client::set_rules},
        {mix.list, &Client::list},     {mix.event, &Client::event},
        {mix.entry, &Client::entry},   {mix.again, &Client::again}};
    int all = 0;
    for (const auto& [weight, action] : choices) all += weight;
    int drawn = int(dice_() % unsigned(all));
    for (const auto& [weight, action] : choices) {
      if (drawn < weight) return (this->*action)();
      drawn -= weight;
    }
  }

  void enter() {
    Request request{.kind = Kind::enter, .event = any(shared_.plan.events)};
    const auto setup =
        std::find_if(shared_.fest.setup().begin(), shared_.fest.setup().end(),
                     [&](const EventSetup& each) { return each.code == request.event; });
    // Sometimes one more than allowed.
    const auto size = static_cast<std::size_t>(setup->team_min) +
                      dice_() % static_cast<std::size_t>(setup->team_max - setup->team_min + 1) +
                      (percent(3) ? 1 : 0);
    while (request.members.size() < size) {
      const std::string& roll = any(shared_.plan.rolls);
      if (std::find(request.members.begin(), request.members.end(), roll) == request.members.end())
        request.members.push_back(roll);
    }
    request.waitlist = percent(60);
    command(request);
  }

  void cancel() {
    const Seq id = shared_.entries.any(dice_);
    if (id == 0) return enter();
    command({.kind = Kind::cancel, .target = id});
  }

  void resize() {
    Request request{.kind = Kind::resize, .event = any(shared_.plan.events)};
    request.capacity = 1 + std::int64_t(dice_() % std::uint64_t(shared_.plan.most_seats));
    const auto seen = defined_.find(request.event);
    if (shared_.plan.mix.list > 0 && seen != defined_.end() && percent(40)) {
      request.if_match = seen->second;
    }
    command(request);
  }

  void set_rules() {
    Request request{.kind = Kind::set_rules};
    request.rules.refuse_clashes = percent(70);
    if (percent(60)) request.rules.entry_limit = 1 + std::int64_t(dice_() % 4);
    if (percent(60)) request.rules.waitlist_limit = std::int64_t(dice_() % 6);
    command(request);
  }

  void command(const Request& request) {
    Command command{.label = shared_.plan.name + std::to_string(number_) + "-" +
                             std::to_string(out_.commands.size()),
                    .client = number_,
                    .request = request};
    const bool keyless = percent(shared_.plan.mix.keyless_percent);
    if (percent(shared_.plan.mix.broken_percent) && send_half(command) && percent(50)) {
      out_.commands.push_back(std::move(command));
      return;
    }
    send(command, keyless ? "" : command.label, percent(shared_.plan.mix.impatient_percent));
    if (!keyless) keyed_.push_back(out_.commands.size());
    // Retried at once, while the first attempt may still be in progress.
    const bool hasty = !keyless && !command.answered() && percent(40);
    out_.commands.push_back(std::move(command));
    if (hasty) send_again(out_.commands.size() - 1);
  }

  // Retries a command with its key: preferably one without an answer, otherwise any.
  void again() {
    if (keyed_.empty()) return enter();
    std::size_t at = any(keyed_);
    for (int i = 0; i < 4 && out_.commands[at].answered(); ++i) at = any(keyed_);
    send_again(at);
  }

  void send_again(std::size_t at) {
    Command& command = out_.commands[at];
    send(command, command.label, percent(shared_.plan.mix.impatient_percent));
  }

  void settle() {
    for (const std::size_t at : keyed_) {
      Command& command = out_.commands[at];
      if (command.answered() || !percent(shared_.plan.mix.settled_percent)) continue;
      send(command, command.label, false);
    }
  }

  void send(Command& command, const std::string& key, bool impatient) {
    const HttpRequest http = http_of(command.request);
    httplib::Headers headers{{"Lastseat-Desk", command.label}};
    if (!key.empty()) headers.emplace("Idempotency-Key", key);
    if (command.request.if_match) {
      headers.emplace("If-Match", tags_.at(*command.request.if_match));
    }
    httplib::Request request;
    request.method = http.method;
    request.path = http.path;
    request.headers = headers;
    if (!http.body.empty()) {
      request.body = http.body;
      request.set_header("Content-Type", "application/json");
    }
    Try each;
    const httplib::Result result = exchange(request, impatient, each.invoked, each.returned);
    if (result) read_answer(*result, command, each);
    command.tries.push_back(std::move(each));
  }

  // Sends all but the last byte and disconnects: it must have no effect.
  bool send_half(Command& command) {
    const HttpRequest http = http_of(command.request);
    if (http.body.empty()) return false;
    const std::string text = http.method + " " + http.path +
                             " HTTP/1.1\r\nHost: 127.0.0.1\r\nLastseat-Desk: " + command.label +
                             "\r\nIdempotency-Key: " + command.label +
                             "\r\nContent-Type: application/json\r\nContent-Length: " +
                             std::to_string(http.body.size()) + "\r\n\r\n" + http.body;
    Try each{.invoked = now(), .result = Result::not_taken};
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(shared_.fest.start().port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const void* to = &address;
    if (::connect(socket, static_cast<const sockaddr*>(to), sizeof address) == 0) {
      // What cannot be sent does not arrive either.
      static_cast<void>(::send(socket, text.data(), text.size() - 1, MSG_NOSIGNAL));
    }
    ::close(socket);
    each.returned = now();
    command.tries.push_back(each);
    return true;
  }

  // Sends it and waits for the answer, or gives up after a moment: then the result is unknown.
  httplib::Result exchange(const httplib::Request& request, bool impatient, Instant& invoked,
                           Instant& returned) {
    const Fest::Start start = shared_.fest.start();
    connect(start);
    httplib::Client& client = impatient ? *impatient_ : *patient_;
    if (impatient) client.set_read_timeout(0, int(dice_() % kMostImpatience) + 1);
    invoked = now();
    httplib::Result result = client.send(request);
    returned = now();
    if (result) return result;
    const bool no_desk = !impatient || result.error() == httplib::Error::Connection;
    if (no_desk && shared_.plan.kills > 0) {
      shared_.fest.wait_for_start_after(start.number);
    } else if (no_desk) {
      out_.errors.push_back(request.method + " " + request.path + ": no answer, " +
                            httplib::to_string(result.error()));
    }
    return result;
  }

  void connect(const Fest::Start& start) {
    if (connected_ == start.number) return;
    for (std::unique_ptr<httplib::Client>* each : {&patient_, &impatient_}) {
      *each = std::make_unique<httplib::Client>("127.0.0.1", start.port);
      (*each)->set_tcp_nodelay(true);
      (*each)->set_keep_alive(true);
      (*each)->set_read_timeout(kPatience);
      (*each)->set_connection_timeout(kPatience);
    }
    connected_ = start.number;
  }

  void read_answer(const httplib::Response& response, const Command& command, Try& into) try {
    const json body = json::parse(response.body);
    if (response.status == 503) {
      into.result = body.at("reason") == "not_certain" ? Result::unknown : Result::not_taken;
      return;
    }
    into.seq = body.at("seq");  // missing if the request was invalid: an error in this test
    into.answer = answer_of(body);
    into.bytes = response.body;
    into.replayed = response.has_header("Idempotency-Replayed");
    into.result = Result::answered;
    const bool made = into.answer.entry && into.answer.entry->label == command.label;
    if (made && command.request.kind == Kind::enter) shared_.entries.add(into.answer.entry->id);
  } catch (const json::exception& error) {
    out_.errors.push_back(command.label + ": " + error.what() + " in " + response.body);
  }

  // Reads: without an answer, nothing was seen.

  httplib::Result get(const std::string& path, Read& read, const std::string& tag = {}) {
    httplib::Request request;
    request.method = "GET";
    request.path = path;
    if (!tag.empty()) request.headers.emplace("If-None-Match", tag);
    read.client = number_;
    return exchange(request, false, read.invoked, read.returned);
  }

  void list() {
    Read read{.list = true};
    const httplib::Result result = get("/api/events", read, percent(50) ? list_tag_ : "");
    if (!result) return;
    list_tag_ = result->get_header_value("ETag");
    read.version = std::stoll(list_tag_.substr(1));
    if (result->status == 200) {
      const json body = json::parse(result->body);
      if (body.at("version") != *read.version) out_.errors.push_back("ETag and version differ");
      for (const json& each : body.at("events")) read.events.push_back(event_of(each));
    } else if (result->status != 304) {
      out_.errors.push_back("the list of events: " + result->body);
    }
    out_.reads.push_back(std::move(read));
  }

  void event() {
    Read read;
    const std::string& code = any(shared_.plan.events);
    const httplib::Result result = get("/api/events/" + code, read);
    if (!result) return;
    if (result->status != 200) {
      out_.errors.push_back("the event " + code + ": " + result->body);
      return;
    }
    const std::string tag = result->get_header_value("ETag");
    read.version = std::stoll(tag.substr(1));
    defined_[code] = *read.version;
    tags_[*read.version] = tag;
    read.events.push_back(event_of(json::parse(result->body)));
    out_.reads.push_back(std::move(read));
  }

  void entry() {
    const Seq id = shared_.entries.any(dice_);
    if (id == 0) return event();
    Read read;
    const httplib::Result result = get("/api/registrations/" + std::to_string(id), read);
    if (!result) return;
    if (result->status != 200) {
      out_.errors.push_back("lost acknowledgement: registration " + std::to_string(id) +
                            " was answered, but does not exist: " + result->body);
      return;
    }
    read.entry = entry_of(json::parse(result->body));
    out_.reads.push_back(std::move(read));
  }

  Shared& shared_;
  const int number_;
  std::mt19937 dice_;
  Recording out_;
  std::vector<std::size_t> keyed_;  // commands that may be retried
  std::map<std::string, Seq> defined_;
  std::map<Seq, std::string> tags_;  // of these definitions
  std::string list_tag_;
  std::unique_ptr<httplib::Client> patient_, impatient_;
  int connected_ = 0;
};

}  // namespace

Fest::Fest(std::vector<EventSetup> events, const std::vector<std::string>& rolls)
    : events_(std::move(events)), desk_(std::make_unique<Desk>(folder_ / "data")) {
  std::string students = "roll,name\n";
  for (const std::string& roll : rolls) students += roll + ",Student\n";
  import(desk_->port(), "students", students);
  std::string csv = "code,title,starts_at,ends_at,capacity,team_min,team_max\n";
  for (const EventSetup& each : events_) {
    csv += each.code + "," + each.code + "," + each.starts_at + "," + each.ends_at + "," +
           std::to_string(each.capacity) + "," + std::to_string(each.team_min) + "," +
           std::to_string(each.team_max) + "\n";
  }
  import(desk_->port(), "events", csv);
  before_ = 2;
  for (EventSetup& each : events_) each.defined = before_;
}

std::vector<JournalEntry> Fest::journal() const {
  std::vector<JournalEntry> entries;
  Seq after = before_;
  while (true) {
    const json page = fetch(start().port, "/api/journal?limit=500&after=" + std::to_string(after));
    for (const json& each : page.at("entries")) {
      entries.push_back({each.at("seq"), each.at("desk"), each.at("command"),
                         each.at("event").is_null() ? "" : each.at("event"), each.at("outcome")});
    }
    if (page.at("next").is_null()) return entries;
    after = page.at("next");
  }
}

void Fest::kill_and_start_again() {
  desk_->process().signal(SIGKILL);
  desk_->process().wait();
  auto desk = std::make_unique<Desk>(folder_ / "data");
  const std::lock_guard lock(mutex_);
  desk_ = std::move(desk);
  ++number_;
  started_.notify_all();
}

Fest::Start Fest::start() const {
  const std::lock_guard lock(mutex_);
  return {number_, desk_->port()};
}

void Fest::wait_for_start_after(int number) const {
  std::unique_lock lock(mutex_);
  started_.wait_for(lock, kPatience, [&] { return number_ > number; });
}

int Fest::end_and_check() {
  desk_->stop();
  return command_line({"check", "--data", (folder_ / "data").string()}).code;
}

void Recording::append(Recording&& more) {
  std::move(more.commands.begin(), more.commands.end(), std::back_inserter(commands));
  std::move(more.reads.begin(), more.reads.end(), std::back_inserter(reads));
  std::move(more.errors.begin(), more.errors.end(), std::back_inserter(errors));
}

Recording record(Fest& fest, const Plan& plan) {
  Shared shared{fest, plan};
  std::vector<std::unique_ptr<Client>> clients;
  std::vector<std::thread> threads;
  std::atomic<int> running = plan.clients;
  for (int i = 0; i < plan.clients; ++i) {
    clients.push_back(std::make_unique<Client>(shared, i));
    threads.emplace_back([&running, client = clients.back().get()] {
      client->run();
      --running;
    });
  }
  const int all = plan.clients * plan.operations;
  for (int i = 1; i <= plan.kills; ++i) {
    while (running > 0 && shared.done < all * i / (plan.kills + 1)) {
      std::this_thread::sleep_for(kBetweenLooks);
    }
    fest.kill_and_start_again();
  }
  for (std::thread& thread : threads) thread.join();
  Recording out;
  for (const std::unique_ptr<Client>& each : clients) out.append(each->take());
  return out;
}

Recording ask(Fest& fest, const std::string& label, const Request& request) {
  const Plan plan;
  Shared shared{fest, plan};
  Client client(shared, 0);
  client.ask(label, request);
  return client.take();
}

}  // namespace lastseat::test::order
