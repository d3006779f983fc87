// The name of this desk, who works there, and whether it plays sounds. Loaded when first opened.

import { draw, html } from '../../html.js';
import { desk } from '../server/server.js';

// Calls `saved()` after a change, and `closed()` in any case.
export function openSettings(dialog, { saved, closed }) {
  draw(dialog, html`
    <form method="dialog">
      <h2 id="settings-title">This desk</h2>
      <label>Desk <input name="desk" maxlength="40" autocomplete="off"></label>
      <label>Your name <input name="who" maxlength="40" autocomplete="off"></label>
      <label class="check"><input type="checkbox" name="sound"> Play a sound for each result</label>
      <p class="actions"><button>Save</button></p>
    </form>`);
  const form = dialog.querySelector('form');
  const { desk: name, who, sound } = form.elements;
  name.value = desk.name;
  who.value = desk.who;
  sound.checked = desk.sound !== '';
  form.onsubmit = () => {
    desk.name = name.value.trim();
    desk.who = who.value.trim();
    desk.sound = sound.checked ? 'on' : '';
    saved();
  };
  dialog.onclose = closed;
  dialog.showModal();
}
