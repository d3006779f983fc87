-- The schema of a fest. It enforces every rule that a table can enforce, in addition to the rules
-- in the program: if a constraint or a trigger fires, a rule is wrong.
--
-- A column …_key contains the identity of a code or a roll (lib/text/identity.h), by which it is
-- found; beside it stands the spelling that was written first. A column …seq contains the place of a
-- command in the journal. Triggers update an event's counters in the same transaction as the rows
-- that they count: no statement of the program sets taken or waiting.
--
-- A commit writes every page that it changed, so a registration changes few trees: events,
-- registrations, seats, members, journal and journal_keys.
--
-- Do not edit a comment inside a statement: SQLite stores it with the statement, and a start
-- refuses a fest whose stored statements differ from these.

CREATE TABLE fest (
  one            INTEGER PRIMARY KEY CHECK (one = 1),
  identity       BLOB    NOT NULL CHECK (length(identity) = 16),  -- random; the hash before the first row
  time_clash     TEXT    NOT NULL CHECK (time_clash IN ('warn', 'refuse')),
  entry_limit    INTEGER CHECK (entry_limit >= 1),
  waitlist_limit INTEGER CHECK (waitlist_limit >= 0)
) STRICT;
INSERT INTO fest VALUES (1, randomblob(16), 'warn', NULL, NULL);

CREATE TABLE events (
  id            INTEGER PRIMARY KEY,
  code_key      TEXT    NOT NULL UNIQUE,
  code          TEXT    NOT NULL CHECK (code <> ''),
  title         TEXT    NOT NULL CHECK (title <> ''),
  category      TEXT    NOT NULL,
  venue         TEXT    NOT NULL,
  starts_at     TEXT    NOT NULL,
  ends_at       TEXT    NOT NULL CHECK (ends_at > starts_at),
  capacity      INTEGER NOT NULL CHECK (capacity >= 1),
  fee_minor     INTEGER NOT NULL CHECK (fee_minor >= 0),
  team_min      INTEGER NOT NULL CHECK (team_min >= 1),
  team_max      INTEGER NOT NULL CHECK (team_max >= team_min),
  state         TEXT    NOT NULL CHECK (state IN ('open', 'closed')),
  taken         INTEGER NOT NULL DEFAULT 0 CHECK (taken BETWEEN 0 AND capacity),
  waiting       INTEGER NOT NULL DEFAULT 0 CHECK (waiting >= 0),
  last_seat_seq INTEGER NOT NULL DEFAULT 0,  -- gave the seat given last
  defined_seq   INTEGER NOT NULL,            -- changed the definition last
  seq           INTEGER NOT NULL             -- changed anything in this row last
) STRICT;

CREATE TABLE students (
  roll_key TEXT    NOT NULL PRIMARY KEY,
  roll     TEXT    NOT NULL CHECK (roll <> ''),
  name     TEXT    NOT NULL CHECK (name <> ''),
  email    TEXT    NOT NULL,
  phone    TEXT    NOT NULL,
  college  TEXT    NOT NULL,
  year     INTEGER NOT NULL CHECK (year >= 0),
  erased_seq INTEGER NOT NULL DEFAULT 0  -- replaced the personal data by tokens; 0: no command did
) STRICT, WITHOUT ROWID;

CREATE TABLE registrations (
  id               INTEGER PRIMARY KEY,  -- 1, 2, 3 … in the order in which they were made
  seq              INTEGER NOT NULL,     -- the command that made it
  event            INTEGER NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
  roll_key         TEXT    NOT NULL,     -- of the member in the first place
  status           TEXT    NOT NULL CHECK (status = 'confirmed' OR status = 'waiting' OR status = 'cancelled'),
  since_seq        INTEGER NOT NULL CHECK (since_seq >= seq),  -- gave it this status
  seat             INTEGER CHECK (seat >= 1),
  ticket           TEXT    NOT NULL,
  team             TEXT    NOT NULL,
  registered_at_ms INTEGER NOT NULL,
  desk             TEXT    NOT NULL,
  checked_in_at_ms INTEGER NOT NULL DEFAULT 0,
  checked_in_desk  TEXT    NOT NULL DEFAULT '',
  CHECK ((status = 'confirmed') = (seat IS NOT NULL))
) STRICT;

-- One seat, one entry.
CREATE UNIQUE INDEX seats ON registrations (event, seat) WHERE seat IS NOT NULL;
-- The waiting lists, each in its order.
CREATE INDEX waiting_lists ON registrations (event, id) WHERE status = 'waiting';

