// Two checkers of a history. Each returns nothing if the history is correct, or one sentence that
// names the fault.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "order/history.h"
#include "order/model.h"

namespace lastseat::test::order {

// A history is linearizable if everything that was observed can be explained by one order of the
// commands and reads, each taking effect at one moment between its start and its answer.
//
// The program claims to know that order: the sequence of its journal. So there is nothing to
// search, only a claim to check, in time that grows with the history and not with the number of
// possible orders:
//  - the journal has every number once, every command at most once, and nothing that was not
//    requested;
//  - what was answered is in the journal, with the sequence number of the answer;
//  - what returned before something else started has the smaller number;
//  - the model, executing the commands in this order, gives every answer that was given;
//  - a retry got the same bytes;
//  - every read shows a state of the model that is not older than anything, reads included, that
//    returned before the read started, and not newer than anything that started after it returned.
std::optional<std::string> fault_by_witness(const History& history);

// The same question without the journal and without trusting any number: is there any such order?
// This is Wing and Gong's search (take any operation that no other must precede, ask the model,
// continue, backtrack), with Lowe's cache of what was tried before: the same set of operations and
// the same state. Commands without an answer may be placed anywhere after their start, or left out.
//
// Only for small histories. What a student may do depends on all events, so a history must contain
// all events of its students; other histories may run at the same time if they share no student and
// no event.
struct Search {
  std::optional<std::string> fault;
  bool gave_up = false;  // too many possibilities: no result
  std::size_t states = 0;
};
Search fault_by_search(const History& history);

// Descriptions, for sentences.
std::string described(const Request& request);
std::string described(const Answer& answer);
// A small history, one line per operation, by start.
std::string listing(const History& history);
// What is wrong with an unexpected answer; the state is the one after it.
std::string difference(const std::string& label, const Answer& told, const Answer& expected,
                       const Model& after);

}  // namespace lastseat::test::order
