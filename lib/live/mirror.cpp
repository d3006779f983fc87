#include "live/mirror.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <exception>
#include <fstream>
#include <utility>

#include "domain/values/tokens.h"
#include "files/atomic_file.h"
#include "json/syntax/erasure.h"
#include "json/syntax/parse.h"
#include "json/values.h"
#include "platform/file.h"
#include "platform/random.h"
#include "store/journal/journal.h"
#include "store/registrations.h"
#include "text/error.h"
#include "text/number.h"
#include "text/time.h"

namespace lastseat {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kShortestPause{200};
constexpr std::chrono::milliseconds kPauseAfterFailure{2000};
constexpr std::uintmax_t kBytesPerMs = 50'000;  // an estimate, used before the first write
constexpr int kShareOfTime = 20;                // a write takes at most 1/20 of the time

constexpr std::string_view kBegin = "{\"fest\": \"";
constexpr std::string_view kVersion = "\", \"version\": ";
constexpr std::string_view kEnd = "]}\n";
constexpr std::string_view kHash = ", \"head\": \"";
constexpr std::size_t kFirstLine = 160;
constexpr std::size_t kIdentity = 32;  // hexadecimal digits
constexpr std::chrono::seconds kErasure{10};

// The head is known only after the last row was read, but readers need it first. So a line of
// spaces is reserved for it, and overwritten at the end.
std::string first_line(const std::string& fest, const Head& head, const std::string& written_at) {
  std::string line(kBegin);
  line.append(fest)
      .append(kVersion)
      .append(std::to_string(head.seq))
      .append(kHash)
      .append(head.hash);
  line += "\", \"written_at\": \"" + written_at + "\",";
  line.resize(kFirstLine, ' ');
  return line;
}

// Each line but the first and the last is one registration, most of them with a comma.
std::string_view object_in(std::string_view line) {
  if (line.ends_with(',')) line.remove_suffix(1);
  return line.starts_with('{') && line.ends_with('}') ? line : std::string_view();
}

void write_without_data_of(const Roll& roll, const std::filesystem::path& path) {
  AtomicFile file(path);
  Tokens tokens(platform::random_bits(), roll);
  std::ifstream in(path, std::ios::binary);
  for (std::string line; std::getline(in, line);) {
    const std::string_view object = object_in(line);
    if (!object.empty()) {
      line.replace(0, object.size(), json::without_data(object, tokens));
    }
    file.write(line + "\n");
  }
  file.commit();
}

// registrations-9.json, or registrations-9-2.json if that exists. No other program writes to the
// folder, so the name cannot be taken meanwhile.
std::filesystem::path free_name(const std::filesystem::path& file, Seq version) {
  const std::string stem = file.stem().string() + "-" + std::to_string(version);
  std::filesystem::path name = file.parent_path() / (stem + file.extension().string());
  for (int i = 2; std::filesystem::exists(std::filesystem::symlink_status(name)); ++i) {
    name = file.parent_path() / (stem + "-" + std::to_string(i) + file.extension().string());
  }
  return name;
}

}  // namespace

std::optional<Head> mirror_head(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string line;
  if (!std::getline(in, line) || line.size() < kBegin.size() + kIdentity ||
      !line.starts_with(kBegin)) {
    return std::nullopt;
  }
  Head head;
  const char* end = line.data() + line.size();
  const std::size_t version = kBegin.size() + kIdentity;
  if (line.compare(version, kVersion.size(), kVersion) != 0) return std::nullopt;
  const auto number = std::from_chars(line.data() + version + kVersion.size(), end, head.seq);
  if (number.ec != std::errc{}) return std::nullopt;
  const std::string_view rest(number.ptr, static_cast<std::size_t>(end - number.ptr));
  if (!rest.starts_with(kHash)) return std::nullopt;
  head.hash = rest.substr(kHash.size(), rest.find('"', kHash.size()) - kHash.size());
  std::string tail(kEnd.size(), ' ');
  in.seekg(-static_cast<std::streamoff>(kEnd.size()), std::ios::end);
  in.read(tail.data(), static_cast<std::streamsize>(tail.size()));
  return in && tail == kEnd ? std::optional(std::move(head)) : std::nullopt;
}

std::optional<Seq> mirror_version(const std::filesystem::path& file) {
  const std::optional<Head> head = mirror_head(file);
  return head ? std::optional(head->seq) : std::nullopt;
}

