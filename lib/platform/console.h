// What the standard streams are connected to. Any thread.
#pragma once

namespace lastseat::platform {

enum class Stream { out, err };

bool is_terminal(Stream);
// Colours may be written: a terminal, and nobody said NO_COLOR (no-color.org).
bool has_colours(Stream);
int columns(Stream);  // of the terminal; 80 if it does not say

}  // namespace lastseat::platform
