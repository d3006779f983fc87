// What a volunteer sees of an answer at a glance: colour, icon, word. The sentences of refusals
// come from the server.

import { desk } from '../server/server.js';
import { $, draw, html, icon } from '../../html.js';

const kRefusals = {
  unknown_event: 'No such event',
  event_closed: 'Closed',
  team_size: 'Team size',
  time_clash: 'Time clash',
  limit_reached: 'Limit reached',
  event_full: 'Full',
  waitlist_full: 'Waiting list full',
};
const kUnnamed = 'desk'; // the server's name for a desk without a name

// Each verdict is {tone, word, who, lines}. A line that is false is not shown.

export const ready = (event) => ({
  tone: 'ready',
  word: 'Ready',
  lines: [event ? 'Scan or type a roll number, or type a name.' : 'Choose an event first.'],
});

export const asking = ({ about }) =>
  ({ tone: 'asking', word: 'Sending…', who: about.who, lines: [] });

export const unknown = (roll, detail = '') =>
  ({ tone: 'ask', word: 'New student?', who: roll, lines: [detail] });

export const late = ({ about }, count) => ({
  tone: 'late',
  word: 'Not saved yet',
  who: about.who,
  lines: [
    'Retrying. However often it is sent, it is saved once.',
    count > 1 && `${count} requests are waiting to be saved.`,
  ],
});

const kVerdicts = {
  confirmed: ({ registration, warnings }) => ({
    tone: 'done', word: 'Registered', lines: [placeAndTicket(registration), clash(warnings)],
  }),
  waitlisted: ({ registration, warnings }) => ({
    tone: 'waiting', word: 'Waiting list', lines: [placeAndTicket(registration), clash(warnings)],
  }),
  cancelled: ({ promoted }, { title }) => ({
    tone: 'undone',
    word: 'Undone',
    lines: [`No longer registered for ${title}.`, ...promoted.map(movesUp)],
  }),
  already_registered: ({ registration }) => ({
    tone: 'already',
    word: registration.status === 'waiting' ? 'Already waiting' : 'Already registered',
    lines: [whenAndWhere(registration), placeAndTicket(registration)],
  }),
  already_cancelled: ({ detail }) => ({ tone: 'already', word: 'Already undone', lines: [detail] }),
  unknown_student: ({ subject, detail }, { who }) => unknown(subject ?? who, detail),
};

const refused = ({ reason, title, detail, last_seat: lastSeat }) => ({
  tone: 'no', word: kRefusals[reason] ?? 'Not saved', lines: [detail ?? title, lastTaken(lastSeat)],
});

export function verdictOf({ about }, { body }) {
  const { outcome, reason, registration } = body;
  const who = registration ? nameOf(registration) : about.who;
  return { who, ...(kVerdicts[outcome ?? reason] ?? refused)(body, about) };
}

export function drawVerdict({ tone, word, who, lines }) {
  $('verdict').dataset.tone = tone;
  draw($('said'), html`
    <span class="badge">${icon(tone)}</span>
    <div>
      <p class="word">${word}</p>
      ${who && html`<p class="who">${who}</p>`}
      ${lines.filter(Boolean).map((line) => html`<p>${line}</p>`)}
    </div>`);
  // With large text on a small screen it may be below the window.
  if (tone !== 'ready') $('said').scrollIntoView({ block: 'nearest' });
}

// "Gearheads: Asha Rao, Vikram Das".
export const nameOf = ({ team, members }) =>
  [team, members.map(({ name, roll }) => name || roll).join(', ')].filter(Boolean).join(': ');

// The time, with the date if it was on another day.
export function time(at) {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  const day = today ? {} : { day: 'numeric', month: 'short' };
  const text = date.toLocaleString(undefined, { hour: 'numeric', minute: '2-digit', ...day });
  return text.replaceAll(' ', '\u00a0'); // "7:05 AM" stays on one line
}

const placeAndTicket = ({ seat, position, ticket }) => html`
  ${seat ? `Seat ${seat}` : `Place ${position} on the waiting list`}
  · <span class="ticket">ticket <b>${ticket}</b></span>`;

const movesUp = (registration) => html`
  <b>${nameOf(registration)}</b> moves up from the waiting list: ${placeAndTicket(registration)}`;

const deskName = (name) => (name === (desk.name || kUnnamed) ? 'this desk' : name);
const whenAndWhere = ({ registered_at: at, desk: where }) => `${time(at)} at ${deskName(where)}`;
const lastTaken = (seat) =>
  seat && `Last seat: ${time(seat.at)} at ${deskName(seat.desk)}, no. ${seat.seq}.`;
const clash = (warnings = []) => warnings.length > 0
  && `At the same time as ${warnings.map((warning) => warning.with).join(', ')}.`;
