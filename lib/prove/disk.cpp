#include "prove/disk.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <string_view>
#include <vector>

#include "platform/file.h"
#include "prove/wording.h"

namespace lastseat::prove {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kBytes = 4096;
constexpr std::size_t kMostFlushes = 200;
constexpr std::chrono::milliseconds kLongest{600};
constexpr double kQuickestHonestMs = 0.020;

double ms_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

// The time that this share of all times does not exceed.
double quantile(std::vector<double>& times, double share) {
  std::sort(times.begin(), times.end());
  const auto place = static_cast<std::size_t>(share * static_cast<double>(times.size()));
  return times[std::min(place, times.size() - 1)];
}

template <std::size_t N>
bool is_one_of(std::string_view type, const std::array<std::string_view, N>& types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

bool has_option(std::string_view options, std::string_view option) {
  while (!options.empty()) {
    const std::size_t end = std::min(options.find(','), options.size());
    if (options.substr(0, end) == option) return true;
    options.remove_prefix(std::min(end + 1, options.size()));
  }
  return false;
}

std::optional<Message> doubt_about_system(const platform::FileSystem& system) {
  constexpr std::array<std::string_view, 2> kMemory{"tmpfs", "ramfs"};
  constexpr std::array<std::string_view, 6> kHosts{"9p",     "virtiofs", "vboxsf",
                                                   "prl_fs", "vmhgfs",   "fuse.vmhgfs-fuse"};
  constexpr std::array<std::string_view, 3> kFat{"vfat", "msdos", "exfat"};
  const std::string& type = system.type;
  if (is_one_of(type, kMemory)) return Message{"disk.memory", {{"type", type}}};
  if (platform::is_network_file_system(type)) return Message{"disk.network", {{"type", type}}};
  if (is_one_of(type, kHosts)) return Message{"disk.host", {{"type", type}}};
  if (type.starts_with("fuse.")) return Message{"disk.fuse", {{"type", type}}};
  if (is_one_of(type, kFat)) return Message{"disk.fat", {{"type", type}}};
  for (const char* option : {"nobarrier", "barrier=0"}) {
    if (has_option(system.options, option)) {
      return Message{"disk.no_barrier", {{"option", option}}};
    }
  }
  return std::nullopt;
}

}  // namespace

Disk measured_disk(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "flush";
  const std::string text(kBytes, 'x');
  std::vector<double> writes;
  std::vector<double> flushes;
  platform::File file = platform::File::create(path);
  const Clock::time_point begin = Clock::now();
  do {
    const Clock::time_point before = Clock::now();
    file.write(text);
    writes.push_back(ms_since(before));
    const Clock::time_point written = Clock::now();
    file.flush_bytes();
    flushes.push_back(ms_since(written));
  } while (flushes.size() < kMostFlushes && Clock::now() - begin < kLongest);
  file.close();
  std::filesystem::remove(path);
  return {.system = platform::file_system(folder),
          .flushes = static_cast<int>(flushes.size()),
          .flush_ms = quantile(flushes, 0.5),
          .flush_p99_ms = quantile(flushes, 0.99),
          .write_ms = quantile(writes, 0.5)};
}

std::optional<Message> doubt_about(const Disk& disk) {
  if (auto doubt = doubt_about_system(disk.system)) return doubt;
  if (disk.flush_ms >= kQuickestHonestMs && disk.flush_ms >= disk.write_ms) return std::nullopt;
  return Message{"disk.too_quick", {{"time", milliseconds(disk.flush_ms)}}};
}

}  // namespace lastseat::prove
