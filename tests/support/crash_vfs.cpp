#include "support/crash_vfs.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <stdexcept>
#include <utility>

#include "store/sqlite/side_files.h"

namespace lastseat::test {
namespace {

using File = Disk::File;
using Change = Disk::Change;

// What happened to a change, or to one sector of it.
enum class Fate { lost, kept, corrupt };

// How the cache was written back. Each power cut uses one way, so that simple and complicated ones
// are all frequent.
class WayDown {
 public:
  WayDown(std::uint64_t seed, std::uint64_t last_order) : random_(seed) {
    constexpr std::array kPercent{5u, 30u, 50u, 70u, 95u};
    kind_ = static_cast<Kind>(random_.below(kKinds));
    percent_ = kPercent[random_.below(kPercent.size())];
    border_ = random_.next() % (last_order + 2);
  }

  Random& random() { return random_; }
  bool by_sector() const { return kind_ == sectors || kind_ == corrupting; }

  Fate of_change(const Change& change) {
    switch (kind_) {
      case nothing:
        return Fate::lost;
      case everything:
        return Fate::kept;
      case in_order:
        return change.order < border_ ? Fate::kept : Fate::lost;
      case backwards:
        return change.order < border_ ? Fate::lost : Fate::kept;
      default:
        return coin();
    }
  }
  Fate of_sector() {
    if (kind_ == corrupting && random_.chance(15)) return Fate::corrupt;
    return coin();
  }
  // With in_order, the change at the border was in progress.
  bool tears(const Change& change) const { return kind_ == in_order && change.order == border_; }
  // How many of the changes to one name are kept, oldest first.
  std::size_t of_names(std::size_t count) {
    if (kind_ == nothing) return 0;
    return kind_ == everything ? count : random_.below(count + 1);
  }

 private:
  enum Kind { nothing, everything, changes, sectors, corrupting, in_order, backwards, kKinds };

  Fate coin() { return random_.chance(percent_) ? Fate::kept : Fate::lost; }

  Random random_;
  Kind kind_;
  unsigned percent_;
  std::uint64_t border_;
};

void put(std::string& content, std::size_t offset, std::string_view bytes) {
  if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size());
  std::memcpy(content.data() + offset, bytes.data(), bytes.size());
}

void corrupt(std::string& content, std::size_t from, std::size_t to, Random& random) {
  if (content.size() < to) content.resize(to);
  for (std::size_t at = from; at < to; ++at) content[at] = static_cast<char>(random.next());
}

// The file has grown, but the data written there is missing.
void leave_hole(std::string& content, std::size_t end, Random& random) {
  const std::size_t size = content.size();
  if (end <= size || random.chance(50)) return;
  content.resize(end);
  if (random.chance(50)) corrupt(content, size, end, random);
}

// The block around a sector that was being written, up to the end of the file.
void corrupt_block(std::string& content, std::size_t from, std::size_t to, Random& random) {
  const std::size_t size = std::max(content.size(), to);
  if (random.chance(50)) return corrupt(content, from, to, random);
  corrupt(content, from / Disk::kBlock * Disk::kBlock,
          std::min(size, (to + Disk::kBlock - 1) / Disk::kBlock * Disk::kBlock), random);
}

void write_back_sectors(std::string& content, const Change& change, WayDown& way, bool torn) {
  const std::size_t end = change.offset + change.bytes.size();
  const std::size_t tear = torn ? way.random().below(change.bytes.size() + 1) + change.offset : 0;
  for (std::size_t from = change.offset; from < end;) {
    const std::size_t to = std::min(end, (from / Disk::kSector + 1) * Disk::kSector);
    const Fate fate = torn ? (to <= tear ? Fate::kept : Fate::lost) : way.of_sector();
    if (fate == Fate::kept) {
      put(content, from, std::string_view(change.bytes).substr(from - change.offset, to - from));
    } else if (fate == Fate::corrupt) {
      corrupt_block(content, from, to, way.random());
    } else {
      leave_hole(content, to, way.random());
    }
    from = to;
  }
}

void write_back(std::string& content, const Change& change, WayDown& way) {
  const bool torn = way.tears(change);
  if (!change.truncates && (torn || way.by_sector())) {
    write_back_sectors(content, change, way, torn);
  } else if (way.of_change(change) == Fate::kept) {
    if (change.truncates) {
      content.resize(change.offset);
    } else {
      put(content, change.offset, change.bytes);
    }
  } else if (!change.truncates) {
    leave_hole(content, change.offset + change.bytes.size(), way.random());
  }
}

void perform(std::string& content, const Change& change) {
  if (change.truncates) {
    content.resize(change.offset);
  } else {
    put(content, change.offset, change.bytes);
  }
}

void rename_to(std::map<std::string, std::size_t>& names, const Disk::Naming& naming) {
  if (naming.file) {
    names[naming.name] = *naming.file;
  } else {
    names.erase(naming.name);
  }
}

}  // namespace

