// Everybody can use it: with only a keyboard, on a small screen, with large text, with a screen
// reader. It is small, and causes no violations of its own Content-Security-Policy.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Desk, eventually, installed, launch } from './support/desk.mjs';
import { Lastseat } from './support/lastseat.mjs';

const kTargetPx = 44;
const kPageBytes = 26_000;

let lastseat;
let browser;

before(async () => {
  [lastseat, browser] = await Promise.all([Lastseat.start(), launch()]);
  await lastseat.student('21CS001', 'Asha Rao', { college: 'Lakshmi Narain College' });
  await lastseat.student('21CS002', 'Vikram Das');
  await lastseat.event('ROBO', {
    title: 'Robo Race',
    capacity: 1,
    venue: 'Open Air Theatre',
    fee_minor: 30_000,
  });
  await lastseat.event('TEAM', { title: 'Overnight Hackathon', team_min: 2, team_max: 4 });
  await lastseat.event('SHUT', { title: 'Photo Walk', state: 'closed' });
});
after(async () => {
  await browser?.close();
  await lastseat?.end();
});

let fests = 0;

// A desk whose event has one seat left, and three new students.
async function openDesk(context) {
  const code = `RUN${++fests}`;
  await lastseat.event(code, { title: 'Robo Race', capacity: 2, venue: 'Open Air Theatre' });
  await lastseat.student(`${code}-IN`, 'Meera Iyer');
  await lastseat.student(`${code}-NEXT`, 'Asha Rao');
  await lastseat.student(`${code}-LATE`, 'Vikram Das');
  await lastseat.register(code, `${code}-IN`);
  const desk = await Desk.open(browser, lastseat.url, { event: code, context });
  return { desk, code };
}

// Calls `look(name)` in every state of the page, one after another.
async function everyState({ desk, code }, look) {
  const { page } = desk;
  const choose = async (other) => {
    await page.locator('#event-choose').click();
    await page.locator('#events-filter').fill(other);
    await look('choosing an event');
    await page.keyboard.press('Enter');
  };
  await look('idle');
  await desk.enter(`${code}-NEXT`);
  await desk.verdict('done');
  await look('registered');
  await desk.enter(`${code}-IN`);
  await desk.verdict('already');
  await look('already registered');
  await desk.enter(`${code}-LATE`);
  await page.getByRole('button', { name: 'Waiting list' }).waitFor();
  await look('full');
  await page.keyboard.press('w');
  await desk.verdict('waiting');
  await look('waiting');
  await desk.enter('99NEW1');
  await eventually(
    () => desk.focused(),
    (id) => id === 'name',
  );
  await look('walk-in');
  await page.keyboard.press('Escape');
  await desk.field.fill('vik');
  await page.getByRole('option').first().waitFor();
  await look('matches');
  await page.keyboard.press('Escape');
  await choose('TEAM');
  await desk.enter('21CS001');
  await desk.enter('21CS002');
  await eventually(
    () => page.locator('#members').innerText(),
    (chips) => chips.includes('Vikram'),
  );
  await look('team');
  await choose('SHUT');
  await look('closed');
  await page.locator('#desk-name').click();
  await page.getByLabel('Your name').waitFor();
  await look('settings');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Fest' }).click();
  await page.getByLabel('Events per student').waitFor();
  const buffer = Buffer.from('roll,name\n1,\n');
  await page
    .locator('#import-files')
    .setInputFiles({ name: 'students.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('region', { name: 'Errors in students.csv' }).waitFor();
  await look('fest');
  await page.getByRole('link', { name: 'Desk', exact: true }).click();
}

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing in any state, ${colorScheme}`, async () => {
    const axe = installed('axe-core').source;
    const { desk, code } = await openDesk({ colorScheme, reducedMotion: 'reduce' });
    await everyState({ desk, code }, async (state) => {
      await desk.page.evaluate(axe);
      const { violations } = await desk.page.evaluate(() =>
        globalThis.axe.run({ resultTypes: ['violations'] }),
      );
      const found = violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`,
      );
      assert.deepEqual(found, [], state);
    });
    await desk.close();
  });
}