-- Who takes part. cancelled_seq is 0 while the entry is live, so the key means that a student has at
-- most one live entry in an event. Cancelled rows stay, as the student's history. The member in the
-- first place is found by the entry's roll_key, and added by a trigger; the program adds the others.
CREATE TABLE members (
  roll_key      TEXT    NOT NULL REFERENCES students (roll_key) DEFERRABLE INITIALLY DEFERRED,
  event         INTEGER NOT NULL,
  cancelled_seq INTEGER NOT NULL DEFAULT 0,
  registration  INTEGER NOT NULL REFERENCES registrations (id) DEFERRABLE INITIALLY DEFERRED,
  place         INTEGER NOT NULL CHECK (place >= 1),
  PRIMARY KEY (roll_key, event, cancelled_seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX other_members ON members (registration, place) WHERE place > 1;

-- Seats that were given back and not given again. Together with the seats of live entries, they are
-- 1, 2, 3 … without gaps.
CREATE TABLE free_seats (
  event INTEGER NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
  seat  INTEGER NOT NULL CHECK (seat >= 1),
  PRIMARY KEY (event, seat)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER registration_added AFTER INSERT ON registrations BEGIN
  UPDATE events SET
    taken = taken + (NEW.seat IS NOT NULL),
    waiting = waiting + (NEW.status = 'waiting'),
    last_seat_seq = iif(NEW.seat IS NULL, last_seat_seq, NEW.since_seq),
    seq = NEW.since_seq
  WHERE id = NEW.event;
  DELETE FROM free_seats WHERE event = NEW.event AND seat = NEW.seat;
  INSERT INTO members VALUES (NEW.roll_key, NEW.event, 0, NEW.id, 1);
END;

CREATE TRIGGER registration_moved AFTER UPDATE OF status ON registrations BEGIN
  UPDATE events SET
    taken = taken - (OLD.status = 'confirmed') + (NEW.status = 'confirmed'),
    waiting = waiting - (OLD.status = 'waiting') + (NEW.status = 'waiting'),
    last_seat_seq = iif(NEW.status = 'confirmed', NEW.since_seq, last_seat_seq),
    seq = NEW.since_seq
  WHERE id = NEW.event;
  INSERT INTO free_seats SELECT OLD.event, OLD.seat WHERE OLD.seat IS NOT NULL;
  DELETE FROM free_seats WHERE event = NEW.event AND seat = NEW.seat;
END;

CREATE TRIGGER registration_cancelled AFTER UPDATE OF status ON registrations
WHEN NEW.status = 'cancelled' BEGIN
  UPDATE members SET cancelled_seq = NEW.since_seq
    WHERE roll_key = NEW.roll_key AND event = NEW.event AND cancelled_seq = 0;
  UPDATE members SET cancelled_seq = NEW.since_seq
    WHERE registration = NEW.id AND place > 1;
END;

CREATE TRIGGER registration_moves_forward BEFORE UPDATE OF id, seq, event, status ON registrations
WHEN NEW.id <> OLD.id OR NEW.seq <> OLD.seq OR NEW.event <> OLD.event OR NEW.status = OLD.status
  OR NEW.status = 'waiting' OR OLD.status = 'cancelled'
BEGIN
  SELECT RAISE(ROLLBACK, 'a registration only moves from waiting to confirmed, or to cancelled');
END;

CREATE TRIGGER registration_stays BEFORE DELETE ON registrations BEGIN
  SELECT RAISE(ROLLBACK, 'a registration is cancelled, never deleted');
END;

-- The journal: everything that was requested and what was answered, in the order in which it took
-- effect. The column answer contains the members of the answer as JSON: for a success, they are the
-- body that was sent; around those of a refusal, http puts sentences.
CREATE TABLE journal (
  seq          INTEGER PRIMARY KEY,
  at_ms        INTEGER NOT NULL,
  desk         TEXT    NOT NULL,
  who          TEXT    NOT NULL,
  command      TEXT    NOT NULL,  -- its name
  form         INTEGER NOT NULL,  -- the version of its spelling and of its rule
  event        TEXT    NOT NULL,  -- the code of the one it is about, or ''
  outcome      TEXT    NOT NULL,  -- its name
  effect       TEXT    NOT NULL,  -- what was promised, in numbers and codes
  random       INTEGER NOT NULL,  -- the stamp's random bits
  idempotency_key TEXT,
  request_hash BLOB    NOT NULL,  -- 16 bytes, of what was sent
  salt         BLOB    NOT NULL,  -- 16 random bytes, the key of both hashes; zeros: erased
  digest       BLOB    NOT NULL,  -- 32 bytes, of the request and the answer
  hash         BLOB    NOT NULL,  -- 32 bytes, of this row's other columns and the hash before it
  request      TEXT    NOT NULL,  -- the command as JSON
  answer       TEXT    NOT NULL   -- the members of the answer as JSON
) STRICT;
CREATE UNIQUE INDEX journal_keys ON journal (idempotency_key) WHERE idempotency_key IS NOT NULL;

CREATE TRIGGER journal_has_no_gap AFTER INSERT ON journal
WHEN NEW.seq <> 1 AND NOT EXISTS (SELECT 1 FROM journal WHERE seq = NEW.seq - 1)
BEGIN
  SELECT RAISE(ROLLBACK, 'the journal has no gap');
END;
-- The only change: personal data is erased from the request and the answer, with the salt.
CREATE TRIGGER journal_only_grows BEFORE UPDATE OF
  seq, at_ms, desk, who, command, form, event, outcome, effect, random, idempotency_key,
  request_hash, digest, hash ON journal
BEGIN
  SELECT RAISE(ROLLBACK, 'the journal only grows');
END;
CREATE TRIGGER journal_only_forgets BEFORE UPDATE ON journal WHEN NEW.salt <> zeroblob(16)
BEGIN
  SELECT RAISE(ROLLBACK, 'the journal only forgets');
END;
CREATE TRIGGER journal_keeps BEFORE DELETE ON journal BEGIN
  SELECT RAISE(ROLLBACK, 'the journal only grows');
END;
