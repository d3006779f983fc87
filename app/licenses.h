// The notices of the software that this program contains, gathered from its sources when it is
// built.
#pragma once

#include <string_view>

namespace lastseat {

std::string_view third_party_licenses();

}  // namespace lastseat
