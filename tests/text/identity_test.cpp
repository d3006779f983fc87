#include "text/identity.h"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "text/unseen.h"
#include "text/utf8.h"

using namespace lastseat;
using text::folded;
using text::key_of;

namespace {

std::string utf8(char32_t c) {
  std::string text;
  text::append_utf8(text, c);
  return text;
}

bool is_well_formed(const std::string& text) {
  return text::first_bad_utf8(text) == std::string_view::npos;
}

// Calls `use` with every code point, each as UTF-8.
template <class Use>
void each_character(Use&& use) {
  for (char32_t c = 1; c <= 0x10FFFF; ++c) {
    if (c == 0xD800) c = 0xE000;
    use(utf8(c));
  }
}

using Spellings = std::vector<std::pair<const char*, const char*>>;

}  // namespace

TEST_CASE("a code has one key, however it is typed") {
  const Spellings spellings{
      // blanks and invisible characters at the ends
      {"CH26B047", "ch26b047"},
      {" CH26B047\t", "ch26b047"},
      {"\u00A0ch26B047\u3000\r\n", "ch26b047"},
      {"\uFEFFCH26B047\u200B", "ch26b047"},
      {"\u200E CH26B047 \u00AD\uFE0F", "ch26b047"},
      {"", ""},
      {" \u200B\u3164 ", ""},
      // full width
      {"ＣＨ２６ｂ０４７", "ch26b047"},
      {"２０２１／ＣＳ／０４５", "2021/cs/045"},
      {"Ａ－１＿（！）～", "a-1_(!)~"},
      // digits
      {"CH२६B०४७", "ch26b047"},      // Devanagari
      {"০১২৩৪৫৬৭৮৯", "0123456789"},  // Bengali
      {"௦௧௨௩௪௫௬௭௮௯", "0123456789"},  // Tamil
      {"౦౧౨౩౪౫౬౭౮౯", "0123456789"},  // Telugu
      {"٠١٢٣٤٥٦٧٨٩", "0123456789"},  // Arabic-Indic
      {"۰۱۲۳۴۵۶۷۸۹", "0123456789"},  // of Persian and Urdu
      {"𝟎𝟗𝟘𝟡𝟢𝟫𝟬𝟵𝟶𝟿", "0909090909"},  // of mathematics: five styles side by side
      // hyphens
      {"CS‐1", "cs-1"},
      {"CS‑1", "cs-1"},
      {"CS‒1", "cs-1"},
      {"CS–1", "cs-1"},
      {"CS—1", "cs-1"},
      {"CS―1", "cs-1"},
      {"CS−1", "cs-1"},
      {"CS﹘1", "cs-1"},
      {"CS﹣1", "cs-1"},
      {"CS－1", "cs-1"},
      // the normal form: composed, and marks in one order
      {"e\u0301", "é"},
      {"q\u0307\u0323", "q\u0323\u0307"},
      {"\u1100\u1161\u11A8", "각"},
      {"\u212B", "Å"},
      {"\u212A", "k"},        // the sign of kelvin is the letter K
      {"H\u0331", "\u1E96"},  // joins only with the small letter
      {"Ａ\u030A", "Å"},
  };
  for (const auto& [spelling, key] : spellings) CHECK_MESSAGE(key_of(spelling) == key, spelling);
}

TEST_CASE("codes with different letters, accents, other case or inner blanks have different keys") {
  const Spellings different{
      {"É", "é"},    {"É", "E"},         {"Ж", "ж"},     {"क", "ख"},  {"A1", "A10"},
      {"A 1", "A1"}, {"A\u200B1", "A1"}, {"A_1", "A-1"}, {"ー", "-"}, {"〜", "~"},
      {"¹", "1"},    {"ß", "ss"},        {"O", "0"},     {"А", "A"},  {"ı", "i"},
  };
  for (const auto& [one, other] : different) {
    CHECK_MESSAGE(key_of(one) != key_of(other), one, " ", other);
  }
}

TEST_CASE("bytes that are not UTF-8 are kept, with small letters") {
  CHECK(key_of(" A\xFF ") == " a\xFF ");
  CHECK(folded(" Á\xC3") == " Á\xC3");
  CHECK(folded("A\x80") == "a\x80");
}

