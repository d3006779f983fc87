// The sentences as they stand in the files of this folder, embedded when it is built: a JSON object
// from code to sentence. Constant data: any thread, at any time.
#pragma once

#include <string_view>

namespace lastseat::words {

std::string_view en_json();

}  // namespace lastseat::words
