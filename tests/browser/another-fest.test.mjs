// One fest after another at the same address: a training fest, the real one, an older copy of it.
// Nothing of one is shown in the other, and nothing is sent to it.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Desk, eventually, installed, launch } from './support/desk.mjs';
import { Lastseat } from './support/lastseat.mjs';

const kCommands = '**/api/registrations**';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

// A server whose data folder can be changed for another one while it is stopped.
async function withServer(body) {
  const lastseat = await Lastseat.start();
  const first = lastseat.folder;
  const other = await mkdtemp(path.join(os.tmpdir(), 'lastseat-other-'));
  const serve = async (folder) => {
    await lastseat.stop();
    lastseat.folder = folder;
    await lastseat.start();
  };
  try {
    await lastseat.event('ROBO');
    await lastseat.student('21CS001', 'Asha Rao');
    await lastseat.student('21CS002', 'Vikram Das');
    await body({ lastseat, serve, first, other });
  } finally {
    await lastseat.end();
    for (const folder of [first, other]) await rm(folder, { recursive: true, force: true });
  }
}

const notice = (desk) => desk.page.locator('#notice').innerText();
const says = (desk, pattern) => eventually(() => notice(desk), (text) => pattern.test(text), 15_000);
const isSilent = (desk) => eventually(() => notice(desk), (text) => text === '');
const pending = (desk) =>
  desk.page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes('.pending.')));

// The page complains about nothing but the requests that found no server.
async function close(desk) {
  desk.errors = desk.errors.filter((error) => !/ERR_CONNECTION|Failed to fetch/.test(error));
  await desk.close();
}

test('every request names the fest, and the newest place in its journal', async () => {
  await withServer(async ({ lastseat }) => {
    const sent = [];
    const desk = await Desk.open(browser, lastseat.url, { event: 'ROBO' });
    desk.page.on('request', (request) => sent.push(request));
    await desk.enter('21CS001');
    await desk.verdict('done');
    await desk.page.locator('[data-undo]').click();
    await desk.verdict('undone');
    const undo = sent.find((request) => request.method() === 'DELETE');
    const registered = sent.find((request) => request.method() === 'POST');
    const { registration } = await (await registered.response()).json();
    assert.match(undo.url(), new RegExp(`/${registration.id}\\?ticket=${registration.ticket}$`));
    const answered = await (await registered.response()).allHeaders();
    assert.equal(registered.headers()['lastseat-fest'], answered['lastseat-fest']);
    assert.ok(
      parseInt(undo.headers()['lastseat-head']) >= parseInt(answered['lastseat-head']),
      undo.headers()['lastseat-head'],
    );
    const head = () => sent.at(-1).headers()['lastseat-head'];
    const last = (await lastseat.ask('GET', '/api/journal')).body.entries.at(-1).seq;
    await eventually(head, (text) => parseInt(text) === last);
    // A reload remembers it.
    sent.length = 0;
    await desk.page.reload();
    const first = await eventually(
      () => sent.find((request) => request.url().endsWith('/api/events')),
      Boolean,
    );
    assert.equal(parseInt(first.headers()['lastseat-head']), last);
    await desk.close();
  });
});

test('another fest: nothing of the first is shown, and a notice says so until it is closed', async () => {
  await withServer(async ({ lastseat, serve, first, other }) => {
    const desk = await Desk.open(browser, lastseat.url, { event: 'ROBO' });
    await desk.enter('21CS001');
    await desk.verdict('done');
    await serve(other);
    await says(desk, /^Another fest is served here now/);
    await desk.page.getByRole('heading', { name: 'Set up the fest' }).waitFor();
    await lastseat.event('ROBO', { title: 'Robo Rally' });
    await desk.page.getByRole('heading', { name: 'Fest', exact: true }).waitFor();
    await desk.page.getByRole('link', { name: 'Desk', exact: true }).click();
    await desk.page.locator('#events').waitFor(); // no event is chosen in this fest
    assert.doesNotMatch(await desk.page.locator('body').innerText(), /Asha Rao|Event ROBO/);
    await desk.page.keyboard.press('Enter');
    assert.match(await desk.page.locator('#recent').innerText(), /None yet/);

    await desk.page.reload();
    await says(desk, /Another fest is served here/);
    await desk.page.evaluate(installed('axe-core').source);
    const { violations } = await desk.page.evaluate(() =>
      globalThis.axe.run({ resultTypes: ['violations'] }),
    );
    assert.deepEqual(violations, []);
    await desk.page.getByRole('button', { name: 'Close' }).click();
    await isSilent(desk);
    assert.equal(await desk.focused(), 'field');
    await desk.page.reload();
    await desk.page.locator('#seats meter').waitFor({ state: 'attached' });
    await isSilent(desk);

    await serve(first);
    await says(desk, /Another fest is served here/);
    await eventually(
      () => desk.rowTexts(),
      ([row]) => /Asha Rao/.test(row),
    );
    assert.match(await desk.page.locator('#event-title').innerText(), /Event ROBO/);
    await close(desk);
  });
});

