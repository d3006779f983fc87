// Says that another fest is served now, and which requests were not sent because they belong to
// another one. It stays until it is closed. Loaded when first needed.

import { draw, html } from '../../html.js';

const kAnother = 'lastseat.another'; // why the page began afresh, until the notice is closed
const kReasons = {
  'lastseat.fest': ['Another fest is served here now.', 'Check that it is the right one.'],
};
const kOlder = ['An older copy of this fest is served now.', `What was saved after it is missing.
  Tell the organizer before you go on.`];

let known = 0; // how many requests were named in the notice that was closed

export function drawNotice(root, { unsent, closed }) {
  const name = sessionStorage[kAnother];
  const reason = name && (kReasons[name] ?? kOlder);
  const count = unsent.length;
  draw(root, (reason || count > known) && html`
    ${reason && html`<p><b>${reason[0]}</b> ${reason[1]}</p>`}
    ${count > 0 && html`
      <p><b>Not saved:</b> ${unsent.map(nameOf).join(', ')}. This belongs to what was served before,
        and is sent when that is back.</p>`}
    <button type="button">Close</button>`);
  root.onclick = ({ target }) => {
    if (!target.closest('button')) return;
    delete sessionStorage[kAnother];
    known = count;
    draw(root, '');
    closed();
  };
}

const nameOf = ({ method, about }) =>
  (method === 'DELETE' ? `undo of ${about.who}` : about.who) + ` (${about.title})`;
