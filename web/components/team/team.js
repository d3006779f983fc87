// The team that is being entered: one chip per member, in the order of entry.

import { ask } from '../server/server.js';
import { $, draw, html } from '../../html.js';

export class Team {
  #members = []; // {roll, name, student}; no name during the lookup, a student only for walk-ins
  #changed;
  #unknown;

  // Calls `changed()` after each change, `unknown(roll)` if no student has that roll, and
  // `submit()` on Enter in the field for the team's name.
  constructor({ changed, unknown, submit }) {
    this.#changed = changed;
    this.#unknown = unknown;
    $('members').addEventListener('click', ({ target }) => {
      const roll = target.closest('[data-remove]')?.dataset.remove;
      if (roll) this.remove(roll);
    });
    $('team-name').addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      submit();
    });
  }

  get size() {
    return this.#members.length;
  }

  get rolls() {
    return this.#members.map(({ roll }) => roll);
  }

  get walkIns() {
    return this.#members.map(({ student }) => student).filter(Boolean);
  }

  get name() {
    return $('team-name').value.trim();
  }

  // For example "Gearheads: Asha Rao, Vikram Das".
  get label() {
    const names = this.#members.map(({ name, roll }) => name ?? roll).join(', ');
    return [this.name, names].filter(Boolean).join(': ');
  }

  has(roll) {
    return this.#find(roll) !== undefined;
  }

  add(roll, { name, student } = {}) {
    let member = this.#find(roll);
    if (!member) this.#members.push(member = { roll });
    Object.assign(member, { name: student?.name ?? name, student });
    if (!member.name) this.#lookUp(member);
    this.#draw();
  }

  remove(roll) {
    const member = this.#find(roll);
    this.#members = this.#members.filter((other) => other !== member);
    this.#draw();
  }

  removeLast() {
    this.#members.pop();
    this.#draw();
  }

  clear() {
    this.#members = [];
    $('team-name').value = '';
    this.#draw();
  }

  // Shows a team that was refused again, so that it can be corrected.
  restore({ members, team = '', students = [] }) {
    $('team-name').value = team;
    for (const roll of members) {
      this.add(roll, { student: students.find((student) => student.roll === roll) });
    }
  }

  #find(roll) {
    return this.#members.find((member) => member.roll.toLowerCase() === roll.toLowerCase());
  }

  // Only for display: the server decides.
  async #lookUp(member) {
    const path = `/api/students/${encodeURIComponent(member.roll)}`;
    const answer = await ask('GET', path).catch(() => null);
    if (!this.#members.includes(member) || member.student) return;
    if (answer?.status === 200) member.name = answer.body.name;
    if (answer?.status === 404) this.#unknown(member.roll);
    this.#draw();
  }

  #draw() {
    $('team').hidden = this.size === 0;
    draw($('members'), this.#members.map(chip));
    this.#changed();
  }
}

const chip = ({ roll, name }) => html`
  <li>
    <span>${name ? html`${name} <small>${roll}</small>` : roll}</span>
    <button type="button" class="quiet" data-remove="${roll}"
      aria-label="Remove ${name ?? roll}">×</button>
  </li>`;