Disk Disk::after_power_cut(std::uint64_t seed) const {
  std::uint64_t last_order = 0;
  for (const File& file : files) {
    if (!file.unsynced.empty()) last_order = std::max(last_order, file.unsynced.back().order);
  }
  WayDown way(seed, last_order);
  std::map<std::string, std::vector<Naming>> namings;
  for (const Naming& naming : unsynced_names) namings[naming.name].push_back(naming);
  std::map<std::string, std::size_t> names = durable_names;
  for (const auto& [name, changes] : namings) {
    const std::size_t kept = way.of_names(changes.size());
    for (std::size_t i = 0; i < kept; ++i) rename_to(names, changes[i]);
  }
  Disk disk;
  for (const auto& [name, index] : names) {
    std::string content = files[index].durable;
    for (const Change& change : files[index].unsynced) write_back(content, change, way);
    disk.seen_names[name] = disk.durable_names[name] = disk.files.size();
    disk.files.push_back({.seen = content, .durable = content});
  }
  return disk;
}

std::string Disk::read(const std::string& name) const {
  const auto at = seen_names.find(name);
  return at == seen_names.end() ? std::string() : files[at->second].seen;
}

// ------------------------------------------------------------------------- what is open

// An open file's locks and shared memory: discarded with the last process.
struct CrashVfs::Node {
  std::size_t index = 0;
  int shared = 0;
  const Handle* reserved = nullptr;
  const Handle* pending = nullptr;
  const Handle* exclusive = nullptr;

  std::vector<std::unique_ptr<char[]>> regions = {};
  int mapped = 0;
  std::array<int, SQLITE_SHM_NLOCK> shm_shared = {};
  std::array<const Handle*, SQLITE_SHM_NLOCK> shm_exclusive = {};
};

// What SQLite holds for an open file.
struct CrashVfs::Handle {
  sqlite3_file base;
  CrashVfs* owner;
  std::shared_ptr<Node> node;
  std::uint64_t epoch;
  bool syncs_names;  // with its first sync
  int level = SQLITE_LOCK_NONE;
  bool mapped = false;
  unsigned shm_shared = 0;  // one bit per lock
  unsigned shm_exclusive = 0;
};

// ------------------------------------------------------------------------------ changes

int CrashVfs::verdict(Call call) {
  Order& order = orders_[call];
  if (order.code == SQLITE_OK || looking_on_) return SQLITE_OK;
  if (order.passes > 0) {
    --order.passes;
    return SQLITE_OK;
  }
  if (order.failures <= 0) return SQLITE_OK;
  --order.failures;
  ++failures_;
  return order.code;
}

// False if the power is cut here: the change is in progress, and its result is never returned.
bool CrashVfs::begin_change(Call call) {
  if (watch_) watch_(call, Moment::before);
  if (looking_on_) return true;
  if (cut_at_ == changes_ && cut_moment_ == Moment::before) cut_off_ = true;
  return !cut_off_;
}

int CrashVfs::end_change(Call call, int code) {
  if (watch_) watch_(call, Moment::after);
  if (looking_on_) return code;
  if (cut_at_ == changes_ && cut_moment_ == Moment::after) cut_off_ = true;
  ++changes_;
  return cut_off_ ? SQLITE_IOERR : code;
}

void CrashVfs::sync_file(File& file, Lie lie) {
  if (lie == Lie::all) return;
  std::vector<Change> left;
  for (Change& change : file.unsynced) {
    if (lie == Lie::some && random_.chance(50)) {
      left.push_back(std::move(change));
    } else {
      perform(file.durable, change);
    }
  }
  file.unsynced = std::move(left);
}

void CrashVfs::sync_names() {
  for (const Disk::Naming& naming : disk_.unsynced_names) rename_to(disk_.durable_names, naming);
  disk_.unsynced_names.clear();
}

