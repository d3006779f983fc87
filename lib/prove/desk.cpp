#include "prove/desk.h"

#include <stdexcept>

namespace lastseat::prove {

Report desk(const DeskOptions&) { throw std::runtime_error("not built yet"); }

}  // namespace lastseat::prove
