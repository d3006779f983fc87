// Entity tags: "17" is version 17 of a resource. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lastseat::http {

std::string quoted(std::int64_t version);

// Whether the value of If-None-Match (a list, each with or without W/, or *) contains this tag.
bool names_tag(std::string_view if_none_match, std::string_view etag);

// The version that If-Match asks for, the newest if it lists several. Absent if the header is empty
// or *; 0, which is no version, if none of its tags is one of ours.
std::optional<std::int64_t> version_in(std::string_view if_match);

}  // namespace lastseat::http
