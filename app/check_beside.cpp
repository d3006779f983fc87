#include "check_beside.h"

#include <exception>
#include <string>
#include <utility>

#include "domain/limits.h"
#include "log.h"
#include "store/journal/check.h"
#include "text/error.h"
#include "writer/writer.h"

namespace lastseat {
namespace {

void check_and_tell(const DatabaseOptions& database, Writer& writer, Log& log) {
  try {
    const CheckReport report = check(database);
    if (report.ok()) return;
    writer.condemn();
    log.warn(Message{"serve.damaged", {{"finding", std::vector{report.findings.front()}}}});
  } catch (const std::exception& error) {
    log.warn(Message{"serve.not_checked", {{"why", std::vector{message_of(error)}}}});
  }
}

}  // namespace

CheckBeside::CheckBeside(DatabaseOptions database, bool was_checked, Writer& writer, Log& log) {
  if (was_checked) return;
  if (writer.last_seq() > limits::kCheckedBeside) {
    log.note(Message{"serve.too_large_to_check"});
    return;
  }
  thread_ = std::thread(
      [database = std::move(database), &writer, &log] { check_and_tell(database, writer, log); });
}

CheckBeside::~CheckBeside() {
  if (thread_.joinable()) thread_.join();
}

}  // namespace lastseat
