// An error that a person is told about. It is thrown with a Message, and put into words where it is
// caught. Values; any thread.
#pragma once

#include <stdexcept>

#include "text/message.h"

namespace lastseat {

// what() is spelt(why), for debugging.
struct Error : std::runtime_error {
  explicit Error(Message);
  Message why;
};

// The message of an error: its own Message if it has one; otherwise what(), in the words of the
// system or a library.
// library wrote it.
Message message_of(const std::exception&);

}  // namespace lastseat