for (const [sentence, viewport] of [
  ['320 px', { width: 320, height: 640 }],
  ['1280 px at 200 %', { width: 640, height: 360 }],
  ['a projector', { width: 1920, height: 1080 }],
]) {
  test(`${sentence}: verdicts are visible, nothing scrolls sideways, targets have ${kTargetPx} px`, async () => {
    const { desk, code } = await openDesk({ viewport });
    await everyState({ desk, code }, async (state) => {
      const { wide, small, word } = await desk.page.evaluate((target) => {
        const shown = (element) => element.checkVisibility() && !element.closest('.drop');
        const all = [
          ...document.querySelectorAll('a, button, input, label.check, [role=option]'),
        ].filter(shown);
        const tooSmall = all.filter((element) => {
          if (element.closest('label.check') && element.tagName === 'INPUT') return false;
          const { width, height } = element.getBoundingClientRect();
          return Math.min(width, height) < target - 0.5;
        });
        return {
          wide: document.documentElement.scrollWidth - innerWidth,
          small: tooSmall.map((element) => element.outerHTML),
          word: document.querySelector('.word').getBoundingClientRect(),
        };
      }, kTargetPx);
      assert.ok(wide <= 0, `${state}: ${wide} px too wide`);
      assert.deepEqual(small, [], state);
      const { top, bottom } = word;
      const isVerdict = ['registered', 'already registered', 'full', 'waiting'].includes(state);
      assert.ok(!isVerdict || (top >= 0 && bottom <= viewport.height), `${state} is not visible`);
    });
    await desk.close();
  });
}

test('the keyboard alone is enough: choose, register, undo, name the desk, open the fest', async () => {
  await lastseat.event('KEYS', { title: 'Code Golf' });
  const desk = await Desk.open(browser, lastseat.url, { name: '' });
  const { keyboard } = desk.page;
  await desk.page.locator('#events').waitFor();
  assert.equal(await desk.focused(), 'events-filter');
  await desk.type('golf');
  await keyboard.press('Enter');
  assert.equal(await desk.focused(), 'field');
  await desk.type('21CS001');
  await keyboard.press('Enter');
  await desk.verdict('done');

  await keyboard.press('Tab');
  assert.equal(await desk.focused(), 'submit');
  await keyboard.press('Tab');
  assert.equal(
    await desk.page.evaluate(() => document.activeElement.ariaLabel),
    'Undo Asha Rao, Code Golf',
  );
  await keyboard.press('Enter');
  await desk.verdict('undone');
  assert.equal(await desk.focused(), 'field');

  await keyboard.press('Shift+Tab');
  assert.equal(await desk.focused(), 'event-choose');
  const outline = await desk.page.evaluate(
    () => getComputedStyle(document.activeElement).outlineStyle,
  );
  assert.equal(outline, 'solid', 'the focus is visible');
  await keyboard.press('Enter');
  await keyboard.press('ArrowDown');
  await keyboard.press('Escape');
  await eventually(
    () => desk.focused(),
    (id) => id === 'field',
  );

  await keyboard.press('Shift+Tab');
  await keyboard.press('Shift+Tab');
  assert.equal(await desk.focused(), 'desk-name');
  await keyboard.press('Enter');
  await eventually(
    () => desk.focused(),
    (id) => id === 'desk',
  );
  await desk.type('Gate 2');
  await keyboard.press('Enter');
  await desk.page.getByRole('button', { name: 'Desk: Gate 2' }).waitFor();

  for (let i = 0; i < 3; i++) await keyboard.press('Shift+Tab');
  await keyboard.press('Enter');
  await desk.page.getByRole('heading', { name: 'Fest', exact: true }).waitFor();
  await desk.close();
});

test('verdicts are announced: the region is a polite status and contains the words', async () => {
  const desk = await Desk.open(browser, lastseat.url, { event: 'SHUT' });
  await desk.enter('21CS001');
  await desk.verdict('no');
  const status = desk.page.getByRole('status').filter({ hasText: 'takes no entries now' });
  assert.equal(await status.count(), 1);
  await desk.close();
});

test(`the desk is at most ${kPageBytes / 1000} kB on the wire, and complete under a strict policy`, async () => {
  const desk = await Desk.open(browser, lastseat.url, { event: 'ROBO' });
  const policy = desk.response.headers()['content-security-policy'];
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe|\*/);
  const bytes = await desk.page.evaluate(() =>
    performance
      .getEntries()
      .filter(({ entryType }) => ['navigation', 'resource'].includes(entryType))
      .filter(({ name }) => !/\/(api|readyz)/.test(name))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  );
  assert.ok(bytes > 5_000 && bytes <= kPageBytes, `${bytes} bytes`);
  await desk.close(); // fails on any message in the console
});
