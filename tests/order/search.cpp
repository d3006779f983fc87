#include <algorithm>
#include <bit>
#include <set>

#include "order/checker.h"

namespace lastseat::test::order {
namespace {

constexpr std::size_t kMostOperations = 64;
constexpr std::size_t kMostStates = 400'000;

struct Operation {
  Instant invoked;
  Instant returned;
  const Command* command = nullptr;
  const Read* read = nullptr;
  Seq id = 0;  // the number of the registration that it created, if that was seen anywhere

  bool may_be_left_out() const { return returned == kNever; }
  bool never_changes() const {
    static const std::set<std::string> kChanges{"confirmed", "waitlisted", "cancelled",
                                                "event_changed", "fest_changed"};
    return read || (!may_be_left_out() && !kChanges.contains(command->answered()->answer.outcome));
  }
};

class Finder {
 public:
  explicit Finder(const History& history) : history_(history) {
    const std::map<std::string, Seq> ids = ids_seen();
    for (const Command& each : history.commands) {
      if (each.refused_unread()) continue;
      const auto id = ids.find(each.label);
      // One that was never seen gets a number that no request uses.
      const Seq own = id != ids.end() ? id->second : -1 - std::ssize(operations_);
      operations_.push_back({each.invoked(), each.returned(), &each, nullptr, own});
    }
    for (const Read& each : history.reads) {
      if (!each.events.empty() || each.entry) {
        operations_.push_back({each.invoked, each.returned, nullptr, &each});
      }
    }
    for (std::size_t i = 0; i < operations_.size(); ++i) {
      if (!operations_[i].may_be_left_out()) required_ |= std::uint64_t{1} << i;
    }
  }

  Search run() {
    Search out;
    if (operations_.size() > kMostOperations) return {.fault = {}, .gave_up = true};
    const bool found = explore(0, Model(history_));
    out.states = seen_.size();
    out.gave_up = !found && out.states >= kMostStates;
    if (!found && !out.gave_up) {
      out.fault = "no order of the " + std::to_string(operations_.size()) +
                  " operations explains what was seen. After the best " +
                  std::to_string(most_done_) + ": " + stuck_;
    }
    return out;
  }

 private:
  // A registration is identified by its label, not by its number.
  std::map<std::string, Seq> ids_seen() const {
    std::map<std::string, Seq> ids;
    const auto see = [&](const EntryView& entry) { ids.emplace(entry.label, entry.id); };
    for (const Command& command : history_.commands) {
      const Try* told = command.answered();
      if (!told) continue;
      if (told->answer.entry) see(*told->answer.entry);
      for (const EntryView& each : told->answer.promoted) see(each);
    }
    for (const Read& read : history_.reads) {
      if (read.entry) see(*read.entry);
    }
    return ids;
  }

  bool explore(std::uint64_t done, Model model) {
    take_what_changes_nothing(done, model);
    if ((done & required_) == required_) return true;
    if (seen_.size() >= kMostStates) return false;
    if (!seen_.insert(std::to_string(done) + ":" + model.fingerprint()).second) return false;
    const Instant first_return = earliest_return(done);
    for (std::size_t i = 0; i < operations_.size(); ++i) {
      if (is_done(done, i) || operations_[i].invoked > first_return) continue;
      Model next = model;
      if (!fits(operations_[i], next, done)) continue;
      // It changes nothing here and has no answer, so it may come later, or never.
      if (operations_[i].may_be_left_out() && !next.changed()) continue;
      if (explore(done | std::uint64_t{1} << i, std::move(next))) return true;
    }
    return false;
  }

  // A read or a refusal that fits may be taken now: wherever it stands in an order that explains
  // the rest, it changes nothing there. (A change without effect here may have an effect elsewhere,
  // so this does not apply to it.)
  void take_what_changes_nothing(std::uint64_t& done, const Model& model) {
    for (bool again = true; again;) {
      again = false;
      const Instant first_return = earliest_return(done);
      for (std::size_t i = 0; i < operations_.size(); ++i) {
        if (is_done(done, i) || operations_[i].invoked > first_return) continue;
        if (!operations_[i].never_changes()) continue;
        Model next = model;
        if (!fits(operations_[i], next, done)) continue;
        done |= std::uint64_t{1} << i;
        again = true;
      }
    }
  }

  static bool is_done(std::uint64_t done, std::size_t i) { return (done >> i & 1U) != 0; }

  Instant earliest_return(std::uint64_t done) const {
    Instant first = kNever;
    for (std::size_t i = 0; i < operations_.size(); ++i) {
      if (!is_done(done, i)) first = std::min(first, operations_[i].returned);
    }
    return first;
  }

  // Executes it, and returns whether the result is what was seen.
  bool fits(const Operation& operation, Model& model, std::uint64_t done) {
    if (operation.read) {
      const std::string fault = fault_of(*operation.read, model);
      if (!fault.empty()) note(done, fault);
      return fault.empty();
    }
    const Command& command = *operation.command;
    const Answer expected = model.apply(command.label, operation.id, command.request, operation.id);
    const Try* told = command.answered();
    if (!told || told->answer == expected) return true;
    note(done, difference(command.label, told->answer, expected, model));
    return false;
  }

  static std::string fault_of(const Read& read, const Model& model) {
    if (read.entry) {
      const std::optional<EntryView> entry = model.entry(read.entry->id);
      return entry && *entry == *read.entry
                 ? ""
                 : "stale read: registration " + std::to_string(read.entry->id) + " was shown " +
                       read.entry->status + ", and is " + (entry ? entry->status : "not there");
    }
    for (const EventView& event : read.events) {
      if (!model.knows_event(event.code)) return "nobody made the event " + event.code;
      const EventView now = model.event(event.code);
      if (now == event) continue;
      return "stale read: " + event.code + " was shown with " + std::to_string(event.taken) +
             " of " + std::to_string(event.capacity) + " taken and " +
             std::to_string(event.waiting) + " waiting, and has " + std::to_string(now.taken) +
             " of " + std::to_string(now.capacity) + " and " + std::to_string(now.waiting);
    }
    return "";
  }

  // The sentence for a fault describes the point where the search came farthest.
  void note(std::uint64_t done, const std::string& what) {
    const int count = std::popcount(done);
    if (!stuck_.empty() && count < most_done_) return;
    if (count > most_done_ || stuck_.empty()) stuck_.clear();
    most_done_ = count;
    if (stuck_.find(what) == std::string::npos && stuck_.size() < 2000) {
      stuck_ += (stuck_.empty() ? "" : "; or ") + what;
    }
  }

  const History& history_;
  std::vector<Operation> operations_;
  std::uint64_t required_ = 0;
  std::set<std::string> seen_;
  int most_done_ = 0;
  std::string stuck_;
};

}  // namespace

Search fault_by_search(const History& history) { return Finder(history).run(); }

}  // namespace lastseat::test::order
