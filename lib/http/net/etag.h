// Entity tags: a text in quotes. Pure functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lastseat::http {

std::string entity_tag(std::string_view tag);

// Whether the value of If-None-Match (a list, each with or without W/, or *) contains this tag.
bool names_tag(std::string_view if_none_match, std::string_view etag);

// The tags of If-Match, without their quotes. Weak ones are left out: they match nothing. Absent if
// it is *.
std::optional<std::vector<std::string_view>> tags_in(std::string_view if_match);

}  // namespace lastseat::http
