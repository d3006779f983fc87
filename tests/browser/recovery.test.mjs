// Bad days: lost answers, a stopped server, a full disk. Nothing is dropped, nothing is done twice,
// and nothing is green before it is saved.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BadDisk } from './support/bad-disk.mjs';
import { Desk, eventually, launch } from './support/desk.mjs';
import { Lastseat } from './support/lastseat.mjs';

const kCommands = '**/api/registrations';
let lastseat;
let browser;

before(async () => {
  [lastseat, browser] = await Promise.all([Lastseat.start(), launch()]);
  await lastseat.student('21CS001', 'Asha Rao');
  await lastseat.student('21CS002', 'Vikram Das');
});
after(async () => {
  await browser?.close();
  await lastseat?.end();
});

async function open(code) {
  await lastseat.event(code);
  return Desk.open(browser, lastseat.url, { event: code });
}

test('a reload with a request in progress sends the same key, and registers once', async () => {
  const desk = await open('R1');
  const keys = desk.watchKeys();
  await desk.context.route(kCommands, (route) => route.abort());
  await desk.enter('21CS001');
  assert.match(await desk.verdict('late'), /Not saved yet 21CS001/);
  assert.match((await desk.rowTexts())[0], /21CS001 Not registered yet/);
  await desk.page.reload();
  await desk.verdict('late');
  assert.deepEqual(await lastseat.registrations('R1'), []);
  await desk.context.unroute(kCommands);
  assert.match(await desk.verdict('done'), /Asha Rao Seat 1/);
  assert.ok(keys.length >= 3, `${keys.length} attempts`);
  assert.equal(new Set(keys).size, 1, 'one key');
  assert.equal((await lastseat.registrations('R1')).length, 1);
  await eventually(
    () => desk.page.evaluate(() => Object.keys(localStorage).join()),
    (kept) => !kept.includes('.pending.'),
  );
  await desk.close();
});

test('an answer lost after the commit ends in one registration and a green verdict', async () => {
  const desk = await open('R2');
  let lost = 0;
  await desk.page.route(kCommands, async (route) => {
    if (lost++ > 0) return route.continue();
    await route.fetch(); // the server gets it
    return route.abort();
  });
  await desk.enter('21CS001');
  assert.match(await desk.verdict('done'), /Registered Asha Rao Seat 1/);
  assert.ok(lost >= 2);
  assert.equal((await lastseat.registrations('R2')).length, 1);
  assert.equal(await desk.rows.count(), 1);
  await desk.close();
});

test('while the server is down scans wait in order, and are saved when it is back', async () => {
  const desk = await open('R3');
  await lastseat.stop('SIGKILL');
  await desk.scan('21CS002');
  await desk.scan('21CS001');
  await desk.verdict('late');
  const banner = desk.page.locator('#banner');
  assert.equal(await desk.rows.count(), 2, 'both are shown as waiting');
  await eventually(
    () => banner.innerText(),
    (text) => /Lastseat is not answering.*2 requests are waiting to be saved/s.test(text),
  );
  await lastseat.start();
  await eventually(
    () => desk.rowTexts(),
    (rows) => rows.length === 2 && rows.every((row) => row.includes('Seat')),
    15_000,
  );
  const seats = (await lastseat.registrations('R3')).map(({ seat, members }) => [
    seat,
    members[0].roll,
  ]);
  assert.deepEqual(seats, [
    [1, '21CS002'],
    [2, '21CS001'],
  ]);
  await eventually(
    () => banner.innerText(),
    (text) => text === '',
  );
  desk.errors.length = 0; // refused connections are expected here
  await desk.close();
});