namespace {

// Reads the registrations of a mirror one after another, and reports every other line that is not
// as Lastseat writes it.
class MirrorReader {
 public:
  MirrorReader(const std::filesystem::path& path, std::vector<Message>& found)
      : in_(path, std::ios::binary), name_(path.filename().string()), found_(found) {}

  const std::string& name() const { return name_; }
  std::string first_line() {
    next_line();
    return line_;
  }
  // Empty at the end.
  std::string_view next() {
    while (next_line()) {
      if (const std::string_view object = object_in(line_); !object.empty()) return object;
      if (line_ == "\"registrations\": [" || line_ + "\n" == kEnd) continue;
      report(Message{"check.mirror_line", {{"file", name_}, {"line", number_}}});
    }
    return {};
  }
  void report(Message finding) {
    if (found_.size() < kMostDifferences) found_.push_back(std::move(finding));
  }

 private:
  bool next_line() {
    ++number_;
    return static_cast<bool>(std::getline(in_, line_));
  }

  std::ifstream in_;
  const std::string name_;
  std::vector<Message>& found_;
  std::string line_;
  std::int64_t number_ = 0;
};

}  // namespace

std::vector<Message> differences(const std::filesystem::path& path, Connection& fest) {
  std::vector<Message> found;
  MirrorReader mirror(path, found);
  if (mirror.first_line().compare(kBegin.size(), kIdentity, identity_text(fest)) != 0) {
    mirror.report(Message{"check.mirror_fest", {{"file", mirror.name()}}});
  }
  std::string object;
  std::optional<bool> same_members;  // as this program writes them: all or none
  each_registration(fest, {}, [&](const Registration& registration) {
    object.clear();
    json::append(object, registration);
    const std::string_view mirrored = mirror.next();
    json::Difference difference = json::difference(mirrored, object);
    if (mirrored.empty()) difference.member = "id";
    const bool all_or_none =
        same_members.value_or(difference.same_members) == difference.same_members;
    same_members = difference.same_members;
    if (difference.member.empty() && all_or_none) return;
    if (difference.member.empty()) difference.member = "members";
    mirror.report(Message{
        "check.mirror",
        {{"file", mirror.name()}, {"id", registration.id.value}, {"member", difference.member}}});
  });
  if (!mirror.next().empty()) {
    mirror.report(Message{"check.mirror_more", {{"file", mirror.name()}}});
  }
  return found;
}

