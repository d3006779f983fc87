// Entity tags: "17" for version 17 of something. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lastseat::http {

std::string quoted(std::int64_t version);

// Whether a header If-None-Match (a list, with or without W/, or *) names this tag.
bool names_tag(std::string_view if_none_match, std::string_view etag);

// The version that If-Match asks for; absent when there is none or it is *; 0 (which no version is)
// when it holds no tag of ours. Of several the newest.
std::optional<std::int64_t> version_in(std::string_view if_match);

}  // namespace lastseat::http
