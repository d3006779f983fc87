// The event that this desk registers for: the card with its seats, and the list of all events. The
// figures come from the server; nothing is counted here.

import { $, draw, html, icon } from '../../html.js';
import { Choice } from '../choice/choice.js';
import { ofFest } from '../server/server.js';

export class Events {
  #all = [];
  #seq = 0; // of the newest figures that were in an answer to this desk
  #choice;
  #changed;

  // Calls `changed(event)` when another event is chosen.
  constructor({ changed }) {
    this.#changed = changed;
    this.#choice = new Choice($('events-filter'), $('events-list'), (option) => this.#take(option));
    $('event-choose').addEventListener('click', () => this.open());
    $('events-filter').addEventListener('input', () => this.#list());
    $('events-filter').addEventListener('keydown', (key) => {
      if (key.key !== 'Enter') return;
      key.preventDefault();
      if (this.#choice.active) this.#take(this.#choice.active);
    });
  }

  get all() {
    return this.#all;
  }

  get chosen() {
    const code = localStorage[ofFest('event')];
    return this.#all.find((event) => event.code === code) ?? null;
  }

  choose(code) {
    localStorage[ofFest('event')] = code;
    this.draw();
    this.#changed(this.chosen);
  }

  open() {
    $('events-filter').value = '';
    this.#choice.close();
    this.#list();
    $('events').showModal();
    $('events-filter').focus();
  }

  // Takes the whole list, from polling. Returns false if it is older than an answer to this desk.
  update({ version, events }) {
    if (version < this.#seq) return false;
    this.#all = events;
    this.draw();
    return true;
  }

  // Takes one event from an answer to this desk.
  merge(event, seq) {
    this.#seq = Math.max(this.#seq, seq);
    this.#all = this.#all.map((known) => (known.code === event.code ? event : known));
    this.draw();
  }

  matching(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return this.#all.filter(({ code, title, category, venue }) => {
      const haystack = `${code} ${title} ${category} ${venue}`.toLowerCase();
      return words.every((word) => haystack.includes(word));
    });
  }

  draw() {
    const event = this.chosen;
    const title = event?.title ?? 'Choose an event';
    draw($('event-choose'), html`<span>${title}</span>${icon('choose')}`);
    draw($('event-facts'), event ? facts(event).join(' · ') : '');
    draw($('seats'), event ? seats(event) : '');
    document.title = event ? `${event.title} · Lastseat` : 'Lastseat';
    if ($('events').open) this.#list();
  }

  #take({ id }) {
    $('events').close();
    this.choose(id);
  }

  #list() {
    const filter = $('events-filter').value;
    const found = this.matching(filter);
    const chosen = found.findIndex((event) => event.code === this.chosen?.code);
    this.#choice.show(found.map(eventOption), filter ? 0 : Math.max(chosen, 0));
  }
}

export function eventOption(event) {
  const { code, title, venue } = event;
  return {
    id: code,
    markup: html`
      <span><b>${title}</b> <span class="muted">${code}</span><br>
        <span class="muted">${[when(event), venue].filter(Boolean).join(' · ')}</span></span>
      <span class="left" data-state="${stateOf(event)}">${left(event)}</span>`,
  };
}

const stateOf = ({ state, available }) =>
  state === 'closed' ? 'closed' : available === 0 ? 'full' : 'open';

function left(event) {
  const { available, waiting } = event;
  const state = stateOf(event);
  if (state === 'closed') return 'Closed';
  if (state === 'open') return `${available} left`;
  return waiting > 0 ? `Full, ${waiting} waiting` : 'Full';
}

function seats(event) {
  const { capacity, taken, held, waiting, available } = event;
  const state = stateOf(event);
  const big = { closed: 'Closed', full: 'Full', open: available };
  const word = available === 1 ? 'seat left' : 'seats left';
  const more = [held > 0 && `${held} held`, waiting > 0 && `${waiting} waiting`].filter(Boolean);
  return html`
    <p class="seats-left" data-state="${state}"><b>${big[state]}</b> ${state === 'open' && word}</p>
    <meter min="0" max="${capacity}" value="${taken}" aria-label="Seats taken"></meter>
    <p class="muted">${[`${taken} of ${capacity} taken`, ...more].join(', ')}</p>`;
}

function facts(event) {
  const { team_min: min, team_max: max, fee_minor: fee } = event;
  const team = max === 1 ? '' : min === max ? `teams of ${max}` : `${min} to ${max} in a team`;
  const price = fee > 0 ? `fee ${fee % 100 ? (fee / 100).toFixed(2) : fee / 100}` : 'free';
  return [when(event), event.venue, team, price].filter(Boolean);
}

// The fest's local time has no time zone, and is shown as it is.
const kWhen = new Intl.DateTimeFormat(undefined, {
  weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit',
});
const when = ({ starts_at: at }) => (at ? kWhen.format(new Date(at)) : '');
