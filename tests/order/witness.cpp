#include <algorithm>
#include <map>

#include "order/checker.h"

namespace lastseat::test::order {
namespace {

using Fault = std::optional<std::string>;

std::string text(Seq seq) { return std::to_string(seq); }

// The states of one object: each holds from its sequence number to the next.
template <class State>
class Versions {
 public:
  void add(Seq seq, State state) {
    if (!all_.empty() && all_.back().second == state) return;
    all_.emplace_back(seq, std::move(state));
  }

  // The first moment in [low, high] with that state, or why there is none.
  struct Found {
    std::optional<Seq> at;
    Fault fault;
  };
  Found find(const State& state, Seq low, Seq high) const {
    // First the states of that time: no more than there were commands in progress.
    for (auto each = holding(low); each != all_.end() && each->first <= high; ++each) {
      if (each->second == state) return {std::max(each->first, low), {}};
    }
    return {{}, why_not(state, low, high)};
  }

  const State* at(Seq seq) const {
    const auto holds = holding(seq);
    return holds == all_.end() || holds->first > seq ? nullptr : &holds->second;
  }

 private:
  using All = std::vector<std::pair<Seq, State>>;

  // The state that holds at `seq`, or the first one.
  typename All::const_iterator holding(Seq seq) const {
    const auto next =
        std::upper_bound(all_.begin(), all_.end(), seq,
                         [](Seq wanted, const auto& each) { return wanted < each.first; });
    return next == all_.begin() ? next : std::prev(next);
  }

  Fault why_not(const State& state, Seq low, Seq high) const {
    std::optional<Seq> older, newer;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (!(all_[i].second == state)) continue;
      const Seq from = all_[i].first;
      const Seq to = i + 1 < all_.size() ? all_[i + 1].first - 1 : kNever;
      if (to < low) older = to;
      if (from > high && !newer) newer = from;
    }
    if (older) {
      return "stale read: what was shown had ended at sequence " + text(*older) + ", but " +
             text(low) + " had been answered or shown before it was asked";
    }
    if (newer) {
      return "read from the future: what was shown began at sequence " + text(*newer) +
             ", but nothing after " + text(high) + " had been asked when it was shown";
    }
    return "it never was as it was shown";
  }

  All all_;
};

struct EventState {
  EventView view;
  Seq defined;
  bool operator==(const EventState&) const = default;
};

class Witness {
 public:
  explicit Witness(const History& history) : history_(history) {
    for (const Command& each : history.commands) commands_[each.label] = &each;
    end_ = history.before + static_cast<Seq>(history.journal.size());
  }

  Fault fault() {
    if (Fault found = retries()) return found;
    if (Fault found = journal()) return found;
    if (Fault found = acknowledgements()) return found;
    if (Fault found = real_time()) return found;
    if (Fault found = answers()) return found;
    return reads();
  }

 private:
  // A retry gets the same answer, marked as a replay.
  Fault retries() const {
    for (const Command& command : history_.commands) {
      const Try* first = command.answered();
      if (!first) continue;
      bool alone = true;  // no other attempt of it can have had an effect
      for (const Try& each : command.tries) {
        if (&each != first && each.result != Result::not_taken) alone = false;
        if (each.result != Result::answered || &each == first) continue;
        if (each.bytes != first->bytes || each.seq != first->seq) {
          return "changed answer on retry: " + command.label + " was told first " + first->bytes +
                 " and then " + each.bytes;
        }
        if (each.invoked > first->returned && !each.replayed) {
          return "executed twice: " + command.label +
                 " was retried after its answer, but was not told that it is a replay";
        }
      }
      if (alone && first->replayed) {
        return "ghost commit: " + command.label +
               " was told that it is a replay, but was never executed before";
      }
    }
    return {};
  }

  // Every number once, in order; every command at most once, and none that was not requested.
  Fault journal() {
    Seq expected = history_.before;
    for (const JournalEntry& entry : history_.journal) {
      ++expected;
      if (entry.seq > expected) return "skipped sequence: the journal has no " + text(expected);
      if (entry.seq < expected)
        return "repeated sequence: the journal has " + text(entry.seq) + " twice";
      const auto asked = commands_.find(entry.label);
      if (asked == commands_.end()) {
        return "ghost commit: nobody asked for " + text(entry.seq) + ", " + entry.command +
               " by \"" + entry.label + "\"";
      }
      if (const auto [at, is_new] = seq_of_.emplace(entry.label, entry.seq); !is_new) {
        return "ghost commit: " + entry.label + " was asked for once and is in the journal at " +
               text(at->second) + " and at " + text(entry.seq);
      }
      if (asked->second->refused_unread()) {
        return "ghost commit: " + entry.label +
               " was told that nothing was saved, but is in the journal at " + text(entry.seq);
      }
    }
    return {};
  }