TEST_CASE("of every character: the key of the key is the key, and both are well formed") {
  std::string wrong;
  each_character([&](const std::string& c) {
    for (const std::string& code : {c, "A" + c + "1"}) {
      const std::string key = key_of(code);
      if (key_of(key) != key || !is_well_formed(key)) wrong += c + " ";
      if (text::without_unseen_ends(key) != key) wrong += c + " ";
    }
  });
  CHECK(wrong == "");
}

TEST_CASE("of letters with one or two marks: the key of the key is the key") {
  std::string wrong;
  for (char32_t letter = 0; letter < 26; ++letter) {
    for (const char32_t base : {U'A' + letter, U'Ａ' + letter, U'ａ' + letter}) {
      for (char32_t mark = 0x300; mark < 0x370; ++mark) {
        for (const char32_t second : {U'\0', U'\u0301', U'\u0323', U'\u0331', U'\u0307'}) {
          std::string code = utf8(base) + utf8(mark);
          if (second != 0) code += utf8(second);
          if (key_of(key_of(code)) != key_of(code)) wrong += code + " ";
        }
      }
    }
  }
  CHECK(wrong == "");
}

TEST_CASE("each digit of ASCII has one spelling in every script that has decimal digits") {
  std::array<int, 10> spellings{};
  each_character([&](const std::string& c) {
    const std::string key = key_of(c);
    if (key.size() == 1 && key[0] >= '0' && key[0] <= '9') {
      ++spellings[static_cast<std::size_t>(key[0] - '0')];
    }
  });
  CHECK(spellings[0] > 60);
  for (const int number : spellings) CHECK(number == spellings[0]);
}

TEST_CASE("folded: case, accents and widths make no difference") {
  const Spellings same{
      {"Ángel NÚÑEZ", "angel nunez"},
      {"A\u0301ngel", "angel"},
      {"Groß GROẞ", "gross gross"},
      {"İstanbul ISTANBUL ıstanbul", "istanbul istanbul istanbul"},
      {"Łukasz Øre Æther Đorđe", "lukasz ore aether dorde"},
      {"Σίσυφος", "σισυφοσ"},
      {"Йод Ёлка", "иод елка"},
      {"Ｒａｏ　２", "rao 2"},
      {"ﬁnn x²", "finn x2"},
      {"asha\u00A0rao", "asha rao"},
      {"as\u00ADha\u200B", "asha"},
      {"०१२", "012"},
      {"CS–1", "cs-1"},
      {"क़लम", "कलम"},      // the nukta is often left out
      {"क्\u200Dष", "क्ष"},  // a joiner changes how it is drawn
      {"مُحَمَّد", "محمد"},
      {"ส\u0E48\u0E38", "ส\u0E38\u0E48"},  // marks in one order
      {"", ""},
  };
  for (const auto& [text, form] : same) CHECK_MESSAGE(folded(text) == form, text);
  // Without vowel signs, viramas or tone marks, they would be other names.
  for (const char* whole : {"कुमार", "मीना", "रवि", "क्ष", "ਗੁਰੂ", "สุดา"}) {
    CHECK_MESSAGE(folded(whole) == whole, whole);
  }
  const Spellings different{{"कि", "कु"}, {"कु", "क"},   {"क्", "क"},
                            {"สุ", "สู"},  {"が", "か"}, {"சி", "சீ"}};
  for (const auto& [one, other] : different) {
    CHECK_MESSAGE(folded(one) != folded(other), one, " ", other);
  }
}

TEST_CASE("of every character: folding it again changes nothing, and the result is well formed") {
  std::string wrong;
  each_character([&](const std::string& c) {
    const std::string form = folded(c);
    if (folded(form) != form || !is_well_formed(form)) wrong += c + " ";
    if (text::is_folded_ascii(c) && form != c) wrong += c + " ";
  });
  CHECK(wrong == "");
}

TEST_CASE("a text of nothing but marks in the wrong order takes no time that anybody notices") {
  std::string marks = "a";
  for (int i = 0; i < 60'000; ++i) marks += i % 2 == 0 ? "\u0301" : "\u0323";
  const auto start = std::chrono::steady_clock::now();
  CHECK(key_of(marks).size() > 60'000);
  CHECK(folded(marks) == "a");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(2));
}
