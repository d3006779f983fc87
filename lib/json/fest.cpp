#include "json/fest.h"

#include "json/values.h"

namespace lastseat::json {

ChangeFest read(As<ChangeFest>, Fields& fields) {
  ChangeFest out{read(As<FestFields>(), fields)};
  fields.check_value(out.fields);
  return out;
}

void write(Text& text, const ChangeFest& command) { write(text, command.fields); }

}  // namespace lastseat::json
