// What a desk is called, who sits there, and whether it makes sounds. Loaded when first opened.

import { draw, html } from '../../html.js';
import { desk } from '../server/server.js';

// `saved()` after a change, `closed()` in any case.
export function openSettings(dialog, { saved, closed }) {
  draw(dialog, html`
    <form method="dialog">
      <h2 id="settings-title">This desk</h2>
      <label>Desk <input name="desk" maxlength="40" autocomplete="off"></label>
      <label>Who sits here <input name="who" maxlength="40" autocomplete="off"></label>
      <label class="check"><input type="checkbox" name="sound"> A sound for each verdict</label>
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
