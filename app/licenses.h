// The licenses of the software that this program contains. The build collects them from the
// sources.
#pragma once

#include <string_view>

namespace lastseat {

std::string_view third_party_licenses();

}  // namespace lastseat
