// What people read. Code names what it has to say by a code and values (Message); the sentences are
// in one file a language, en.json, as a JSON object from code to sentence. Pure functions, any
// thread; they never throw, since most callers have an error to report already.
//
// A sentence holds places for values, in braces:
//   {event}                 the value; a list is written "a, b, c"
//   {events|and}            a list with a word before its last: "a, b and c". Sentences as well;
//                           without the word they follow one another
//   {bytes|,}               a number with that between its thousands: "4,812"
//   {count|entry|entries}   the first word if the number is 1, or if the list has one element;
//                           otherwise the second
// What is in braces and has no value is left as it stands.
//
// A test compares the codes in the sources with the sentences, and finds a code only where it is
// written as Message{"code", {{"name", value}, …}}.
#pragma once

#include <string>

#include "text/message.h"

namespace lastseat {

// The sentence in English. Without one, the code and its values.
std::string say(const Message&);

struct Explanation {
  std::string title;   // what is the matter, in a few words
  std::string detail;  // the same with its figures, and what to do
};
// The two sentences "code.title" and "code.detail".
Explanation explain(const Message&);

}  // namespace lastseat
