#include "check_beside.h"

#include <cstdint>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "domain/limits.h"
#include "log.h"
#include "store/journal/check.h"
#include "text/error.h"
#include "writer/writer.h"

namespace lastseat {
namespace {

struct NotNeeded {};

}  // namespace

CheckBeside::CheckBeside(DatabaseOptions database, bool was_checked, Writer& writer, Log& log)
    : writer_(writer), log_(log) {
  if (was_checked) return;
  thread_ = std::thread([this, database = std::move(database)] { run(database); });
}

CheckBeside::~CheckBeside() { finds_nothing(); }

bool CheckBeside::finds_nothing() {
  is_awaited_ = true;
  if (thread_.joinable()) thread_.join();
  return finds_nothing_;
}

void CheckBeside::run(const DatabaseOptions& database) {
  try {
    if (has_unsigned_pages(database) || writer_.last_seq() <= limits::kCheckedBeside) {
      check_all(database);
    } else {
      log_.note(Message{"serve.too_large_to_check"});
    }
  } catch (const NotNeeded&) {
    // The next start will do it.
  } catch (const std::exception& error) {
    finds_nothing_ = false;
    log_.warn(Message{"serve.not_checked", {{"why", std::vector{message_of(error)}}}});
  }
}

bool CheckBeside::has_unsigned_pages(const DatabaseOptions& database) {
  const auto count = Database::open_read_only(database).unsigned_pages().size();
  if (count == 0) return false;
  finds_nothing_ = false;
  log_.warn(Message{"file.unsigned", {{"count", static_cast<std::int64_t>(count)}}});
  return true;
}

void CheckBeside::check_all(const DatabaseOptions& database) {
  CheckOptions options;
  options.progress = [this](Seq, Seq) {
    if (is_awaited_ && !finds_nothing_) throw NotNeeded{};
  };
  const CheckReport report = check(database, options);
  if (report.ok()) return;
  finds_nothing_ = false;
  writer_.condemn();
  log_.warn(Message{"serve.damaged", {{"finding", std::vector{report.findings.front()}}}});
}

}  // namespace lastseat
