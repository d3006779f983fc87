// Says that another fest is served now, and which requests were not sent because they belong to
// another one. It stays until it is closed. Loaded when first needed.

import { draw, html } from '../../html.js';

const kAnother = 'lastseat.another'; // why the page began afresh, until the notice is closed
const kReasons = {
  'lastseat.fest': 'the one before is no longer served here. Nothing of it is shown.',
};
const kOlder = 'an older copy of the last one was put back. What was saved later is not in it.';

let known = 0; // how many requests were named in the notice that was closed

export function drawNotice(root, { unsent, closed }) {
  const name = sessionStorage[kAnother];
  const reason = name && (kReasons[name] ?? kOlder);
  const count = unsent.length;
  draw(root, (reason || count > known) && html`
    ${reason && html`<p><b>This is another fest:</b> ${reason}</p>`}
    ${count > 0 && html`
      <p><b>${count === 1 ? '1 request' : `${count} requests`} of another fest
        ${count === 1 ? 'was' : 'were'} not sent:</b> ${unsent.map(nameOf).join(', ')}.
        ${count === 1 ? 'It is' : 'They are'} sent when that fest is back.</p>`}
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
