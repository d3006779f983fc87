// An error that a person is told of: thrown with a Message, and worded where it is caught. Values;
// any thread.
#pragma once

#include <stdexcept>

#include "text/message.h"

namespace lastseat {

// what() is the Message as spelt(): for debuggers.
struct Error : std::runtime_error {
  explicit Error(Message);
  Message why;
};

// What to say of an error: its own Message if it has one; otherwise what(), as the system or a
// library wrote it.
Message message_of(const std::exception&);

}  // namespace lastseat