// The functions that SQLite calls. Each first checks whether the file was opened before the last
// restart.
struct CrashVfs::Functions {
  static Handle& of(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }
  static CrashVfs& of(sqlite3_vfs* vfs) { return *static_cast<CrashVfs*>(vfs->pAppData); }
  static bool gone(const Handle& handle) {
    return handle.owner->cut_off_ || handle.epoch != handle.owner->epoch_;
  }
  static File& content(const Handle& handle) {
    return handle.owner->disk_.files[handle.node->index];
  }

  static int close(sqlite3_file* file) {
    unlock(file, SQLITE_LOCK_NONE);
    shm_unmap(file, 0);
    of(file).~Handle();
    return SQLITE_OK;
  }

  static int read(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset) {
    Handle& handle = of(file);
    if (gone(handle)) return SQLITE_IOERR_READ;
    if (const int code = handle.owner->verdict(CrashVfs::read)) return code;
    const std::string& seen = content(handle).seen;
    const auto from = static_cast<std::size_t>(offset);
    const auto wanted = static_cast<std::size_t>(amount);
    const std::size_t there = from < seen.size() ? std::min(wanted, seen.size() - from) : 0;
    std::memcpy(to, seen.data() + (there == 0 ? 0 : from), there);
    if (there == wanted) return SQLITE_OK;
    std::memset(static_cast<char*>(to) + there, 0, wanted - there);
    return SQLITE_IOERR_SHORT_READ;
  }

  static void add(CrashVfs& vfs, File& file, Change change) {
    change.order = ++vfs.order_;
    perform(file.seen, change);
    if (file.lost_some && !change.truncates) widen(file.seen, change);
    file.unsynced.push_back(std::move(change));
  }

  // The cache writes whole blocks, so the rest of the block, lost in a failed sync, is written too.
  static void widen(const std::string& seen, Change& change) {
    const std::size_t end =
        std::min(seen.size(), (change.offset + change.bytes.size() + Disk::kBlock - 1) /
                                  Disk::kBlock * Disk::kBlock);
    change.offset = change.offset / Disk::kBlock * Disk::kBlock;
    change.bytes = seen.substr(change.offset, end - change.offset);
  }

