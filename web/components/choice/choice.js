// A list of options under an input, chosen with the arrow keys and Enter or by a click: ARIA's
// combobox pattern. The focus stays in the input.

import { draw, html } from '../../html.js';

export class Choice {
  #input;
  #list;
  #chosen;
  #options = [];
  #active = -1;

  // Options are {id, markup}. A click calls `chosen(option)`.
  constructor(input, list, chosen) {
    this.#input = input;
    this.#list = list;
    this.#chosen = chosen;
    input.addEventListener('keydown', (event) => this.#move(event));
    list.addEventListener('mousedown', (event) => event.preventDefault()); // keeps the focus
    list.addEventListener('click', ({ target }) => {
      const element = target.closest('[role=option]');
      if (element) this.#chosen(this.#options[element.dataset.index]);
    });
  }

  get active() {
    return this.#options[this.#active] ?? null;
  }

  // Keeps the active option if it is still there; otherwise activates option number `active`.
  show(options, active = -1) {
    const id = this.active?.id;
    const kept = id === undefined ? -1 : options.findIndex((option) => option.id === id);
    this.#options = options;
    this.#active = kept >= 0 ? kept : Math.min(active, options.length - 1);
    this.#draw();
  }

  close() {
    this.#active = -1;
    this.show([]);
  }

  #move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const count = this.#options.length;
    if (!step || !count || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.#active = this.#active < 0 && step < 0 ? count - 1 : (this.#active + step + count) % count;
    this.#draw();
    this.#list.children[this.#active].scrollIntoView({ block: 'nearest' });
  }

  #draw() {
    const id = (index) => `${this.#list.id}-${index}`;
    draw(this.#list, this.#options.map(({ markup }, index) => html`
      <li id="${id(index)}" role="option" data-index="${index}"
        aria-selected="${index === this.#active}">${markup}</li>`));
    this.#list.hidden = this.#options.length === 0;
    this.#input.setAttribute('aria-expanded', !this.#list.hidden);
    this.#input.setAttribute('aria-activedescendant', this.active ? id(this.#active) : '');
  }
}