test("two tabs of one desk keep each other's requests, and each is saved once", async () => {
  const desk = await open('R8');
  await desk.context.route(kCommands, (route) => route.abort());
  const other = await desk.context.newPage();
  await other.goto(lastseat.url);
  await other.locator('#seats meter').waitFor();
  await other.locator('#field').fill('21CS002');
  await other.keyboard.press('Enter');
  await desk.enter('21CS001');
  await other.locator('#verdict[data-tone=late]').waitFor();
  await desk.verdict('late');
  await desk.page.reload();
  await eventually(
    () => desk.rows.count(),
    (count) => count === 2,
  );
  await desk.context.unroute(kCommands);
  await eventually(
    () => lastseat.registrations('R8'),
    (all) => all.length === 2,
  );
  await eventually(
    () => desk.page.evaluate(() => Object.keys(localStorage).join()),
    (kept) => !kept.includes('.pending.'),
  );
  await desk.page.waitForTimeout(500);
  assert.equal((await lastseat.registrations('R8')).length, 2);
  await desk.close();
});

test('503 with Retry-After is retried after that time, with the same key', async () => {
  const desk = await open('R4');
  const keys = desk.watchKeys();
  const times = [];
  await desk.page.route(kCommands, (route) => {
    times.push(Date.now());
    if (times.length > 1) return route.continue();
    return route.fulfill({
      status: 503,
      headers: { 'Retry-After': '1' },
      contentType: 'application/problem+json',
      body: '{"title":"Too busy","reason":"busy"}',
    });
  });
  await desk.enter('21CS001');
  await desk.verdict('late');
  assert.match(await desk.verdict('done'), /Asha Rao/);
  assert.ok(times[1] - times[0] >= 950, `${times[1] - times[0]} ms`);
  assert.equal(new Set(keys).size, 1);
  await desk.close();
});

test('a refusal ends a request: it is not retried', async () => {
  const desk = await open('R5');
  const keys = desk.watchKeys();
  await lastseat.register('R5', '21CS001');
  await desk.enter('21CS001');
  await desk.verdict('already');
  await desk.page.waitForTimeout(600);
  assert.equal(keys.length, 1);
  await desk.close();
});

test('a server that cannot save says so in a banner', async () => {
  const desk = await open('R6');
  await desk.page.route('**/readyz', (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/json',
      body: '{"status":"disk_full","detail":"There is no space left on the disk."}',
    }),
  );
  await eventually(
    () => desk.page.locator('#banner').innerText(),
    (text) => /cannot save now.*no space left on the disk/s.test(text),
  );
  await desk.page.unroute('**/readyz');
  await eventually(
    () => desk.page.locator('#banner').innerText(),
    (text) => text === '',
  );
  await desk.close();
});

test('the disk fails: nothing is called saved, a banner says why, and it recovers by itself', async () => {
  const disk = await BadDisk.make();
  const broken = await Lastseat.start(disk.environment);
  await broken.event('R8');
  await broken.student('21CS001', 'Asha Rao');
  await broken.student('21CS002', 'Ben Iyer');
  const desk = await Desk.open(browser, broken.url, { event: 'R8' });
  await desk.enter('21CS001');
  await desk.verdict('done');

  await disk.fail();
  await desk.enter('21CS002');
  assert.match(await desk.verdict('late'), /Not saved yet 21CS002/);
  const banner = () => desk.page.locator('#banner').innerText();
  await eventually(banner, (text) => /cannot save now.*The disk failed\./s.test(text));
  assert.equal((await broken.ask('GET', '/readyz')).status, 503);

  await disk.heal();
  assert.match(await desk.verdict('done'), /Ben Iyer/);
  await eventually(banner, (text) => text === '');
  assert.equal((await broken.registrations('R8')).length, 2);
  await desk.close();
  await broken.end();
  await disk.end();
});

test('an undo is kept and repeated like a registration', async () => {
  const desk = await open('R7');
  await desk.enter('21CS001');
  await desk.verdict('done');
  await desk.context.route('**/api/registrations/*', (route) => route.abort());
  await desk.page.locator('[data-undo]').click();
  await desk.verdict('late');
  await desk.page.reload();
  await desk.verdict('late');
  await desk.context.unroute('**/api/registrations/*');
  assert.match(await desk.verdict('undone'), /Asha Rao/);
  const [{ status }] = await lastseat.registrations('R7');
  assert.equal(status, 'cancelled');
  await desk.close();
});