  Fault acknowledgements() const {
    for (const Command& command : history_.commands) {
      const Try* told = command.answered();
      if (!told) continue;
      const auto found = seq_of_.find(command.label);
      if (found == seq_of_.end()) {
        return "lost acknowledgement: " + command.label + " was told " + told->answer.outcome +
               " with sequence " + text(told->seq) + ", but the journal does not have it";
      }
      if (found->second != told->seq) {
        return "wrong sequence: " + command.label + " was told " + text(told->seq) +
               ", but the journal has it at " + text(found->second);
      }
      const JournalEntry& entry = at(told->seq);
      if (entry.outcome != told->answer.outcome) {
        return "lost acknowledgement: " + command.label + " was told " + told->answer.outcome +
               ", but the journal says " + entry.outcome;
      }
    }
    return {};
  }

  // One pass: no command may have been answered before one with a smaller number started.
  Fault real_time() const {
    const Command* latest = nullptr;
    for (const JournalEntry& entry : history_.journal) {
      const Command& command = *commands_.at(entry.label);
      if (latest && command.returned() < latest->invoked()) {
        return "contradicted real time: " + command.label + " (" + text(entry.seq) +
               ") was answered before " + latest->label + " (" + text(seq_of_.at(latest->label)) +
               ") was asked";
      }
      if (!latest || command.invoked() > latest->invoked()) latest = &command;
    }
    return {};
  }

  // The model must give every answer; the states that reads may see are recorded on the way.
  Fault answers() {
    Model model(history_);
    for (const Read& read : history_.reads) {
      if (!read.entry) continue;
      entries_[read.entry->id];
      watched_[read.entry->event].insert(read.entry->id);
    }
    for (const EventSetup& each : history_.setup) keep_event(model, each.code, each.defined);
    list_changes_.push_back(list_before());
    for (const JournalEntry& entry : history_.journal) {
      const Command& command = *commands_.at(entry.label);
      const Answer expected = model.apply(entry.label, entry.seq, command.request);
      if (Fault found = compare(command, entry, expected, model)) return found;
      if (!model.events_changed()) continue;
      list_changes_.push_back(entry.seq);
      keep_event(model, expected.event->code, entry.seq);
    }
    return {};
  }

  static Fault compare(const Command& command, const JournalEntry& entry, const Answer& expected,
                       const Model& after) {
    const std::string place = "at sequence " + text(entry.seq) + ": ";
    if (const Try* told = command.answered()) {
      if (told->answer == expected) return {};
      return difference(command.label, told->answer, expected, after) + " (" + place +
             described(command.request) + ")";
    }
    if (entry.outcome == expected.outcome) return {};
    return "wrong outcome " + place + command.label + ", " + described(command.request) +
           ", never answered, is in the journal as " + entry.outcome + ", the rules say " +
           described(expected);
  }

  void keep_event(const Model& model, const std::string& code, Seq seq) {
    events_[code].add(seq, {model.event(code), model.defined(code)});
    // An entry that is read changes only with its event: by itself, or by one before it on the
    // list.
    std::set<Seq>& watched = watched_[code];
    for (auto each = watched.begin(); each != watched.end();) {
      const std::optional<EntryView> view = model.entry(*each);
      if (view && view->event == code) entries_[*each].add(seq, *view);
      each = view && view->status == "cancelled" ? watched.erase(each) : std::next(each);
    }
  }

  // The list's version before all commands: that of its first read, which must show the setup.
  Seq list_before() const {
    Seq first = 0;
    for (const EventSetup& each : history_.setup) first = std::max(first, each.defined);
    return first;
  }

