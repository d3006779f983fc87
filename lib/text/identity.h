// When two texts are the same: for the rules (key_of), and for a search (folded). Pure functions;
// any thread.
#pragma once

#include <string>
#include <string_view>

namespace lastseat::text {

// The identity of a code or a roll: two spellings are the same one if their keys have the same
// bytes. Without blanks and invisible characters at both ends, in the normal form NFC; full-width
// characters, the decimal digits of all scripts and what looks like a hyphen are those of ASCII;
// ASCII letters are small. Other letters keep their case and their accents.
//
// The key of a key is that key. A text that is not well-formed UTF-8 only gets small ASCII letters.
std::string key_of(std::string_view code);

// What a search compares: a text in which case, accents, widths and invisible characters make no
// difference, nor which script a digit is from. Every blank is a space. "Ángel" becomes "angel",
// "GROẞ" becomes "gross".
//
// Accents are the marks above, below and through letters, and the dots and points that people often
// leave out (Devanagari nukta, Arabic and Hebrew vowel points). Vowel signs, tone marks and viramas
// stay: without them, different Indian and Thai names would be the same.
//
// A text that is not well-formed UTF-8 only gets small ASCII letters.
std::string folded(std::string_view);

// Whether folded() would surely return the same text: it is of ASCII, without capitals.
bool is_folded_ascii(std::string_view);

}  // namespace lastseat::text
