// The organizer's view: import a fest from two CSV files, change events, set the rules, download
// lists. Loaded when it is first shown.

import { ask, freshKey } from '../server/server.js';
import { $, draw, html } from '../../html.js';
import { startImport } from './import.js';

let events = null; // shared with the desk
let etag = ''; // the ETag of the list that is shown
let refresh = null; // polls the events now
const tags = new Map(); // code → the ETag of the row as drawn, on which an edit is based
const remarks = new Map(); // code → the result of the last change

// Shows the view, or updates its figures.
export async function show(root, shown) {
  ({ events, etag, refresh } = shown);
  if (!root.firstChild) await build(root);
  $('fest-title').textContent = shown.empty ? 'Set up the fest' : 'Fest';
  $('sample').hidden = !shown.empty;
  $('fest-more').hidden = shown.empty;
  drawEvents();
}

async function build(root) {
  draw(root, html`
    <h1 id="fest-title"></h1>
    <section class="card" aria-labelledby="import-title">
      <h2 id="import-title">Events and students</h2>
      <div id="import"></div>
      <div id="sample" hidden>
        <p>Just looking around?</p>
        <button type="button" class="quiet">Load the sample fest</button>
        <p role="status"></p>
      </div>
    </section>
    <div id="fest-more" hidden>
      <section class="card" aria-labelledby="rows-title">
        <h2 id="rows-title">Capacity and registration</h2>
        <ul id="event-rows"></ul>
      </section>
      <section class="card" aria-labelledby="rules-title">
        <h2 id="rules-title">Rules</h2>
        <form id="rules" novalidate></form>
      </section>
      <section class="card" aria-labelledby="lists-title">
        <h2 id="lists-title">Lists</h2>
        <p class="actions">
          ${download('/api/export/registrations.csv', 'Registrations, CSV')}
          ${download('/api/export/registrations.json', 'Registrations, JSON')}
        </p>
      </section>
    </div>`);
  startImport($('import'), { imported: () => refresh() });
  $('sample').querySelector('button').addEventListener('click', loadSample);
  listen($('event-rows'));
  $('rules').addEventListener('submit', (event) => {
    event.preventDefault();
    saveRules(event.target.elements);
  });
  const [fest] = await Promise.all([
    ask('GET', '/api/fest').catch(() => null),
    stylesheet('/components/fest/fest.css'),
  ]);
  if (fest?.status === 200) drawRules(fest.body);
}

const download = (href, text) => html`<a class="button quiet" href="${href}" download>${text}</a>`;

const stylesheet = (href) => new Promise((resolve) => {
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href });
  link.addEventListener('load', resolve);
  link.addEventListener('error', resolve);
  document.head.append(link);
});

// An organizer watches each change, so there is no outbox and no retry.
const command = (method, path, body, headers = {}) =>
  ask(method, path, { body, headers: { 'Idempotency-Key': freshKey(), ...headers } })
    .catch(() => ({ body: { detail: 'No answer. Check whether it was saved; if not, retry.' } }));

async function loadSample() {
  const said = $('sample').querySelector('[role=status]');
  said.textContent = 'Loading…';
  const { body } = await command('POST', '/api/demo', {});
  said.textContent = body.detail ?? '';
  await refresh();
  if (!body.detail) location.hash = '#desk';
}

// --- Events -----------------------------------------------------------------------------------

function listen(rows) {
  rows.addEventListener('input', ({ target }) => {
    if (target.form) target.form.querySelector('button').hidden = !isEdited(target);
  });
  rows.addEventListener('change', ({ target }) => {
    if (target.type === 'checkbox') change(target, { state: target.checked ? 'open' : 'closed' });
  });
  rows.addEventListener('submit', (event) => {
    event.preventDefault();
    const { capacity } = event.target.elements;
    if (!isEdited(capacity) || capacity.value === '') return;
    change(capacity, { capacity: capacity.valueAsNumber });
  });
}

const isEdited = (input) => input.value !== input.defaultValue;

function drawEvents() {
  const list = $('event-rows');
  draw(list, events.all.map(({ code }) => html`<li data-code="${code}"></li>`));
  events.all.forEach((event, index) => {
    const row = list.children[index];
    const capacity = row.querySelector('[name=capacity]');
    if (capacity && isEdited(capacity)) return; // it is being edited
    tags.set(event.code, etag);
    draw(row, eventRow(event));
  });
}

const eventRow = ({ code, title, taken, capacity, waiting, state }) => html`
  <div>
    <p><b>${title}</b> <span class="muted">${code}</span></p>
    <p class="muted">${taken} taken${waiting > 0 && `, ${waiting} waiting`}</p>
  </div>
  <form novalidate>
    <label>Capacity
      <input name="capacity" type="number" min="0" value="${capacity}"></label>
    <button class="quiet" hidden>Save</button>
  </form>
  <label class="check"><input type="checkbox" ${state === 'open' && 'checked'}> Open</label>
  <a class="button quiet" href="/api/export/events/${encodeURIComponent(code)}/roster.csv" download
    aria-label="Roster of ${title}">Roster</a>
  <p class="remark" role="status">${remarks.get(code)}</p>`;

// The change is based on what the organizer has seen: if somebody else has changed the event since
// then, the answer is 412, and the row shows the current values.
async function change(input, fields) {
  const row = input.closest('li');
  const { code } = row.dataset;
  const path = `/api/events/${encodeURIComponent(code)}`;
  const { body } = await command('PATCH', path, fields, { 'If-Match': tags.get(code) });
  const moved = body.promoted?.length ?? 0;
  const saved = moved > 0 ? `Saved. ${moved} moved up from the waiting list.` : 'Saved.';
  remarks.set(code, body.detail ?? saved);
  row.querySelector('form').reset();
  await refresh();
  drawEvents();
}

// --- Rules ------------------------------------------------------------------------------------

function drawRules({ time_clash: clash, entry_limit: entries, waitlist_limit: waitlist }) {
  const choice = (value, text) => html`
    <label class="check"><input type="radio" name="time_clash" value="${value}"
      ${clash === value && 'checked'}> ${text}</label>`;
  const limit = (name, value, text) => html`
    <label>${text} <input name="${name}" type="number" min="0" value="${value}"
      placeholder="No limit"></label>`;
  draw($('rules'), html`
    <fieldset>
      <legend>Two events at the same time for one student</legend>
      ${choice('warn', 'Warn')} ${choice('refuse', 'Refuse')}
    </fieldset>
    ${limit('entry_limit', entries, 'Events per student')}
    ${limit('waitlist_limit', waitlist, 'Waiting list places per event')}
    <p class="actions">
      <button class="quiet">Save the rules</button> <span role="status"></span>
    </p>`);
}

async function saveRules({ time_clash: clash, entry_limit: entries, waitlist_limit: waitlist }) {
  const limit = ({ value, valueAsNumber }) => (value === '' ? null : valueAsNumber);
  const { body } = await command('PATCH', '/api/fest', {
    time_clash: clash.value, entry_limit: limit(entries), waitlist_limit: limit(waitlist),
  });
  $('rules').querySelector('[role=status]').textContent = body.detail ?? 'Saved.';
}
