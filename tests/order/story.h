// A history made by hand. It is written in the order in which the commands take effect; the model
// gives the correct answers, and a test then plants its fault. Times are small numbers.
#pragma once

#include <stdexcept>

#include "order/history.h"
#include "order/model.h"

namespace lastseat::test::order {

inline EventSetup seats(const std::string& code, std::int64_t capacity) {
  return {.code = code,
          .capacity = capacity,
          .starts_at = "2027-01-22T09:00",
          .ends_at = "2027-01-22T12:00",
          .defined = 2};
}

inline Request enter(const std::string& roll, const std::string& event = "ROBO") {
  return {.kind = Kind::enter, .event = event, .members = {roll}, .waitlist = true};
}
inline Request cancel(Seq target) { return {.kind = Kind::cancel, .target = target}; }
inline Request resize(std::int64_t capacity) {
  return {.kind = Kind::resize, .event = "ROBO", .capacity = capacity};
}

class Story {
 public:
  explicit Story(std::vector<EventSetup> events, Rules rules = {})
      : history{.setup = std::move(events), .rules = rules, .before = 2}, now_(history) {}

  // The next command in the journal, asked and answered at these times.
  Story& ask(const std::string& label, const Request& request, Instant from, Instant to) {
    Try told{.invoked = from, .returned = to, .result = Result::answered};
    told.answer = take(label, request);
    told.seq = history.journal.back().seq;
    told.bytes = told.answer.outcome + std::to_string(told.seq);
    history.commands.push_back({.label = label, .request = request, .tries = {told}});
    return *this;
  }

  // It got no answer; it is in the journal only if it happened.
  Story& lose(const std::string& label, const Request& request, Instant from, bool happened) {
    if (happened) take(label, request);
    history.commands.push_back(
        {.label = label, .request = request, .tries = {{.invoked = from, .returned = from + 1}}});
    return *this;
  }

  // A retry of the last command, with the same answer.
  Story& again(Instant from, Instant to) {
    Command& command = history.commands.back();
    Try told = command.tries.front();
    told.invoked = from;
    told.returned = to;
    told.replayed = true;
    command.tries.push_back(told);
    return *this;
  }

  // A read of the state at this point of the story.
  Story& look(const std::string& code, Instant from, Instant to) {
    history.reads.push_back({.invoked = from,
                             .returned = to,
                             .version = now_.defined(code),
                             .events = {now_.event(code)}});
    return *this;
  }
  Story& look_at_list(Instant from, Instant to) {
    Read read{.invoked = from, .returned = to, .version = listed_, .list = true};
    for (const EventSetup& each : history.setup) read.events.push_back(now_.event(each.code));
    history.reads.push_back(read);
    return *this;
  }
  Story& look_at(Seq id, Instant from, Instant to) {
    history.reads.push_back({.invoked = from, .returned = to, .entry = now_.entry(id)});
    return *this;
  }

  Command& command(const std::string& label) {
    for (Command& each : history.commands) {
      if (each.label == label) return each;
    }
    throw std::out_of_range(label);
  }
  Answer& answer(const std::string& label) { return command(label).tries.front().answer; }

  History history;

 private:
  Answer take(const std::string& label, const Request& request) {
    const Seq seq = history.before + std::ssize(history.journal) + 1;
    const Answer answer = now_.apply(label, seq, request);
    history.journal.push_back({seq, label, "", request.event, answer.outcome});
    if (now_.events_changed()) listed_ = seq;
    return answer;
  }

  Model now_;
  Seq listed_ = 2;
};

}  // namespace lastseat::test::order
