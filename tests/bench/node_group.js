// What a very good developer would write in two days, and the strongest peer: Node's http module
// and better-sqlite3 (by Joshua Wise; npm installs it), one process, and a group commit: what came
// in during one turn of the event loop is one transaction, flushed before the answers. Like
// Lastseat, it keeps students, seats, tickets, idempotency keys, and a journal of requests and
// answers. Unlike it, it has no hash chain, waiting lists, teams, time clashes or limits, does not
// check what it is sent, and does not ask which site a request is from.
//
//   node node_group.js DATABASE PORT SEATS
const crypto = require('crypto');
const http = require('http');
const Database = require('better-sqlite3');

const [, , file, port, seats] = process.argv;
const database = new Database(file);
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec(`
  CREATE TABLE events (
    code TEXT PRIMARY KEY, capacity INTEGER, taken INTEGER, CHECK (taken <= capacity));
  CREATE TABLE students (roll TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;
  CREATE TABLE registrations (
    id INTEGER PRIMARY KEY, event TEXT, roll TEXT, seat INTEGER, ticket TEXT, status TEXT,
    at INTEGER, UNIQUE (event, roll));
  CREATE UNIQUE INDEX seats ON registrations (event, seat);
  CREATE TABLE journal (
    seq INTEGER PRIMARY KEY, at INTEGER, key TEXT UNIQUE, request TEXT, answer TEXT);
  INSERT INTO events VALUES ('E01', ${Number(seats)}, 0)`);
const findEvent = database.prepare('SELECT capacity, taken FROM events WHERE code = ?');
const addStudent = database.prepare('INSERT OR IGNORE INTO students VALUES (?, ?)');
const take = database.prepare('UPDATE events SET taken = ? WHERE code = ?');
const findEntry = database.prepare('SELECT id FROM registrations WHERE event = ? AND roll = ?');
const add = database.prepare(`
  INSERT INTO registrations (event, roll, seat, ticket, status, at)
  VALUES (?, ?, ?, ?, 'confirmed', ?)`);
const findAnswer = database.prepare('SELECT answer FROM journal WHERE key = ?');
const note = database.prepare(
  'INSERT INTO journal (at, key, request, answer) VALUES (?, ?, ?, ?)');

function decide({ event: code, roll, student }, now) {
  const event = findEvent.get(code);
  if (!event) return { reason: 'unknown_event' };
  if (findEntry.get(code, roll)) return { reason: 'already_registered' };
  if (event.taken >= event.capacity) return { reason: 'event_full' };
  addStudent.run(roll, student.name);
  const seat = event.taken + 1;
  const ticket = crypto.randomBytes(4).toString('hex');
  take.run(seat, code);
  const id = Number(add.run(code, roll, seat, ticket, now).lastInsertRowid);
  return {
    outcome: 'confirmed',
    registration: {
      id, ticket, event: code, members: [{ roll, name: student.name }], seat,
      registered_at: new Date(now).toISOString(), status: 'confirmed',
    },
    event: { code, capacity: event.capacity, taken: seat },
  };
}

function register({ body, key }) {
  const before = key && findAnswer.get(key);
  if (before) return before.answer;
  const now = Date.now();
  const answer = JSON.stringify(decide(JSON.parse(body), now));
  note.run(now, key, body, answer);
  return answer;
}

const commit = database.transaction((batch) => batch.map(register)).immediate;
let waiting = [];

function flush() {
  const batch = waiting;
  waiting = [];
  const answers = commit(batch);
  batch.forEach(({ response }, i) => {
    const status = answers[i].startsWith('{"outcome"') ? 201 : 409;
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(answers[i]);
  });
}

http.createServer((request, response) => {
  let body = '';
  request.on('data', (piece) => { body += piece; });
  request.on('end', () => {
    waiting.push({ body, key: request.headers['idempotency-key'], response });
    if (waiting.length === 1) setImmediate(flush);
  });
}).listen(Number(port), '127.0.0.1');
