// The desk: one field, one verdict, the last ten registrations.
//
// A roll goes field → take() → outbox → answered() → verdict, and sometimes a question, whose
// answer is a new request. The server decides everything.

import { Events } from '../event/event.js';
import { Field } from '../field/field.js';
import { Outbox } from '../outbox/outbox.js';
import { Prompt } from '../prompt/prompt.js';
import { Recent } from '../recent/recent.js';
import { Team } from '../team/team.js';
import { asking, drawVerdict, late, ready, unknown, verdictOf } from '../verdict/verdict.js';
import { $ } from '../../html.js';
import { ask, desk } from '../server/server.js';

const kRepeatMs = 2_000; // a scanner may read the same badge twice
const kShortcutMs = 120; // a scanned code that begins with W is not the answer "W"
const kCorrectable = ['team_size', 'already_registered', 'time_clash', 'limit_reached'];

const questions = []; // asked one after another, while nobody is typing
let lastTaken = { code: '', atMs: 0 };
let shown = null; // the verdict

export const events = new Events({ changed: eventChanged });
export const field = new Field($('field'), {
  events,
  on: {
    roll: take,
    event: (code) => events.choose(code),
    enter: (text) => (text ? joinWaitingList() : team.size > 0 && registerTeam()),
    backspace: () => team.removeLast(),
    escape: () => prompt.no(),
    input: typed,
  },
});
const team = new Team({ changed: drawEntry, unknown: askMember, submit: registerTeam });
const prompt = new Prompt($('prompt'), { scanned: take });
const recent = new Recent($('recent'), { undo });
export const outbox = new Outbox({ answered });
outbox.addEventListener('changed', outboxChanged);

export function start() {
  show(ready(events.chosen));
  outbox.resume();
}

function eventChanged(event) {
  questions.length = 0;
  prompt.close();
  team.clear();
  field.note('');
  field.focus();
  show(ready(event));
}

// --- Registering ------------------------------------------------------------------------------

// Called for every roll number that was typed, scanned or chosen.
function take(roll, name) {
  const event = events.chosen;
  if (!event) return events.open();
  const code = `${event.code} ${roll.toLowerCase()}`;
  const repeated = code === lastTaken.code && performance.now() - lastTaken.atMs < kRepeatMs;
  lastTaken = { code, atMs: performance.now() };
  if (repeated) return field.note(`${roll} again within two seconds: ignored.`);
  if (prompt.kind === 'full') prompt.no(); // this is the next student
  if (event.team_max === 1) return register({ roll }, name ?? roll);
  if (team.has(roll)) return field.note(`${roll} is already in this team.`);
  if (team.size >= event.team_max) return field.note(`The team is full. ${roll} was not added.`);
  team.add(roll, { name });
}

function registerTeam() {
  const { team_min: min } = events.chosen;
  if (team.size < min) return field.note(`${sizes(events.chosen)}, ${team.size} so far.`);
  const entry = { members: team.rolls };
  if (team.name) entry.team = team.name;
  if (team.walkIns.length > 0) entry.students = team.walkIns;
  const who = team.label;
  team.clear();
  register(entry, who);
}

function register(entry, who) {
  const { code, title } = events.chosen;
  send('POST', '/api/registrations', { event: code, ...entry }, { who, title });
}

function undo({ id, ticket, who, title }) {
  send('DELETE', `/api/registrations/${id}?ticket=${ticket}`, undefined, { who, title, id });
}

function send(method, path, body, about) {
  const item = outbox.add({ method, path, body, about });
  if (outbox.items[0].tries === 0) show(asking(item));
  field.focus();
}

const sizes = ({ team_min: min, team_max: max }) =>
  `A team has ${min === max ? max : `${min} to ${max}`} members`;

function drawEntry() {
  const event = events.chosen;
  const isTeam = event?.team_max > 1;
  const complete = isTeam && team.size >= event.team_max;
  const enters = team.size > 0 && !field.text;
  $('field-label').textContent = !isTeam ? 'Roll number or name'
    : complete ? 'The team is complete: press Enter to register'
      : `Member ${team.size + 1} of ${event.team_max}: roll number or name`;
  $('submit').textContent = !isTeam ? 'Register' : enters ? 'Register team' : 'Add';
  const ending = team.size >= event?.team_min ? ' Press Enter in the empty field to register.' : '';
  field.hint = isTeam ? `${sizes(event)}.${ending}` : '';
}

