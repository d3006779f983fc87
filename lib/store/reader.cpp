#include "store/reader.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>

#include "domain/rules.h"
#include "store/database.h"
#include "store/facts_loader.h"

namespace lastseat {
namespace {

constexpr std::size_t kConnections = 4;

std::string like_pattern(const std::string& text, const std::string& before) {
  std::string pattern = before;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + '%';
}

std::vector<std::string> words_of(const std::string& query) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : query + ' ') {
    if (c != ' ' && c != '\t') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  return words;
}

// A page of registrations: ?1 event, ?2 status, ?3 after, ?4 limit; a NULL asks for all.
const std::string kPage = "SELECT " + rows::kRegistration +
                          " FROM registrations WHERE (?1 IS NULL OR event = "
                          "?1) AND (?2 IS NULL OR status = ?2) "
                          "AND id > ?3 ORDER BY id LIMIT ?4";
// The same for one event, by its index.
const std::string kPageOfEvent =
    "SELECT " + rows::kRegistration +
    " FROM registrations INDEXED BY registrations_by_status "
    "WHERE event = ?1 AND (?2 IS NULL OR status = ?2) AND id > ?3 ORDER BY id "
    "LIMIT ?4";

}  // namespace

// A connection with its statements.
struct Session {
  explicit Session(const DatabaseOptions& options)
      : database(Database::open_read_only(options)),
        facts(database.sqlite()),
        whole(database.sqlite()),
        begin(database.sqlite(), "BEGIN"),
        end(database.sqlite(), "COMMIT"),
        last(database.sqlite(), "SELECT seq, at_ms FROM journal ORDER BY seq DESC LIMIT 1"),
        events_version(database.sqlite(), "SELECT coalesce(max(seq), 0) FROM events"),
        events(database.sqlite(),
               "SELECT " + rows::kEvent + " FROM events ORDER BY starts_at, code"),
        event(database.sqlite(), "SELECT " + rows::kEvent + " FROM events WHERE code = ?"),
        page(database.sqlite(), kPage),
        page_of_event(database.sqlite(), kPageOfEvent),
        student(database.sqlite(), "SELECT " + rows::kStudent + " FROM students WHERE roll = ?"),
        students(database.sqlite(), "SELECT " + rows::kStudent + " FROM students ORDER BY roll"),
        of_student(database.sqlite(), "SELECT " + rows::kRegistration +
                                          " FROM members JOIN registrations ON id = registration "
                                          "WHERE roll = ? ORDER BY id"),
        journal(database.sqlite(),
                "SELECT seq, at_ms, desk, who, command, event, "
                "iif(command LIKE 'import%', '', request), outcome FROM journal "
                "WHERE (?1 IS NULL OR event = ?1) AND seq > ?2 ORDER BY seq LIMIT "
                "?3") {}

  // Whole registrations, by id.
  template <class Use>
  void registrations(const RegistrationFilter& filter, Use&& use) {
    // By id is also the order of every waiting list: only the first position of each is a question.
    std::map<EventCode, std::int64_t> positions;
    const auto complete = [&](Registration registration) {
      whole.add_members(registration);
      if (registration.status == Status::waiting) {
        std::int64_t& place = positions[registration.event];
        place = place == 0 ? whole.position(registration) : place + 1;
        registration.position = place;
      }
      return registration;
    };
    const auto event_code = filter.event ? std::optional(filter.event->text) : std::nullopt;
    const auto status = filter.status ? std::optional(name(*filter.status)) : std::nullopt;
    Prepared& query = filter.event ? page_of_event : page;
    query.each([&](const Row& row) { use(complete(rows::registration(row))); }, event_code, status,
               filter.after.value, filter.limit.value_or(-1));
  }

  Seq last_seq() {
    return last.first([](const Row& row) { return row.integer(0); }).value_or(0);
  }

  Database database;
  FactsLoader facts;
  rows::Registrations whole;
  Prepared begin, end, last, events_version, events, event, page, page_of_event, student, students,
      of_student, journal;
};

struct Reader::Pool {
  explicit Pool(const DatabaseOptions& options) {
    for (std::size_t i = 0; i < kConnections; ++i) {
      sessions.push_back(std::make_unique<Session>(options));
    }
  }

  // Runs `ask` with a session of its own, in one snapshot.
  template <class Ask>
  auto in_snapshot(Ask&& ask) {
    struct Loan {
      explicit Loan(Pool& lender) : pool(lender) {
        std::unique_lock lock(pool.mutex);
        pool.returned.wait(lock, [&] { return !pool.sessions.empty(); });
        session = std::move(pool.sessions.back());
        pool.sessions.pop_back();
      }
      ~Loan() {
        try {
          session->end.run();
        } catch (const StorageError&) {
          // A read that failed has no snapshot left to give back.
        }
        {
          const std::lock_guard lock(pool.mutex);
          pool.sessions.push_back(std::move(session));
        }
        pool.returned.notify_one();
      }
      Pool& pool;
      std::unique_ptr<Session> session;
    } loan(*this);
    loan.session->begin.run();
    return ask(*loan.session);
  }

