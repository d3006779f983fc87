// Import of two CSV files. A dry run first shows every error in them. If there are none, one button
// imports the files.

import { ask, freshKey } from '../server/server.js';
import { $, draw, html } from '../../html.js';

const kTimeoutMs = 120_000;
const kOrder = ['events', 'students'];
const kOne = { events: 'event', students: 'student' };

let files = []; // {name, kind, bytes, report, problem}

// Calls `imported()` after the last file was imported.
export function startImport(root, { imported }) {
  draw(root, html`
    <p class="muted">CSV files with column names in the first row. <b>Events</b>: code, title,
      starts_at, ends_at, capacity; optional: category, venue, fee, team_min, team_max.
      <b>Students</b>: roll, name; optional: email, phone, college, year.</p>
    <label class="drop"><b>Choose events.csv and students.csv</b> <span>or drop them here</span>
      <input id="import-files" type="file" accept=".csv,text/csv" multiple></label>
    <div id="import-report" role="status"></div>
    <p id="import-apply" class="actions"></p>`);
  const input = $('import-files');
  input.addEventListener('change', async () => {
    const chosen = [...input.files];
    input.value = ''; // so that choosing the corrected file with the same name is a change
    await look(chosen);
  });
  // A drop outside the zone counts too: otherwise the browser would leave the page to show the
  // file.
  const zone = root.querySelector('.drop');
  const over = (isOver) => zone.classList.toggle('over', isOver && zone.checkVisibility());
  addEventListener('dragover', (event) => { event.preventDefault(); over(true); });
  addEventListener('dragleave', () => over(false));
  addEventListener('drop', async (event) => {
    event.preventDefault();
    over(false);
    if (zone.checkVisibility()) await look([...event.dataTransfer.files]);
  });
  $('import-apply').addEventListener('click', async ({ target }) => {
    if (target.closest('button')) await apply(imported);
  });
}

// A new file replaces the earlier one of its kind.
async function look(chosen) {
  draw($('import-report'), html`<p>Reading…</p>`);
  draw($('import-apply'), '');
  const read = await Promise.all(chosen.map(async (file) => {
    const bytes = await file.arrayBuffer();
    return { name: file.name, kind: kindOf(bytes, file.name), bytes };
  }));
  const kept = files.filter(({ kind }) => read.every((file) => file.kind !== kind));
  files = [...kept, ...read].sort((a, b) => kOrder.indexOf(a.kind) - kOrder.indexOf(b.kind));
  for (const file of files) Object.assign(file, await send(file, '?dry_run=true'));
  drawReport();
}

// Determined by the first row: students have a roll, events a capacity. UTF-16 text looks like
// letters with NULs in between.
function kindOf(bytes, name) {
  const text = new TextDecoder().decode(bytes.slice(0, 2000)).replaceAll('\0', '');
  const [row] = text.split(/[\r\n]/);
  if (/\broll\b/i.test(row)) return 'students';
  if (/\b(capacity|code|title)\b/i.test(row)) return 'events';
  return /student/i.test(name) ? 'students' : 'events';
}

// Resolves to {report} or {problem}. Importing the same rows again changes nothing, so it is safe
// to repeat this after a lost answer.
async function send({ kind, bytes }, query = '') {
  const answer = await ask('POST', `/api/import/${kind}${query}`, {
    type: 'text/csv', body: bytes, timeoutMs: kTimeoutMs,
    headers: { 'Idempotency-Key': freshKey() },
  }).catch(() => null);
  if (!answer) return { report: null, problem: 'No answer. Try again: no row is added twice.' };
  const { body } = answer;
  return body.invalid ? { report: body, problem: null } : { report: null, problem: body.detail };
}

async function apply(imported) {
  draw($('import-apply'), html`<span>Importing…</span>`);
  for (const file of files) {
    Object.assign(file, await send(file));
    if (!isWhole(file)) return drawReport();
  }
  const sums = files.map((file) => `${counted(file)}: ${changes(file.report)}.`);
  files = [];
  await imported();
  draw($('import-report'), html`<p><b>Imported.</b> ${sums.join(' ')}</p>`);
  draw($('import-apply'), html`<a class="button" href="#desk">Go to the desk</a>`);
  $('import-apply').querySelector('a').focus();
}

const isWhole = ({ report }) => report?.invalid.length === 0;
const counted = ({ kind, report: { rows } }) => `${rows} ${rows === 1 ? kOne[kind] : kind}`;
const changes = ({ new: added, updated, unchanged }) =>
  `${added} new, ${updated} changed, ${unchanged} unchanged`;

function drawReport() {
  draw($('import-report'), files.map(fileReport));
  draw($('import-apply'), files.every(isWhole)
    ? html`<button type="button">Import ${files.map(counted).join(' and ')}</button>`
    : html`<span>Nothing was imported. Correct the file and choose it again.</span>`);
}

function fileReport(file) {
  const { name, kind, report, problem } = file;
  const { rows, invalid = [], ignored_columns: ignored = [] } = report ?? {};
  const errors = invalid.length === 1 ? '1 error' : `${invalid.length} errors`;
  return html`
    <section class="file" data-whole="${isWhole(file)}" aria-label="${name}">
      <h3>${name} <small>${kind}</small></h3>
      <p>${problem ?? `${counted(file)}: ${invalid.length > 0 ? errors : changes(report)}.`}</p>
      ${ignored.length > 0 && html`<p class="muted">Ignored columns: ${ignored.join(', ')}.</p>`}
      ${invalid.length > 0 && invalidRows(name, invalid)}
    </section>`;
}

const invalidRows = (name, invalid) => html`
  <div class="rows" tabindex="0" role="region" aria-label="Errors in ${name}">
    <table>
      <thead>
        <tr><th scope="col">Line</th><th scope="col">Column</th><th scope="col">Reason</th></tr>
      </thead>
      <tbody>${invalid.map(({ line, column, reason }) => html`
        <tr><td>${line}</td><td>${column}</td><td>${reason}</td></tr>`)}
      </tbody>
    </table>
  </div>`;
