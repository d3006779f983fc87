// What the standard streams are connected to. Any thread.
#pragma once

namespace lastseat::platform {

enum class Stream { out, err };

bool is_terminal(Stream);
// Whether to write colours: it is a terminal, and NO_COLOR is not set (no-color.org).
bool has_colours(Stream);
int columns(Stream);  // of the terminal; 80 if unknown

}  // namespace lastseat::platform
