// A question under the verdict: join the waiting list? Who is this new student? One question at a
// time; `kind` is 'full', 'walkin' or ''.

import { draw, html } from '../../html.js';
import { watchScans } from '../field/field.js';

export class Prompt {
  #root;
  #question = null;
  #scanned;

  // Calls `scanned(code)` if the next student's code is scanned while a name is asked for.
  constructor(root, { scanned }) {
    this.#root = root;
    this.#scanned = scanned;
    root.addEventListener('click', ({ target }) => {
      const answer = target.closest('[data-answer]')?.dataset.answer;
      if (answer === 'yes') this.yes();
      if (answer === 'no') this.no();
    });
    root.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      this.no();
    });
    root.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#register(event.target);
    });
  }

  get kind() {
    return this.#question?.kind ?? '';
  }

  // "W" is a shortcut only while this question is open.
  askFull({ yes, no }) {
    this.#open({ kind: 'full', yes, no }, html`
      <p class="actions">
        <button type="button" data-answer="yes"><kbd>W</kbd> Waiting list</button>
        <button type="button" class="quiet" data-answer="no"><kbd>Esc</kbd> Skip</button>
      </p>`);
  }

  // Calls `yes(student)`. `known` is what was typed before, if the server found an error in it.
  askWalkIn({ roll, known = {}, label, yes, no }) {
    this.#open({ kind: 'walkin', roll, yes, no }, html`
      <form novalidate aria-label="New student ${roll}">
        <div class="fields">
          ${input('name', 'Name', known, html`required autocapitalize="words"`)}
          ${input('phone', html`Phone <small>optional</small>`, known, html`inputmode="tel"`)}
          ${input('email', html`Email <small>optional</small>`, known, html`inputmode="email"`)}
          ${input('college', html`College <small>optional</small>`, known)}
        </div>
        <p class="actions">
          <button>${label}</button>
          <button type="button" class="quiet" data-answer="no"><kbd>Esc</kbd> Back</button>
        </p>
      </form>`);
    const { name } = this.#root.querySelector('form').elements;
    watchScans(name, this.#scanned);
    name.focus();
  }

  yes(answer) {
    this.close()?.yes(answer);
  }

  no() {
    this.close()?.no();
  }

  // Closes the question without an answer. Returns the question.
  close() {
    const question = this.#question;
    this.#question = null;
    draw(this.#root, '');
    return question;
  }

  #open(question, markup) {
    this.#question = question;
    draw(this.#root, markup);
  }

  // Only the name is required.
  #register(form) {
    const values = [...new FormData(form)].map(([name, value]) => [name, value.trim()]);
    const student = Object.fromEntries(values.filter(([, value]) => value));
    if (!student.name) return form.elements.name.focus();
    this.yes({ roll: this.#question.roll, ...student });
  }
}

const input = (name, label, known, more) => html`
  <label><span>${label}</span>
    <input name="${name}" value="${known[name]}" maxlength="200" autocomplete="off"
      spellcheck="false" ${more}></label>`;
