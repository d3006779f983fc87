#include "log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include "platform/console.h"
#include "words/words.h"

namespace lastseat {
namespace {

constexpr std::size_t kFileSize = 1024 * 1024;
constexpr std::size_t kOldFiles = 3;

}  // namespace

Log::Log(const std::filesystem::path& file) {
  const bool colours = platform::has_colours(platform::Stream::err);
  const auto screen = std::make_shared<spdlog::sinks::stderr_color_sink_mt>(
      colours ? spdlog::color_mode::always : spdlog::color_mode::never);
  screen->set_pattern("%H:%M:%S %^%v%$");
  logger_ = std::make_shared<spdlog::logger>("lastseat", screen);
  // A log that cannot be written must not stop the server.
  logger_->set_error_handler([](const std::string&) {});
  logger_->flush_on(spdlog::level::info);
  try {
    const auto lasting =
        std::make_shared<spdlog::sinks::rotating_file_sink_mt>(file.string(), kFileSize, kOldFiles);
    lasting->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    logger_->sinks().push_back(lasting);
  } catch (const spdlog::spdlog_ex& error) {
    warn(Message{"log.not_written", {{"why", std::string(error.what())}}});
  }
}

Log::~Log() = default;

void Log::note(const Message& message) { logger_->info(say(message)); }
void Log::warn(const Message& message) { logger_->warn(say(message)); }

}  // namespace lastseat
