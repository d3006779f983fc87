#include "prove/desk_audit.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>
#include <utility>

namespace lastseat::prove {
namespace {

using Json = nlohmann::json;

// The holder of a seat, according to an answer or to the list.
struct Holder {
  std::int64_t seat = 0;
  std::string roll;
  std::int64_t seq = 0;
  auto operator<=>(const Holder&) const = default;
};

// The member of that name, or null; never an exception, whatever the text is.
const Json& field(const Json& object, const char* name) {
  static const Json kNothing;
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found == object.end() ? kNothing : *found;
}
std::int64_t integer(const Json& object, const char* name) {
  const Json& value = field(object, name);
  return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}
std::string text(const Json& object, const char* name) {
  const Json& value = field(object, name);
  return value.is_string() ? value.get<std::string>() : std::string();
}
std::string roll_of(const Json& registration) {
  const Json& members = field(registration, "members");
  return members.is_array() && members.size() == 1 ? text(members[0], "roll") : std::string();
}
Holder holder_of(const Json& registration) {
  return {integer(registration, "seat"), roll_of(registration), integer(registration, "id")};
}

class Auditor {
 public:
  Auditor(const std::vector<HotEvent>& events, const std::vector<Asked>& asked) : asked_(asked) {
    for (const HotEvent& event : events) {
      events_.emplace(event.code, event);
      result_.seats += event.seats;
      round(event.round);
    }
  }

  DeskAudit run(std::string_view list) {
    read(list);
    for (const Asked& each : asked_) count(each);
    for (const Asked& each : asked_) confirmed(each);
    for (const Asked& each : asked_) refused(each);
    for (const auto& [id, entry] : list_) listed(id, entry);
    for (const auto& [code, event] : events_) seats(event);
    return std::move(result_);
  }

 private:
  RoundResult& round(int number) {
    const auto place = static_cast<std::size_t>(number);
    if (result_.rounds.size() <= place) result_.rounds.resize(place + 1);
    return result_.rounds[place];
  }
  void find(Message finding) { result_.findings.push_back(std::move(finding)); }

  void read(std::string_view list) {
    const Json json = Json::parse(list, nullptr, false);
    if (!field(json, "registrations").is_array()) find(Message{"desk.unreadable"});
    for (const Json& entry : field(json, "registrations")) {
      if (!list_.emplace(integer(entry, "id"), entry).second) {
        find(Message{"desk.listed_twice", {{"id", integer(entry, "id")}}});
      }
    }
  }

  void count(const Asked& asked) {
    RoundResult& result = round(asked.round);
    ++result.asked;
    result.unanswered_at_kill += asked.unanswered_at_kill ? 1 : 0;
    result.changed_answers += asked.changed;
    if (asked.changed > 0) {
      find(Message{"desk.changed", {{"roll", asked.roll}, {"event", asked.event}}});
    }
    if (asked.unanswered_retries > 0) {
      find(Message{"desk.retry_unanswered", {{"roll", asked.roll}, {"event", asked.event}}});
    }
    if (asked.status == 0) {
      return find(Message{"desk.unanswered", {{"roll", asked.roll}, {"event", asked.event}}});
    }
    ++result.answered;
    const std::int64_t seq = integer(Json::parse(asked.answer, nullptr, false), "seq");
    if (seq == 0 || !seqs_.insert(seq).second) {
      find(Message{"desk.foreign_seq", {{"roll", asked.roll}, {"event", asked.event}}});
    }
  }

  // A promise: it must be kept.
  void confirmed(const Asked& asked) {
    if (asked.status != 201) return;
    RoundResult& result = round(asked.round);
    ++result.confirmed;
    const Json answer = Json::parse(asked.answer, nullptr, false);
    const Json& registration = field(answer, "registration");
    const Holder holder = holder_of(registration);
    if (text(answer, "outcome") != "confirmed" || text(registration, "event") != asked.event ||
        holder.roll != asked.roll || holder.seat < 1) {
      find(Message{"desk.other_entry", {{"roll", asked.roll}, {"event", asked.event}}});
    }
    holders_[asked.event].insert(holder);
    told_.insert(holder.seq);
    const auto found = list_.find(holder.seq);
    if (found != list_.end() && found->second == registration) return;
    ++result.lost;
    find(Message{"desk.lost",
                 {{"roll", asked.roll}, {"event", asked.event}, {"seat", holder.seat}}});
  }

  void refused(const Asked& asked) {
    if (asked.status == 0 || asked.status == 201) return;
    ++round(asked.round).refused;
    const Json answer = Json::parse(asked.answer, nullptr, false);
    const std::string reason = text(answer, "reason");
    const std::int64_t seq = integer(answer, "seq");
    std::int64_t before = 0;
    bool has_seat = false;
    for (const Holder& holder : holders_[asked.event]) {
      if (holder.seq >= seq) continue;
      ++before;
      has_seat = has_seat || holder.roll == asked.roll;
    }
    const bool right = asked.status == 409 &&
                       (reason == "event_full" ? before >= seats_of(asked.event) && !has_seat
                                               : reason == "already_registered" && has_seat);
    if (!right) {
      find(Message{"desk.wrongly_refused",
                   {{"roll", asked.roll},
                    {"event", asked.event},
                    {"status", asked.status},
                    {"reason", reason}}});
    }
  }

  void listed(std::int64_t id, const Json& entry) {
    const std::string event = text(entry, "event");
    ++result_.sold;
    holders_[event].insert(holder_of(entry));
    if (!told_.contains(id)) {
      find(Message{"desk.never_told", {{"id", id}}});
    }
    if (!students_.emplace(event, roll_of(entry)).second) {
      find(Message{"desk.student_twice", {{"roll", roll_of(entry)}, {"event", event}}});
    }
    if (!events_.contains(event)) find(Message{"desk.unknown_event", {{"event", event}}});
  }

  void seats(const HotEvent& event) {
    std::set<std::int64_t> seats;
    for (const Holder& holder : holders_[event.code]) seats.insert(holder.seat);
    const auto holders = static_cast<std::int64_t>(holders_[event.code].size());
    const auto given = static_cast<std::int64_t>(seats.size());
    const std::int64_t oversold =
        std::max({std::int64_t{0}, holders - event.seats, holders - given});
    round(event.round).oversold += oversold;
    if (oversold > 0) {
      find(Message{
          "desk.oversold",
          {{"event", event.code}, {"seats", event.seats}, {"holders", holders}, {"given", given}}});
    }
    std::set<std::string> rolls;
    for (const Asked& each : asked_) {
      if (each.event == event.code && each.status != 0) rolls.insert(each.roll);
    }
    if (static_cast<std::int64_t>(rolls.size()) >= event.seats && holders < event.seats) {
      find(Message{"desk.unsold", {{"event", event.code}, {"seats", event.seats - holders}}});
    }
  }

  std::int64_t seats_of(const std::string& event) const {
    const auto found = events_.find(event);
    return found == events_.end() ? 0 : found->second.seats;
  }

  const std::vector<Asked>& asked_;
  std::map<std::string, HotEvent> events_;
  std::map<std::int64_t, Json> list_;  // by id
  std::map<std::string, std::set<Holder>> holders_;
  std::set<std::int64_t> told_;  // ids
  std::set<std::int64_t> seqs_;
  std::set<std::pair<std::string, std::string>> students_;  // of an event
  DeskAudit result_;
};

}  // namespace

DeskAudit audit(const std::vector<HotEvent>& events, const std::vector<Asked>& asked,
                std::string_view list) {
  return Auditor(events, asked).run(list);
}

}  // namespace lastseat::prove