  static int write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
    Handle& handle = of(file);
    if (gone(handle)) return SQLITE_IOERR_WRITE;
    CrashVfs& vfs = *handle.owner;
    Change change{
        .offset = static_cast<std::size_t>(offset),
        .bytes = std::string(static_cast<const char*>(from), static_cast<std::size_t>(amount))};
    const bool goes_on = vfs.begin_change(CrashVfs::write);
    File& into = content(handle);
    int code = goes_on ? vfs.verdict(CrashVfs::write) : SQLITE_OK;
    const std::size_t end = change.offset + change.bytes.size();
    if (goes_on && code == SQLITE_OK && end > into.seen.size() && !vfs.looking_on_ &&
        vfs.used() + (end - into.seen.size()) > vfs.space_) {
      code = SQLITE_FULL;
      ++vfs.failures_;
    }
    if (code != SQLITE_OK) {  // a part of it may have been written
      change.bytes.resize(vfs.random_.chance(50) ? 0 : vfs.random_.below(change.bytes.size()));
      if (code == SQLITE_FULL)
        change.bytes.resize(std::min(change.bytes.size(), vfs.room(into, change.offset)));
    }
    if (!change.bytes.empty()) add(vfs, into, std::move(change));
    if (!goes_on) return SQLITE_IOERR_WRITE;
    return vfs.end_change(CrashVfs::write, code);
  }

  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    Handle& handle = of(file);
    if (gone(handle)) return SQLITE_IOERR_TRUNCATE;
    CrashVfs& vfs = *handle.owner;
    const bool goes_on = vfs.begin_change(CrashVfs::truncate);
    const int code = goes_on ? vfs.verdict(CrashVfs::truncate) : SQLITE_OK;
    if (code == SQLITE_OK) {
      add(vfs, content(handle), {.truncates = true, .offset = static_cast<std::size_t>(size)});
    }
    if (!goes_on) return SQLITE_IOERR_TRUNCATE;
    return vfs.end_change(CrashVfs::truncate, code);
  }

  static int sync(sqlite3_file* file, int) {
    Handle& handle = of(file);
    if (gone(handle)) return SQLITE_IOERR_FSYNC;
    CrashVfs& vfs = *handle.owner;
    if (!vfs.begin_change(CrashVfs::sync)) return SQLITE_IOERR_FSYNC;
    const int code = vfs.verdict(CrashVfs::sync);
    File& synced = content(handle);
    if (code != SQLITE_OK) {
      vfs.sync_file(synced, Lie::some);
      synced.lost_some |= !synced.unsynced.empty();
      synced.unsynced.clear();  // the cache marks them clean
      return vfs.end_change(CrashVfs::sync, code);
    }
    vfs.sync_file(synced, vfs.lie_);
    if (handle.syncs_names && vfs.lie_ == Lie::none) vfs.sync_names();
    handle.syncs_names = false;
    return vfs.end_change(CrashVfs::sync);
  }

  static int file_size(sqlite3_file* file, sqlite3_int64* size) {
    if (gone(of(file))) return SQLITE_IOERR_FSTAT;
    *size = static_cast<sqlite3_int64>(content(of(file)).seen.size());
    return SQLITE_OK;
  }

  static bool held_by_another(const Handle* holder, const Handle& me) {
    return holder != nullptr && holder != &me;
  }

  static int lock(sqlite3_file* file, int level) {
    Handle& me = of(file);
    if (gone(me)) return SQLITE_IOERR_LOCK;
    Node& node = *me.node;
    if (me.level >= level) return SQLITE_OK;
    if (level == SQLITE_LOCK_SHARED) {
      if (held_by_another(node.pending, me) || held_by_another(node.exclusive, me)) {
        return SQLITE_BUSY;
      }
      ++node.shared;
    } else if (level == SQLITE_LOCK_RESERVED) {
      if (held_by_another(node.reserved, me)) return SQLITE_BUSY;
      node.reserved = &me;
    } else {
      if (held_by_another(node.pending, me) || held_by_another(node.exclusive, me) ||
          held_by_another(node.reserved, me)) {
        return SQLITE_BUSY;
      }
      node.pending = &me;
      me.level = SQLITE_LOCK_PENDING;
      if (node.shared > 1) return SQLITE_BUSY;
      node.exclusive = &me;
    }
    me.level = level;
    return SQLITE_OK;
  }

  static int unlock(sqlite3_file* file, int level) {
    Handle& me = of(file);
    Node& node = *me.node;
    if (me.level <= level) return SQLITE_OK;
    for (const Handle** each : {&node.reserved, &node.pending, &node.exclusive}) {
      if (*each == &me) *each = nullptr;
    }
    if (level == SQLITE_LOCK_NONE) --node.shared;
    me.level = level;
    return SQLITE_OK;
  }

  static int check_reserved(sqlite3_file* file, int* out) {
    const Node& node = *of(file).node;
    *out = node.reserved != nullptr || node.pending != nullptr || node.exclusive != nullptr;
    return SQLITE_OK;
  }

  static int file_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
  static int sector_size(sqlite3_file*) { return static_cast<int>(Disk::kBlock); }
  // As in SQLite's VFS for Unix, built with SQLITE_POWERSAFE_OVERWRITE=0.
  static int characteristics(sqlite3_file*) { return SQLITE_IOCAP_SUBPAGE_READ; }

  static int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
    Handle& me = of(file);
    *out = nullptr;
    if (gone(me)) return SQLITE_IOERR_SHMMAP;
    Node& node = *me.node;
    if (!std::exchange(me.mapped, true)) ++node.mapped;
    const auto index = static_cast<std::size_t>(region);
    while (extend != 0 && node.regions.size() <= index) {
      node.regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
    }
    if (index < node.regions.size()) *out = node.regions[index].get();
    return SQLITE_OK;
  }

  static int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
    Handle& me = of(file);
    Node& node = *me.node;
    const unsigned mask = ((1u << count) - 1u) << offset;
    const auto first = static_cast<std::size_t>(offset);
    const std::size_t last = first + static_cast<std::size_t>(count);
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
      for (std::size_t i = first; i < last; ++i) {
        if ((me.shm_shared >> i & 1u) != 0) --node.shm_shared[i];
        if ((me.shm_exclusive >> i & 1u) != 0) node.shm_exclusive[i] = nullptr;
      }
      me.shm_shared &= ~mask;
      me.shm_exclusive &= ~mask;
      return SQLITE_OK;
    }
    if (gone(me)) return SQLITE_IOERR_SHMLOCK;
    const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    for (std::size_t i = first; i < last; ++i) {
      const int mine = static_cast<int>(me.shm_shared >> i & 1u);
      if (held_by_another(node.shm_exclusive[i], me)) return SQLITE_BUSY;
      if (exclusive && node.shm_shared[i] > mine) return SQLITE_BUSY;
    }
    for (std::size_t i = first; i < last; ++i) {
      if (exclusive) {
        node.shm_exclusive[i] = &me;
      } else if ((me.shm_shared >> i & 1u) == 0) {
        ++node.shm_shared[i];
      }
    }
    (exclusive ? me.shm_exclusive : me.shm_shared) |= mask;
    return SQLITE_OK;
  }

  static void shm_barrier(sqlite3_file*) {}  // one thread at a time

  static int shm_unmap(sqlite3_file* file, int) {
    Handle& me = of(file);
    if (!std::exchange(me.mapped, false)) return SQLITE_OK;
    shm_lock(file, 0, SQLITE_SHM_NLOCK, SQLITE_SHM_UNLOCK);
    if (--me.node->mapped == 0) me.node->regions.clear();
    return SQLITE_OK;
  }

  static constexpr sqlite3_io_methods methods(int version) {
    return {version,         close,   read,     write,          truncate,     sync,
            file_size,       lock,    unlock,   check_reserved, file_control, sector_size,
            characteristics, shm_map, shm_lock, shm_barrier,    shm_unmap,    nullptr,
            nullptr};
  }

  static std::shared_ptr<Node> new_file(CrashVfs& vfs) {
    vfs.disk_.files.emplace_back();
    vfs.nodes_.push_back(std::make_shared<Node>(Node{.index = vfs.nodes_.size()}));
    return vfs.nodes_.back();
  }

  static int node_of(CrashVfs& vfs, const char* path, int flags, std::shared_ptr<Node>& node) {
    if (path == nullptr) {  // a temporary file has no name
      node = new_file(vfs);
      return SQLITE_OK;
    }
    const auto known = vfs.disk_.seen_names.find(path);
    if (known != vfs.disk_.seen_names.end()) {
      node = vfs.nodes_[known->second];
      return SQLITE_OK;
    }
    if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
    const bool goes_on = vfs.begin_change(CrashVfs::create);
    if (goes_on) {
      if (const int code = vfs.verdict(CrashVfs::create)) {
        return vfs.end_change(CrashVfs::create, code);
      }
    }
    node = new_file(vfs);
    vfs.disk_.seen_names[path] = node->index;
    vfs.disk_.unsynced_names.push_back({path, node->index});
    return goes_on ? vfs.end_change(CrashVfs::create) : SQLITE_CANTOPEN;
  }

  static int open(sqlite3_vfs* of_vfs, const char* path, sqlite3_file* file, int flags, int* out) {
    static constexpr sqlite3_io_methods kWithWal = methods(2);
    static constexpr sqlite3_io_methods kWithoutWal = methods(1);
    file->pMethods = nullptr;
    CrashVfs& vfs = of(of_vfs);
    if (vfs.cut_off_) return SQLITE_CANTOPEN;
    if (const int code = vfs.verdict(CrashVfs::open)) return code;
    std::shared_ptr<Node> node;
    if (const int code = node_of(vfs, path, flags, node)) return code;
    constexpr int kJournals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL;
    const bool syncs_names = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & kJournals) != 0;
    new (file) Handle{.base = {vfs.with_wal_ ? &kWithWal : &kWithoutWal},
                      .owner = &vfs,
                      .node = std::move(node),
                      .epoch = vfs.epoch_,
                      .syncs_names = syncs_names};
    if (out != nullptr) *out = flags;
    return SQLITE_OK;
  }

  static int remove(sqlite3_vfs* of_vfs, const char* path, int syncs_names) {
    CrashVfs& vfs = of(of_vfs);
    if (vfs.cut_off_) return SQLITE_IOERR_DELETE;
    if (!vfs.disk_.seen_names.contains(path)) return SQLITE_IOERR_DELETE_NOENT;
    const bool goes_on = vfs.begin_change(CrashVfs::remove);
    if (goes_on) {
      if (const int code = vfs.verdict(CrashVfs::remove)) {
        return vfs.end_change(CrashVfs::remove, code);
      }
    }
    vfs.disk_.seen_names.erase(path);
    vfs.disk_.unsynced_names.push_back({path, std::nullopt});
    if (!goes_on) return SQLITE_IOERR_DELETE;
    if (syncs_names != 0 && vfs.lie_ == Lie::none) vfs.sync_names();
    return vfs.end_change(CrashVfs::remove);
  }

  // Both names change, then the folder is synced.
  static int replace(sqlite3_vfs* of_vfs, const char* from, const char* to) {
    CrashVfs& vfs = of(of_vfs);
    if (vfs.cut_off_) return SQLITE_IOERR;
    const bool goes_on = vfs.begin_change(CrashVfs::replace);
    if (goes_on) {
      if (const int code = vfs.verdict(CrashVfs::replace)) {
        return vfs.end_change(CrashVfs::replace, code);
      }
    }
    const std::size_t index = vfs.disk_.seen_names.at(from);
    vfs.disk_.seen_names.erase(from);
    vfs.disk_.seen_names[to] = index;
    vfs.disk_.unsynced_names.push_back({to, index});
    vfs.disk_.unsynced_names.push_back({from, std::nullopt});
    if (!goes_on) return SQLITE_IOERR;
    if (const int code = vfs.end_change(CrashVfs::replace)) return code;
    if (!vfs.begin_change(CrashVfs::sync)) return SQLITE_IOERR_FSYNC;
    const int code = vfs.verdict(CrashVfs::sync);
    if (code == SQLITE_OK && vfs.lie_ == Lie::none) vfs.sync_names();
    return vfs.end_change(CrashVfs::sync, code);
  }

  static sqlite3_syscall_ptr system_call(sqlite3_vfs*, const char* name) {
    if (std::strcmp(name, kReplaceCall) != 0) return nullptr;
    return reinterpret_cast<sqlite3_syscall_ptr>(&replace);
  }

  // An empty file counts as missing, as in SQLite's VFS for Unix.
  static int access(sqlite3_vfs* of_vfs, const char* path, int flags, int* out) {
    CrashVfs& vfs = of(of_vfs);
    if (vfs.cut_off_) return SQLITE_IOERR_ACCESS;
    const auto known = vfs.disk_.seen_names.find(path);
    *out = known != vfs.disk_.seen_names.end() &&
           (flags != SQLITE_ACCESS_EXISTS || !vfs.disk_.files[known->second].seen.empty());
    return SQLITE_OK;
  }

  static int full_path(sqlite3_vfs*, const char* path, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", path);
    return SQLITE_OK;
  }

  // Waiting is pointless on one thread.
  static int sleep(sqlite3_vfs*, int microseconds) { return microseconds; }
};