std::vector<std::filesystem::path> kept_mirrors(const std::filesystem::path& file) {
  std::vector<std::filesystem::path> kept;
  const std::string begin = file.stem().string() + "-";
  for (const auto& entry : std::filesystem::directory_iterator(file.parent_path())) {
    const std::filesystem::path name = entry.path().filename();
    if (name.string().starts_with(begin) && name.extension() == file.extension() &&
        mirror_version(entry.path())) {
      kept.push_back(entry.path());
    }
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

Mirror::Mirror(Reader& reader, std::filesystem::path file, Hooks hooks)
    : reader_(reader), file_(std::move(file)), hooks_(std::move(hooks)) {
  try {
    look_at_what_is_there();
  } catch (const std::exception&) {
    // The first write checks again, fails too, and logs it.
  }
  thread_ = std::thread([this] { run(); });
}

Mirror::~Mirror() { stop(); }

void Mirror::notify(Seq seq) {
  const std::lock_guard lock(mutex_);
  if (seq <= wanted_) return;
  wanted_ = seq;
  changed_.notify_one();
}

bool Mirror::erase(const Roll& roll) {
  bool everywhere = true;
  for (const std::filesystem::path& kept : kept_mirrors(file_)) {
    try {
      write_without_data_of(roll, kept);
    } catch (const std::exception& error) {
      everywhere = false;
      hooks_.log(
          Message{"mirror.kept_not_erased",
                  {{"file", kept.filename().string()}, {"why", std::vector{message_of(error)}}}});
    }
  }
  std::unique_lock lock(mutex_);
  urgent_ = true;
  hurry_.notify_one();
  const auto is_written = [&] { return written_ >= wanted_; };
  written_anew_.wait_for(lock, kErasure, [&] { return stopping_ || is_written(); });
  if (is_written()) return everywhere;
  lock.unlock();
  hooks_.log(Message{"mirror.not_erased", {{"file", file_.filename().string()}}});
  return false;
}

void Mirror::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_one();
    hurry_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

Seq Mirror::written() const {
  const std::lock_guard lock(mutex_);
  return written_;
}

// After a start with an existing file: twenty times as long as writing a file of its size takes.
std::chrono::milliseconds Mirror::first_pause() const {
  std::error_code error;
  const std::uintmax_t size = written() == kNothing ? 0 : std::filesystem::file_size(file_, error);
  return std::chrono::milliseconds(error ? 0 : kShareOfTime * (size / kBytesPerMs));
}

void Mirror::run() {
  std::chrono::milliseconds rest = first_pause();
  std::unique_lock lock(mutex_);
  while (true) {
    hurry_.wait_for(lock, rest, [&] { return stopping_ || urgent_; });
    changed_.wait(lock, [&] { return stopping_ || wanted_ > written_; });
    if (wanted_ <= written_) return;
    const bool last = stopping_;
    const Pace pace = stopping_ || urgent_ ? Pace::fast : Pace::gentle;
    urgent_ = false;
    lock.unlock();
    const auto begin = Clock::now();
    const bool done = write(pace);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
    lock.lock();
    if (last) return;
    rest = std::max(kShareOfTime * took, done ? kShortestPause : kPauseAfterFailure);
  }
}

// A head through which the journal does not pass is from a different history: the disk lost what it
// reported as written, an older backup was put back, or the file is of another fest.
void Mirror::look_at_what_is_there() {
  const std::optional<Head> there = mirror_head(file_);
  const Seq last = reader_.read(last_seq);
  const bool is_ours = there && reader_.read(passes_through, *there);
  if (there && !is_ours) ahead_ = there->seq;
  looked_ = true;
  const std::lock_guard lock(mutex_);
  written_ = is_ours ? there->seq : kNothing;
  wanted_ = std::max(wanted_, last);
}

void Mirror::keep_what_is_ahead() {
  const std::filesystem::path kept = free_name(file_, *ahead_);
  platform::replace(file_, kept);
  const Seq version = *std::exchange(ahead_, std::nullopt);
  hooks_.log(Message{"mirror.ahead",
                     {{"file", file_.filename().string()},
                      {"version", version},
                      {"kept", kept.filename().string()}}});
  platform::flush_folder(file_.parent_path());
}

bool Mirror::write(Pace pace) {
  try {
    if (!looked_) look_at_what_is_there();
    if (ahead_) keep_what_is_ahead();
    const Seq version = write_snapshot(pace).seq;
    const std::lock_guard lock(mutex_);
    written_ = version;
    written_anew_.notify_all();
  } catch (const std::exception& error) {
    if (!std::exchange(failing_, true)) {
      hooks_.log(
          Message{"mirror.failed",
                  {{"file", file_.filename().string()}, {"why", std::vector{message_of(error)}}}});
    }
    return false;
  }
  if (std::exchange(failing_, false)) {
    hooks_.log(Message{"mirror.works_again", {{"file", file_.filename().string()}}});
  }
  return true;
}

// A flush of the database that comes meanwhile waits for one piece, not for the whole file.
void Mirror::write_back_gently(AtomicFile& file) {
  for (auto begin = Clock::now(); file.write_back_piece(); begin = Clock::now()) {
    std::unique_lock lock(mutex_);
    const auto as_long = Clock::now() - begin;
    if (hurry_.wait_for(lock, as_long, [&] { return stopping_ || urgent_; })) return;
  }
}

Head Mirror::write_snapshot(Pace pace) {
  AtomicFile file(file_);
  const std::string written_at = text::utc(hooks_.now_ms());
  const std::string fest = reader_.read(identity_text);
  file.write(first_line(fest, {}, written_at));
  file.write("\n\"registrations\": [");
  std::string object;
  bool first = true;
  const auto write_one = [&](const Registration& registration) {
    object.clear();
    json::append(object, registration);
    file.write(first ? "\n" : ",\n");
    file.write(object);
    first = false;
  };
  Head head = reader_.read([&](Connection& connection) {
    each_registration(connection, {}, write_one);
    return journal_head(connection);
  });
  file.write("\n");
  file.write(kEnd);
  file.overwrite(0, first_line(fest, head, written_at));
  if (pace == Pace::gentle) write_back_gently(file);
  file.commit();
  return head;
}

}  // namespace lastseat
