// The input field: takes scans, roll numbers, names and event codes; reports a roll or an event.

import { ask } from '../server/server.js';
import { Choice } from '../choice/choice.js';
import { eventOption } from '../event/event.js';
import { $, html } from '../../html.js';

const kKeyGapMs = 60; // nobody types that fast
const kSilenceMs = 200;
const kShortestScan = 5; // a shorter burst may be a person

const kTypingPauseMs = 90;
const kShortestSearch = 2;
const kStudents = 8;
const kEvents = 3;
const kNoteMs = 4_000;

// Roll numbers contain a digit, names do not. Only names and phone numbers contain blanks.
const looksLikeRoll = (text) => /\p{Nd}/u.test(text) && !/\s/.test(text);

// A scanner is a fast keyboard that ends with Enter, Tab or nothing. `scanned(code)` is called for
// each burst, when the input is empty again.
export function watchScans(input, scanned) {
  let keys = 0;
  let lastMs = 0;
  let silence = 0;
  let takenMs = -Infinity;

  const isScan = () =>
    keys >= kShortestScan && keys === input.value.length && looksLikeRoll(input.value);

  function take() {
    const code = input.value;
    input.value = '';
    takenMs = performance.now();
    scanned(code);
  }

  input.addEventListener('keydown', (event) => {
    clearTimeout(silence);
    if (event.key === 'Enter' || event.key === 'Tab') {
      // An Enter right after a scan that seemed to end with nothing still belongs to it.
      const late = input.value === '' && performance.now() - takenMs < kSilenceMs;
      if (late || isScan()) event.preventDefault();
      if (isScan()) take();
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      const quick = event.timeStamp - lastMs < kKeyGapMs;
      keys = input.value === '' ? 1 : quick ? keys + 1 : -Infinity;
      lastMs = event.timeStamp;
      silence = setTimeout(() => isScan() && take(), kSilenceMs);
    }
  });
}

export class Field {
  #input;
  #events;
  #on;
  #matches;
  #typing = 0;
  #noted = 0;
  #standing = '';

  // `on` has: roll(roll, name if known) · event(code) · input(text) after typing · enter(text),
  // true if nothing is left to do · backspace() and escape() in the empty field.
  constructor(input, { events, on }) {
    this.#input = input;
    this.#events = events;
    this.#on = on;
    this.#matches = new Choice(input, $('matches'), (match) => this.#take(match));
    watchScans(input, (code) => this.#take({ roll: code }));
    input.addEventListener('input', () => this.#typed());
    input.addEventListener('keydown', (event) => this.#key(event));
    input.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#enter();
    });
  }

  get text() {
    return this.#input.value.trim();
  }

  focus() {
    this.#input.focus();
  }

  clear() {
    clearTimeout(this.#typing);
    this.#input.value = '';
    this.#matches.close();
  }

  // Fills in text that the user may change or send again.
  fill(text) {
    if (!this.text) this.#input.value = text;
    this.focus();
    this.#input.select();
  }

  // Shows a note under the field for a few seconds.
  note(text) {
    clearTimeout(this.#noted);
    this.#hint(text || this.#standing);
    this.#noted = text ? setTimeout(() => this.note(''), kNoteMs) : 0;
  }

  set hint(text) {
    this.#standing = text;
    if (!this.#noted) this.#hint(text);
  }

  #hint(text) {
    $('hint').textContent = text;
  }

  #typed() {
    this.note('');
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#search(), kTypingPauseMs);
    this.#on.input(this.text);
  }

  #key(event) {
    if (event.key === 'Escape') {
      event.preventDefault();
      if (!this.text) return this.#on.escape();
      this.clear();
      this.#on.input('');
    } else if (event.key === 'Backspace' && this.#input.value === '') {
      this.#on.backspace();
    }
  }

  async #enter() {
    const { text } = this;
    if (this.#matches.active) return this.#take(this.#matches.active);
    if (this.#on.enter(text) || !text) return;
    if (looksLikeRoll(text)) return this.#take({ roll: text });
    const count = await this.#search();
    if (this.text !== text) return; // there was more typing meanwhile
    if (count > 0) this.note('Use ↓ and Enter to choose one.');
    else if (/\s/.test(text)) this.note('No such name. Enter the roll number.');
    else this.#take({ roll: text });
  }

  #take({ roll, name, event }) {
    this.clear();
    this.focus();
    if (event) this.#on.event(event);
    else this.#on.roll(roll, name);
  }

  // Shows the students and events that match the text. Returns their number.
  async #search() {
    clearTimeout(this.#typing);
    const { text } = this;
    if (text.length < kShortestSearch) return this.#matches.close();
    const path = `/api/students?q=${encodeURIComponent(text)}&limit=${kStudents}`;
    const answer = await ask('GET', path).catch(() => null);
    if (this.text !== text) return 0;
    const isName = !looksLikeRoll(text);
    const events = isName ? this.#eventsFor(text) : [];
    const options = [...events, ...(answer?.body.students ?? []).map(studentOption)];
    // Enter takes the only match of a name. A roll is always taken as typed.
    const sure = isName && (options.length === 1 || events[0]?.exact);
    this.#matches.show(options, sure ? 0 : -1);
    return options.length;
  }

  #eventsFor(text) {
    const exact = ({ code }) => code.toLowerCase() === text.toLowerCase();
    const found = this.#events.matching(text).sort((a, b) => exact(b) - exact(a));
    return found.slice(0, kEvents).map((event) =>
      ({ ...eventOption(event), event: event.code, exact: exact(event) }));
  }
}

const studentOption = ({ roll, name, college, phone }) => ({
  id: `student ${roll}`,
  roll,
  name,
  markup: html`
    <span><b>${name}</b><br>
      <span class="muted">${[college, phone].filter(Boolean).join(' · ')}</span></span>
    <span class="roll">${roll}</span>`,
});