test('what waits to be sent goes to its own fest only, and is named meanwhile', async () => {
  await withServer(async ({ lastseat, serve, first, other }) => {
    const desk = await Desk.open(browser, lastseat.url, { event: 'ROBO' });
    await desk.enter('21CS002');
    await desk.verdict('done');
    await desk.context.route(kCommands, (route) => route.abort());
    await desk.enter('21CS001');
    await desk.verdict('late');
    await desk.page.locator('[data-undo]').click();
    await eventually(
      () => pending(desk),
      (names) => names.length === 2,
    );
    await lastseat.stop();
    lastseat.folder = other;
    await lastseat.start();
    await lastseat.event('ROBO');
    await lastseat.student('21CS001', 'Somebody Else');
    const keys = desk.watchKeys();
    await desk.context.unroute(kCommands);
    await says(desk, /Not saved: 21CS001 \(Event ROBO\), undo of Vi/);
    await desk.page.waitForTimeout(1_500);
    assert.deepEqual(await lastseat.registrations('ROBO'), []);
    const sent = keys.length;
    assert.equal((await pending(desk)).length, 2, 'they are kept');
    const journal = (await lastseat.ask('GET', '/api/journal')).body.entries;
    assert.deepEqual(
      journal.map(({ command }) => command),
      ['add_event', 'put_student'],
    );
    await desk.page.reload();
    await says(desk, /Not saved: /);
    await desk.page.waitForTimeout(1_000);
    assert.equal(keys.length, sent, 'they are not even tried again');

    await serve(first);
    await eventually(
      async () => (await lastseat.registrations('ROBO')).map(({ status }) => status).join(),
      (statuses) => statuses === 'cancelled,confirmed',
      15_000,
    );
    await eventually(
      () => pending(desk),
      (names) => names.length === 0,
    );
    await close(desk);
  });
});

test('an older copy put back: the page says so, and what belongs to the lost part is not sent', async () => {
  await withServer(async ({ lastseat, serve, first, other }) => {
    const desk = await Desk.open(browser, lastseat.url, { event: 'ROBO' });
    await desk.enter('21CS001');
    await desk.verdict('done');
    await lastseat.stop();
    await lastseat.copyTo(other);
    await lastseat.start();
    await eventually(
      () => desk.page.evaluate(() => document.body.className),
      (name) => !name.includes('stale'),
    );
    await desk.enter('21CS002');
    await desk.verdict('done');
    await desk.context.route(kCommands, (route) => route.abort());
    await desk.page.locator('[data-undo]').first().click();
    await desk.verdict('late');

    await serve(other);
    await desk.context.unroute(kCommands);
    await says(desk, /An older copy of this fest is served now/);
    await says(desk, /Not saved: undo of Vikram Das/);
    assert.doesNotMatch(await desk.page.locator('#recent').innerText(), /Vikram|Asha/);
    assert.match(await desk.page.locator('#event-title').innerText(), /Event ROBO/);
    // The copy goes on, with another registration at the place of the lost one.
    await lastseat.student('21CS003', 'Meera Iyer');
    await desk.enter('21CS003');
    await desk.verdict('done');
    await desk.page.waitForTimeout(1_500);
    const statuses = (await lastseat.registrations('ROBO')).map(({ status }) => status);
    assert.deepEqual(statuses, ['confirmed', 'confirmed']);
    assert.equal((await pending(desk)).length, 1);

    // The one with the lost part is back.
    await serve(first);
    await eventually(
      async () => (await lastseat.registrations('ROBO')).map(({ status }) => status).join(),
      (both) => both === 'confirmed,cancelled',
      15_000,
    );
    assert.deepEqual(await pending(desk), []);
    await close(desk);
  });
});
