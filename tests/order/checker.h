// Two judges of a history. Each says nothing when the history is right, or one sentence that names
// the fault.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "order/history.h"
#include "order/model.h"

namespace lastseat::test::order {

// A history is linearizable when all that was seen can be explained by one order of the commands
// and reads, each taking effect in one moment between its start and its answer.
//
// The program claims to know that order: the sequence of its journal. So nothing must be searched;
// the claim is only tested, in time that grows with the history and not with its possibilities:
//  - the journal has every number once, every command at most once, and nothing that nobody asked;
//  - what was answered stands there, under the number that was answered;
//  - what had returned before something else began has the smaller number;
//  - the model, which takes the commands in this order, gives every answer that was given;
//  - a retry was answered with the same bytes;
//  - every read shows what the model shows at a moment that lies after all that had returned
//    before it began, and before all that began after it had returned; reads included.
std::optional<std::string> fault_by_witness(const History& history);

// The same question without the journal and without trust in any number: is there an order at all?
// Wing and Gong's search (take any operation that no other one must precede, ask the model, go on,
// go back), with Lowe's memory for what was tried before: the same operations done and the same
// state. Commands without an answer may be placed anywhere after their start, or be left out.
//
// Only for small histories. What a student may do depends on all events, so a history must hold all
// events of its students; there may be others beside it that share no student and no event.
struct Search {
  std::optional<std::string> fault;
  bool gave_up = false;  // too many possibilities: nothing is known
  std::size_t states = 0;
};
Search fault_by_search(const History& history);

// In words, for sentences.
std::string described(const Request& request);
std::string described(const Answer& answer);
// A small history, a line an operation, by start.
std::string listing(const History& history);
// What is wrong with an answer that is not the one expected; the state is the one after it.
std::string difference(const std::string& label, const Answer& told, const Answer& expected,
                       const Model& after);

}  // namespace lastseat::test::order