  std::mutex mutex;
  std::condition_variable returned;
  std::vector<std::unique_ptr<Session>> sessions;  // those not lent
};

Reader::Reader(const DatabaseOptions& options) : pool_(std::make_unique<Pool>(options)) {}
Reader::~Reader() = default;

Seq Reader::events_version() {
  return pool_->in_snapshot([](Session& session) {
    return *session.events_version.first([](const Row& row) { return row.integer(0); });
  });
}

EventList Reader::events() {
  return pool_->in_snapshot([](Session& session) {
    EventList list{*session.events_version.first([](const Row& row) { return row.integer(0); }),
                   {}};
    session.events.each([&](const Row& row) { list.events.push_back(rows::event(row)); });
    return list;
  });
}

std::optional<Event> Reader::event(const EventCode& code) {
  return pool_->in_snapshot(
      [&](Session& session) { return session.event.first(rows::event, code.text); });
}

Fest Reader::fest() {
  return pool_->in_snapshot([](Session& session) { return session.facts.fest(); });
}

std::optional<Registration> Reader::registration(RegistrationId id) {
  return pool_->in_snapshot([&](Session& session) { return session.whole.by_id(id); });
}

std::vector<Registration> Reader::registrations(const RegistrationFilter& filter) {
  return pool_->in_snapshot([&](Session& session) {
    std::vector<Registration> found;
    session.registrations(
        filter, [&](Registration registration) { found.push_back(std::move(registration)); });
    return found;
  });
}

Seq Reader::each_registration(const RegistrationFilter& filter,
                              const std::function<void(const Registration&)>& use) {
  return pool_->in_snapshot([&](Session& session) {
    session.registrations(filter, use);
    return session.last_seq();
  });
}

Seq Reader::each_student(const std::function<void(const Student&)>& use) {
  return pool_->in_snapshot([&](Session& session) {
    session.students.each([&](const Row& row) { use(rows::student(row)); });
    return session.last_seq();
  });
}

std::vector<Student> Reader::students(const std::string& query, std::int64_t limit) {
  // One condition a word: the start of a word of the name, or any part of the roll or the phone.
  // The words are bound, never spliced.
  std::string sql = "SELECT " + rows::kStudent + " FROM students WHERE 1";
  std::vector<std::string> patterns;
  for (const std::string& word : words_of(query)) {
    sql += R"( AND (' ' || name LIKE ? ESCAPE '\' OR roll LIKE ? ESCAPE '\')";
    sql += R"( OR phone LIKE ? ESCAPE '\'))";
    patterns.push_back(like_pattern(word, "% "));
    patterns.push_back(like_pattern(word, "%"));
    patterns.push_back(patterns.back());
  }
  sql += " ORDER BY name, roll LIMIT " + std::to_string(limit);
  return pool_->in_snapshot([&](Session& session) {
    std::vector<Student> found;
    Prepared(session.database.sqlite(), sql).each_with(patterns, [&](const Row& row) {
      found.push_back(rows::student(row));
    });
    return found;
  });
}

std::optional<StudentRecord> Reader::student(const Roll& roll) {
  return pool_->in_snapshot([&](Session& session) -> std::optional<StudentRecord> {
    auto student = session.student.first(rows::student, roll.text);
    if (!student) return std::nullopt;
    StudentRecord record{*std::move(student), {}};
    session.of_student.each(
        [&](const Row& row) { record.registrations.push_back(rows::registration(row)); },
        roll.text);
    for (Registration& registration : record.registrations) session.whole.complete(registration);
    return record;
  });
}

std::vector<JournalRow> Reader::journal(const std::optional<EventCode>& code, Seq after,
                                        std::int64_t limit) {
  return pool_->in_snapshot([&](Session& session) {
    std::vector<JournalRow> found;
    session.journal.each(
        [&](const Row& row) {
          found.push_back({row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4),
                           row.text(5), row.text(6), row.text(7)});
        },
        code ? std::optional(code->text) : std::nullopt, after, limit);
    return found;
  });
}

Seq Reader::last_seq() {
  return pool_->in_snapshot([](Session& session) { return session.last_seq(); });
}

Outcome Reader::preview(const Command& command) {
  return pool_->in_snapshot([&](Session& session) {
    Stamp stamp{.seq = 1, .at_ms = 0, .random = 0, .desk = {}, .who = {}};
    session.last.each([&](const Row& row) {
      stamp.seq = row.integer(0) + 1;
      stamp.at_ms = row.integer(1);
    });
    return std::visit(
        [&](const auto& c) { return decide(c, session.facts.load(c), stamp).outcome; }, command);
  });
}

}  // namespace lastseat