// --- Answers ----------------------------------------------------------------------------------

function answered(item, answer) {
  const { body } = answer;
  if (body.event) events.merge(body.event, body.outcome ? body.seq : 0);
  const verdict = verdictOf(item, answer);
  recent.note(item, answer, verdict);
  show(verdict);
  nameLater(item, answer, verdict);
  if (desk.sound) import('../verdict/sound.js').then(({ play }) => play(verdict.tone));
  if (item.method !== 'POST') return;
  const question = questionAfter(item, answer);
  const correctable = item.body.members?.length > 1 && kCorrectable.includes(body.reason);
  if (question) questions.push(() => { show(verdict); question(); });
  else if (correctable && team.size === 0) team.restore(item.body);
}

function show(verdict) {
  shown = verdict;
  drawVerdict(verdict);
}

// A refusal has only the roll. Shows the name when it is known.
async function nameLater(item, answer, verdict) {
  const { roll } = item.body ?? {};
  if (verdict.tone !== 'no' || item.about.who !== roll) return;
  const student = await ask('GET', `/api/students/${encodeURIComponent(roll)}`).catch(() => null);
  if (student?.status !== 200) return;
  verdict.who = item.about.who = student.body.name;
  recent.note(item, answer, verdict);
  if (shown === verdict) show(verdict);
}

function outboxChanged() {
  recent.drawWaiting(outbox.items);
  const [first] = outbox.items;
  if (first?.tries > 0) show(late(first, outbox.items.length));
  askNext();
}

// --- Questions --------------------------------------------------------------------------------

// The question after this answer, as a function that asks it; null: none.
function questionAfter({ key, path, body, about }, { status, body: answer }) {
  const again = (more, who) => {
    recent.forget(key);
    send('POST', path, { ...body, ...more }, { ...about, who });
  };
  if (answer.reason === 'event_full') {
    return () => prompt.askFull({
      yes: () => again({ waitlist: true }, about.who),
      no: () => field.focus(),
    });
  }
  const students = body.students ?? [];
  const toCorrect = status === 422 ? students.at(-1) : undefined;
  if (answer.reason !== 'unknown_student' && !toCorrect) return null;
  const roll = toCorrect?.roll ?? answer.subject;
  return () => prompt.askWalkIn({
    roll,
    known: toCorrect,
    label: 'Register',
    yes: (student) => {
      const others = students.filter((other) => other.roll !== roll);
      again({ students: [...others, student] }, about.who.replace(roll, student.name));
    },
    no: () => {
      const others = body.members?.filter((member) => member !== roll) ?? [];
      if (others.length > 0) team.restore({ ...body, members: others });
      back(roll);
    },
  });
}

// Asks for the name of an unknown member while the team is being entered.
function askMember(roll) {
  questions.push(() => {
    if (!team.has(roll)) return;
    show(unknown(roll));
    prompt.askWalkIn({
      roll,
      label: 'Add to the team',
      yes: (student) => {
        team.add(roll, { student });
        show(ready(events.chosen));
        field.focus();
      },
      no: () => {
        team.remove(roll);
        back(roll);
      },
    });
  });
  askNext();
}

function back(roll) {
  lastTaken.code = '';
  show(ready(events.chosen));
  field.fill(roll);
}

// A question never interrupts: it waits until the field is empty and all scans are answered.
function askNext() {
  if (outbox.items.length > 0 || field.text) return;
  while (questions.length > 0 && !prompt.kind) questions.shift()();
}

function typed(text) {
  if (/^w$/i.test(text)) setTimeout(joinWaitingList, kShortcutMs);
  drawEntry();
  askNext();
}

// Returns false if W is not an answer now, or is only the start of a scan.
function joinWaitingList() {
  if (prompt.kind !== 'full' || !/^w$/i.test(field.text)) return false;
  field.clear();
  prompt.yes();
  return true;
}
