#include "text/error.h"

#include <utility>

namespace lastseat {

Error::Error(Message message) : std::runtime_error(spelt(message)), why(std::move(message)) {}

Message message_of(const std::exception& error) {
  if (const auto* own = dynamic_cast<const Error*>(&error)) return own->why;
  return Message{"verbatim", {{"text", std::string(error.what())}}};
}

}  // namespace lastseat
