// The page around the desk: which of the two views is shown, the banner, the settings of this desk,
// and the focus, which should always be in the field.

import { $, draw, html } from '../../html.js';
import { events, field, outbox, start } from '../desk/desk.js';
import { desk, heartbeat } from '../server/server.js';

let health = { answering: true, ready: true, detail: '' };
let eventsTag = null; // the ETag of the list that is shown; null until there is one
let fest = null; // the organizer's view, loaded when first needed

// --- Desk or fest -----------------------------------------------------------------------------

async function showSide() {
  const empty = eventsTag !== null && events.all.length === 0;
  const side = empty || location.hash === '#fest' ? 'fest' : 'desk';
  $('desk').hidden = side !== 'desk';
  $('fest').hidden = side !== 'fest';
  for (const link of document.querySelectorAll('nav a')) {
    link.ariaCurrent = link.hash === `#${side}` ? 'page' : null;
  }
  if (side === 'fest') {
    fest ??= await import('../fest/fest.js');
    if (empty) history.replaceState(null, '', '#fest'); // stay here when the first events arrive
    fest.show($('fest'), { events, etag: eventsTag, empty, refresh: beat });
  } else {
    field.focus();
    if (eventsTag !== null && !events.chosen && !$('events').open) events.open();
  }
}

addEventListener('hashchange', showSide);

// --- The banner -------------------------------------------------------------------------------

function drawBanner() {
  const count = outbox.items.length;
  const kept = count > 0 && html`
    <p>${count === 1 ? '1 request is' : `${count} requests are`} waiting to be saved. The page
      retries automatically: keep it open.</p>`;
  const trouble = !health.answering
    ? html`<p><b>Lastseat is not answering.</b> Restart it on its laptop. Everything that was shown
        as registered is saved.</p>`
    : html`<p><b>Lastseat cannot save now.</b> ${health.detail}</p>`;
  draw($('banner'), health.answering && health.ready ? '' : [trouble, kept]);
  document.body.classList.toggle('stale', !health.answering);
}

outbox.addEventListener('changed', async () => {
  drawBanner();
  if (!sessionStorage['lastseat.another'] && outbox.others.length === 0) return;
  const { drawNotice } = await import('../notice/notice.js');
  drawNotice($('notice'), { unsent: outbox.others, closed: () => field.focus() });
});

const beat = heartbeat({
  events(list, etag) {
    if (!events.update(list)) return false;
    const first = eventsTag === null;
    eventsTag = etag;
    if (first || events.all.length === 0 || !$('fest').hidden) showSide();
    return true;
  },
  health(now) {
    const back = now.answering && !health.answering;
    health = now;
    drawBanner();
    if (back) outbox.nudge();
  },
});

// --- This desk --------------------------------------------------------------------------------

function drawDesk() {
  $('desk-name').textContent = desk.name ? `Desk: ${desk.name}` : 'Name this desk';
}

$('desk-name').addEventListener('click', async () => {
  const { openSettings } = await import('../settings/settings.js');
  openSettings($('settings'), { saved: drawDesk, closed: () => field.focus() });
});

// --- The focus --------------------------------------------------------------------------------

const atDesk = () => !$('desk').hidden && !document.querySelector('dialog[open]');
const kTakesFocus = 'a, button, input, label, dialog, [role=option]';

$('events').addEventListener('close', () => field.focus());
addEventListener('focus', () => {
  if (atDesk() && document.activeElement === document.body) field.focus();
});

addEventListener('click', ({ target }) => {
  if (atDesk() && !target.closest(kTakesFocus) && getSelection().isCollapsed) field.focus();
});

// A scan goes into the field wherever the focus is, for example on an Undo button.
addEventListener('keydown', ({ key, ctrlKey, metaKey, altKey, target }) => {
  const types = key.length === 1 && key !== ' ' && !ctrlKey && !metaKey && !altKey;
  if (types && atDesk() && !target.closest('input')) field.focus();
}, { capture: true });

drawDesk();
start();
