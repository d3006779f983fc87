#include "text/time.h"

#include <chrono>

#include "text/number.h"

namespace lastseat::text {
namespace {

// -1 if they are not digits.
int value_of(std::string_view digits) {
  return all_digits(digits) ? static_cast<int>(*number(digits)) : -1;
}

void write_digits(char* at, int count, std::int64_t value) {
  for (int i = count - 1; i >= 0; --i) {
    at[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

}  // namespace

std::string local_time(std::string_view text) {
  // 2027-01-22T09:00 is 16 characters; ":00" may follow.
  if (text.size() == 19 && text.substr(16) == ":00") text.remove_suffix(3);
  if (text.size() != 16 || text[4] != '-' || text[7] != '-' || text[13] != ':') return {};
  if (text[10] != 'T' && text[10] != ' ') return {};
  const int year = value_of(text.substr(0, 4));
  const int month = value_of(text.substr(5, 2));
  const int day = value_of(text.substr(8, 2));
  const int hour = value_of(text.substr(11, 2));
  const int minute = value_of(text.substr(14, 2));
  if (year < 1970 || month < 0 || day < 0) return {};
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59) return {};
  std::string stored(text);
  stored[10] = 'T';
  return stored;
}

std::string utc(std::int64_t at_ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> at{milliseconds{at_ms}};
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss<milliseconds> time{at - day};
  std::string out = "0000-00-00T00:00:00.000Z";
  write_digits(&out[0], 4, static_cast<int>(date.year()));
  write_digits(&out[5], 2, static_cast<unsigned>(date.month()));
  write_digits(&out[8], 2, static_cast<unsigned>(date.day()));
  write_digits(&out[11], 2, time.hours().count());
  write_digits(&out[14], 2, time.minutes().count());
  write_digits(&out[17], 2, time.seconds().count());
  write_digits(&out[20], 3, time.subseconds().count());
  return out;
}

}  // namespace lastseat::text
