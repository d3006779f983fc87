// Markup with every value escaped, so that a student called <script> stays a student.
//
//   draw(list, html`<li title="${name}">${name}</li>`);
//
// A value is text or a number (escaped), other html`…` (kept), an array of these (joined), or null,
// undefined or false (nothing). Values belong into text and into quoted attributes only.

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

// Replaces what the element holds. Unchanged markup is left alone: a focused button stays focused
// while the seats tick beside it.
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