// -------------------------------------------------------------------------------- the VFS

CrashVfs::CrashVfs(const std::string& name, bool with_wal) : name_(name), with_wal_(with_wal) {
  vfs_ = *sqlite3_vfs_find(nullptr);
  vfs_.pNext = nullptr;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.szOsFile = static_cast<int>(sizeof(Handle));
  vfs_.xOpen = Functions::open;
  vfs_.xDelete = Functions::remove;
  vfs_.xAccess = Functions::access;
  vfs_.xFullPathname = Functions::full_path;
  vfs_.xSleep = Functions::sleep;
  vfs_.xGetSystemCall = Functions::system_call;
  if (sqlite3_vfs_register(&vfs_, 0) != SQLITE_OK) throw std::runtime_error("no VFS");
}

CrashVfs::~CrashVfs() { sqlite3_vfs_unregister(&vfs_); }

void CrashVfs::cut_off(std::uint64_t change, Moment moment) {
  cut_at_ = changes_ + change;
  cut_moment_ = moment;
}

const Disk& CrashVfs::disk() { return disk_; }

void CrashVfs::restart(Disk disk) {
  disk_ = std::move(disk);
  nodes_.clear();
  for (std::size_t i = 0; i < disk_.files.size(); ++i) {
    nodes_.push_back(std::make_shared<Node>(Node{.index = i}));
  }
  ++epoch_;
  cut_off_ = false;
  cut_at_.reset();
  space_ = std::numeric_limits<std::size_t>::max();
  lie_ = Lie::none;
  heal();
}

void CrashVfs::fail(Call call, int code, int passes, int failures) {
  orders_[call] = {code, passes, failures};
}

void CrashVfs::heal() {
  for (Order& order : orders_) order = {};
}

bool CrashVfs::failing() const {
  return std::any_of(std::begin(orders_), std::end(orders_), [](const Order& order) {
    return order.code != SQLITE_OK && order.failures > 0;
  });
}

// How many bytes of a write the disk has space for.
std::size_t CrashVfs::room(const Disk::File& file, std::size_t offset) const {
  const std::size_t end = file.seen.size() + (space_ - std::min(space_, used()));
  return end > offset ? end - offset : 0;
}

std::size_t CrashVfs::used() const {
  std::size_t used = 0;
  for (const auto& [name, index] : disk_.seen_names) used += disk_.files[index].seen.size();
  return used;
}

}  // namespace lastseat::test
