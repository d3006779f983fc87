// What every field may hold: the one home of lengths, ranges and spellings, asked by the JSON
// calls, by the CSV import and by decide. The figures are in limits.h. Any thread; nothing is
// changed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/command.h"
#include "domain/model.h"

namespace lastseat {

// `detail` continues a sentence that begins with the field: "must be 1 to 40 characters".
struct FieldProblem {
  std::string field;
  std::string detail;
};
using FieldProblems = std::vector<FieldProblem>;

// Each adds to `problems` what is wrong, and adds nothing when all is well.
void check_code(std::string_view field, std::string_view code, FieldProblems& problems);
void check_text(std::string_view field, std::string_view text, FieldProblems& problems);
void check(const EventFields&, FieldProblems& problems);
void check(const Student&, FieldProblems& problems);
void check(const Register&, FieldProblems& problems);
void check(const FestFields&, FieldProblems& problems);
// What an event still lacks to be whole, and what its fields must be to one another.
void check(const Event&, FieldProblems& problems);

// "2027-01-22T09:00", also with a blank for the T or with seconds (which must be 00): returned in
// the one spelling that is stored, which is the only one that check() lets pass. Empty if there is
// no such time in the calendar, which check() reports.
std::string local_time(std::string_view text);

// The first byte that is not well-formed UTF-8, or npos.
std::size_t first_bad_utf8(std::string_view text);

// How many characters a text of well-formed UTF-8 has: limits count these, not bytes.
std::size_t characters(std::string_view text);

// Of ASCII: what no person types into a field, but for line ends and tabs.
bool is_control(char);

}  // namespace lastseat
