// Markup in which every value is escaped, so that a student named <script> does no harm.
//
//   draw(list, html`<li title="${name}">${name}</li>`);
//
// A value is text or a number (escaped), another html`…` (not escaped again), an array of these
// (joined), or null, undefined or false (left out). Use values only in text and in quoted
// attributes.

const kEntities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

class Markup {
  constructor(text) {
    this.text = text;
  }
}

function escaped(value) {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(escaped).join('');
  if (value === null || value === undefined || value === false) return '';
  return String(value).replace(/[&<>"']/g, (character) => kEntities[character]);
}

export function html(strings, ...values) {
  return new Markup(String.raw({ raw: strings }, ...values.map(escaped)));
}

// Replaces the contents of the element. Does nothing if the markup is unchanged: a focused button
// stays focused while seat counts change next to it.
const drawn = new WeakMap();
export function draw(element, markup) {
  const text = escaped(markup);
  if (drawn.get(element) === text) return;
  drawn.set(element, text);
  element.innerHTML = text;
}

export const $ = (id) => document.getElementById(id);

export const icon = (name) =>
  html`<svg class="icon" aria-hidden="true"><use href="#icon-${name}"></use></svg>`;
