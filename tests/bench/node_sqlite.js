// What a good developer would write in an afternoon: Node's http module and better-sqlite3 (by
// Joshua Wise; npm installs it), one process, and one transaction for each registration, flushed
// before the answer. It keeps the seats that are left and who registered. It has no journal, no
// idempotency keys, tickets, waiting lists or teams, does not check what it is sent, and does not
// ask which site a request is from.
//
//   node node_sqlite.js DATABASE PORT SEATS
const http = require('http');
const Database = require('better-sqlite3');

const [, , file, port, seats] = process.argv;
const database = new Database(file);
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec(`
  CREATE TABLE events (code TEXT PRIMARY KEY, seats INTEGER CHECK (seats >= 0));
  CREATE TABLE registrations (
    id INTEGER PRIMARY KEY, event TEXT, roll TEXT, UNIQUE (event, roll));
  INSERT INTO events VALUES ('E01', ${Number(seats)})`);
const take = database.prepare('UPDATE events SET seats = seats - 1 WHERE code = ? AND seats > 0');
const add = database.prepare('INSERT INTO registrations (event, roll) VALUES (?, ?)');
const register = database.transaction(
  (event, roll) => take.run(event).changes === 1 && add.run(event, roll).lastInsertRowid).immediate;

http.createServer((request, response) => {
  let body = '';
  request.on('data', (piece) => { body += piece; });
  request.on('end', () => {
    let status = 409;
    let answer = {};
    try {
      const { event, roll } = JSON.parse(body);
      const id = register(event, roll);
      if (id) {
        status = 201;
        answer = { id: Number(id) };
      }
    } catch { /* is refused */ }
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
}).listen(Number(port), '127.0.0.1');