  // By start. The earliest moment of each read follows from the commands and reads that had
  // returned by then, the latest from the commands that started after it returned. Taking the first
  // moment that fits leaves the most room for all later reads.
  Fault reads() const {
    std::vector<const Read*> by_start;
    for (const Read& each : history_.reads) by_start.push_back(&each);
    std::sort(by_start.begin(), by_start.end(),
              [](const Read* a, const Read* b) { return a->invoked < b->invoked; });
    const std::vector<std::pair<Instant, Seq>> begun = greatest_before_start();
    std::vector<std::pair<Instant, Seq>>
        ended;  // when something returned, and the moment it proves
    for (const Command& each : history_.commands) {
      if (each.answered()) ended.emplace_back(each.returned(), each.answered()->seq);
    }
    std::sort(ended.begin(), ended.end());
    std::multimap<Instant, Seq> reads_ended;
    std::size_t next = 0;
    Seq low = history_.before;
    for (const Read* read : by_start) {
      for (; next < ended.size() && ended[next].first < read->invoked; ++next) {
        low = std::max(low, ended[next].second);
      }
      while (!reads_ended.empty() && reads_ended.begin()->first < read->invoked) {
        low = std::max(low, reads_ended.begin()->second);
        reads_ended.erase(reads_ended.begin());
      }
      const auto after =
          std::upper_bound(begun.begin(), begun.end(), std::pair(read->returned, Seq{kNever}));
      const Seq high = after == begun.end() ? end_ : after->second;
      const auto [moment, fault] = moment_of(*read, low, high);
      if (fault) return named(*read) + ": " + *fault;
      reads_ended.emplace(read->returned, *moment);
    }
    return {};
  }

  // For every start of a journalled command, in order: the number before the smallest that started
  // then or later.
  std::vector<std::pair<Instant, Seq>> greatest_before_start() const {
    std::vector<std::pair<Instant, Seq>> begun;
    for (const auto& [label, seq] : seq_of_) {
      begun.emplace_back(commands_.at(label)->invoked(), seq - 1);
    }
    std::sort(begun.begin(), begun.end());
    for (std::size_t i = begun.size(); i > 1; --i) {
      begun[i - 2].second = std::min(begun[i - 2].second, begun[i - 1].second);
    }
    return begun;
  }

  struct Moment {
    std::optional<Seq> at;
    Fault fault;
  };

  Moment moment_of(const Read& read, Seq low, Seq high) const {
    if (read.list) return moment_of_list(read, low, high);
    if (read.entry) {
      const auto found = entries_.at(read.entry->id).find(*read.entry, low, high);
      return {found.at, found.fault};
    }
    const EventView& event = read.events.front();
    const auto found = events_.at(event.code).find({event, *read.version}, low, high);
    return {found.at, found.fault};
  }

  // The list states its version: it is valid from there to the next change of an event.
  Moment moment_of_list(const Read& read, Seq low, Seq high) const {
    const Seq version = *read.version;
    const auto change = std::lower_bound(list_changes_.begin(), list_changes_.end(), version);
    if (change == list_changes_.end() || *change != version) {
      return {{}, "no event changed at sequence " + text(version) + ", which it is of"};
    }
    const Seq last = change + 1 == list_changes_.end() ? kNever : *(change + 1) - 1;
    if (last < low) {
      return {{},
              "stale read: what was shown had ended at sequence " + text(last) + ", but " +
                  text(low) + " had been answered or shown before it was asked"};
    }
    if (version > high) {
      return {{},
              "read from the future: it shows sequence " + text(version) + ", but nothing after " +
                  text(high) + " had been asked when it was shown"};
    }
    for (const EventView& event : read.events) {
      const auto known = events_.find(event.code);
      if (known == events_.end()) return {{}, "nobody made the event " + event.code};
      const EventState* state = known->second.at(version);
      if (!state || !(state->view == event)) {
        return {{}, "torn read: " + event.code + " was not like that at sequence " + text(version)};
      }
    }
    return {std::max(version, low), {}};
  }

  static std::string named(const Read& read) {
    std::string what = read.entry  ? "registration " + text(read.entry->id)
                       : read.list ? "the list of events"
                                   : "event " + read.events.front().code;
    if (read.version) what += " (version " + text(*read.version) + ")";
    return "read of " + what + " by client " + std::to_string(read.client);
  }

  const JournalEntry& at(Seq seq) const {
    return history_.journal[static_cast<std::size_t>(seq - history_.before - 1)];
  }

  const History& history_;
  Seq end_ = 0;
  std::map<std::string, const Command*> commands_;
  std::map<std::string, Seq> seq_of_;
  std::vector<Seq> list_changes_;
  std::map<std::string, Versions<EventState>> events_;
  std::map<Seq, Versions<EntryView>> entries_;    // that were read
  std::map<std::string, std::set<Seq>> watched_;  // that may still change, by event
};

}  // namespace

std::optional<std::string> fault_by_witness(const History& history) {
  return Witness(history).fault();
}

}  // namespace lastseat::test::order
