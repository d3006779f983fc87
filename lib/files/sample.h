// The sample fest: two CSV files embedded in the program, imported like any others.
#pragma once

#include <string_view>

namespace lastseat::sample {

std::string_view events_csv();
std::string_view students_csv();

}  // namespace lastseat::sample
