// The sample fest: two CSV files inside the program, imported as any others are.
#pragma once

#include <string_view>

namespace lastseat::sample {

std::string_view events_csv();
std::string_view students_csv();

}  // namespace lastseat::sample
