// The last ten registrations of this desk, each with Undo; they survive a reload. Recent refusals
// are shown between them: a red verdict among quick scans must not be missed.

import { draw, html, icon } from '../../html.js';
import { ofFest } from '../server/server.js';
import { nameOf, time } from '../verdict/verdict.js';

const kRegistrations = 10;
const kRefusals = 5;

export class Recent {
  #list;
  #waiting = [];

  // Calls `undo(row)` when the button of a row is pressed.
  constructor(list, { undo }) {
    this.#list = list;
    list.addEventListener('click', ({ target }) => {
      const id = Number(target.closest('[data-undo]')?.dataset.undo);
      if (id) undo(this.#rows().find((row) => row.id === id));
    });
  }

  // Updates the rows after an answer.
  note({ method, key, about }, { body }, { tone, who, word }) {
    const { outcome, reason, registration, promoted = [] } = body;
    if (outcome === 'confirmed' || outcome === 'waitlisted') {
      this.#put(rowOf(registration, about.title));
    } else if (outcome === 'cancelled' || reason === 'already_cancelled') {
      [registration, ...promoted].forEach((changed) => this.#change(changed));
    } else if (method === 'POST' && (tone === 'no' || tone === 'ask')) {
      this.#put({ refused: key, tone, who, word, title: about.title, at: Date.now() });
    }
  }

  // Removes a refusal that was followed by a registration.
  forget(key) {
    this.#keep(this.#rows().filter(({ refused }) => refused !== key));
  }

  // Also shows the requests that have no answer yet.
  drawWaiting(items) {
    this.#waiting = items;
    this.draw();
  }

  draw() {
    const isLate = this.#waiting[0]?.tries > 0; // and all after it
    const late = this.#waiting.filter(({ method }) => isLate && method === 'POST');
    const undone = this.#waiting.filter(({ method }) => method === 'DELETE');
    const undoing = new Set(undone.map(({ about }) => about.id));
    const rows = this.#rows();
    draw(this.#list, [
      late.reverse().map(lateRow),
      rows.map((row) => (row.refused ? refusedRow(row) : registeredRow(row, undoing.has(row.id)))),
      late.length + rows.length === 0 && html`<li class="muted">None yet.</li>`,
    ]);
  }

  // Read every time, because another tab of this desk may have changed the rows.
  #rows() {
    return JSON.parse(localStorage[ofFest('recent')] ?? '[]');
  }

  #put(row) {
    const isOther = ({ id, refused }) => id !== row.id || refused !== row.refused;
    let registered = 0;
    let refusals = 0;
    this.#keep([row, ...this.#rows().filter(isOther)].filter(({ refused }) =>
      (refused ? ++refusals <= kRefusals : ++registered <= kRegistrations)));
  }

  #change(registration) {
    this.#keep(this.#rows().map((row) =>
      (row.id === registration.id ? rowOf(registration, row.title) : row)));
  }

  #keep(rows) {
    localStorage[ofFest('recent')] = JSON.stringify(rows);
    this.draw();
  }
}

const rowOf = (registration, title) => ({
  id: registration.id,
  who: nameOf(registration),
  title,
  status: registration.status,
  seat: registration.seat,
  position: registration.position,
  ticket: registration.ticket,
  at: registration.registered_at,
});

const kTones = { confirmed: 'done', waiting: 'waiting', cancelled: 'undone' };
const kPlaces = {
  confirmed: ({ seat }) => `Seat ${seat}`,
  waiting: ({ position }) => `Waiting, place ${position}`,
  cancelled: () => 'Undone',
};

function registeredRow(row, undoing) {
  const { id, who, title, status, ticket, at } = row;
  const place = undoing ? 'Undoing…' : kPlaces[status](row);
  const button = html`
    <button type="button" class="quiet" data-undo="${id}"
      aria-label="Undo ${who}, ${title}">Undo</button>`;
  return line(kTones[status], who, [place, ticket, title, time(at)],
    status !== 'cancelled' && !undoing && button);
}

const refusedRow = ({ tone, who, word, title, at }) =>
  line(tone, who, [`Not registered: ${word}`, title, time(at)]);

const lateRow = ({ about }) => line('late', about.who, ['Not registered yet', about.title]);

const line = (tone, who, facts, button) => html`
  <li data-tone="${tone}">
    <span class="badge">${icon(tone)}</span>
    <div><p>${who}</p><p class="muted">${facts.join(' · ')}</p></div>
    ${button}
  </li>`;
