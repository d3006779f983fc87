// The organizer's view: the first start, imports, capacities, lists, and the names of desks.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { Desk, eventually, launch } from './support/desk.mjs';
import { Lastseat } from './support/lastseat.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

// Each test has its own fest, because it changes all of it.
function atFest(sentence, body) {
  test(sentence, async () => {
    const lastseat = await Lastseat.start();
    try {
      await body(lastseat);
    } finally {
      await lastseat.end();
    }
  });
}

const csv = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const kEvents = 'code,title,starts_at,ends_at,capacity\n';
const kTimes = '2027-01-22T09:00,2027-01-22T12:00';

atFest(
  'first start: bad rows are shown, nothing is imported, good files lead to the desk',
  async (lastseat) => {
    const desk = await Desk.open(browser, lastseat.url);
    const { page } = desk;
    const files = page.locator('#import-files');
    await page.getByRole('heading', { name: 'Set up the fest' }).waitFor();
    await files.setInputFiles([
      csv('fest.csv', `${kEvents}ROBO,Robo Race,${kTimes},many\nLINE,,${kTimes},5\n`),
      csv('people.csv', 'roll,name\n21CS001,Asha Rao\n'),
    ]);
    const rows = page.getByRole('region', { name: 'Errors in fest.csv' }).locator('tbody tr');
    await rows.first().waitFor();
    const cells = await rows.evaluateAll((all) =>
      all.map((row) => [...row.cells].map((cell) => cell.innerText)),
    );
    assert.deepEqual(
      cells.map(([line, column]) => [line, column]),
      [
        ['2', 'capacity'],
        ['3', 'title'],
      ],
    );
    assert.ok(cells.every(([, , reason]) => reason.length > 3));
    assert.equal(await page.getByRole('button', { name: /^Import/ }).count(), 0);
    assert.deepEqual((await lastseat.ask('GET', '/api/events')).body.events, []);

    await files.setInputFiles(csv('fest.csv', `${kEvents}ROBO,Robo Race,${kTimes},40\n`));
    await page.getByRole('button', { name: 'Import 1 event and 1 student' }).click();
    await page.getByRole('link', { name: 'Go to the desk' }).click();
    await page.locator('#events-filter').fill('robo');
    await page.keyboard.press('Enter');
    await desk.enter('21CS001');
    assert.match(await desk.verdict('done'), /Asha Rao Seat 1/);
    await desk.close();
  },
);

atFest('first start: files may be dropped anywhere on the page', async (lastseat) => {
  const desk = await Desk.open(browser, lastseat.url);
  await desk.page.getByRole('heading', { name: 'Set up the fest' }).waitFor();
  await desk.page.evaluate((text) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], 'whatever.csv'));
    document.body.dispatchEvent(
      new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }),
    );
  }, 'name,roll\nAsha Rao,21CS001\n');
  await desk.page.getByRole('button', { name: 'Import 1 student' }).click();
  await eventually(
    async () => (await lastseat.ask('GET', '/api/students/21CS001')).status,
    (status) => status === 200,
  );
  await desk.close();
});

atFest('first start: the sample fest is one button away', async (lastseat) => {
  const desk = await Desk.open(browser, lastseat.url);
  await desk.page.getByRole('button', { name: 'Load the sample fest' }).click();
  await desk.page.locator('#events').waitFor();
  assert.ok((await desk.page.locator('#events-list [role=option]').count()) > 10);
  await desk.close();
});

atFest(
  'a new capacity does not overwrite a change that was made in between',
  async (lastseat) => {
    await lastseat.event('ROBO', { capacity: 40 });
    const desk = await Desk.open(browser, lastseat.url, { event: 'ROBO', path: '/#fest' });
    const row = desk.page.locator('#event-rows li');
    const capacity = row.getByLabel('Capacity');
    await capacity.fill('45');
    await lastseat.ask('PATCH', '/api/events/ROBO', { capacity: 50 });
    await desk.page.waitForTimeout(1_500); // polling must not give the edit a fresh tag
    await capacity.press('Enter');
    await eventually(
      () => row.innerText(),
      (text) => /was changed since you loaded it/.test(text),
    );
    await eventually(
      () => capacity.inputValue(),
      (value) => value === '50',
    );
    await capacity.fill('55');
    await row.getByRole('button', { name: 'Save' }).click();
    await eventually(
      () => row.innerText(),
      (text) => /Saved\./.test(text),
    );
    await row.getByLabel('Open').uncheck();
    await eventually(
      async () => (await lastseat.ask('GET', '/api/events/ROBO')).body,
      ({ state, capacity: seats }) => state === 'closed' && seats === 55,
    );
    await desk.close();
  },
);

atFest('a capacity below the seats taken is refused with a sentence', async (lastseat) => {
  await lastseat.event('ROBO', { capacity: 2 });
  for (const roll of ['A1', 'A2']) {
    await lastseat.student(roll, roll);
    await lastseat.register('ROBO', roll);
  }
  const desk = await Desk.open(browser, lastseat.url, { event: 'ROBO', path: '/#fest' });
  const row = desk.page.locator('#event-rows li');
  await row.getByLabel('Capacity').fill('1');
  await row.getByLabel('Capacity').press('Enter');
  await eventually(
    () => row.innerText(),
    (text) => /2 seats of Event ROBO are taken/.test(text),
  );
  await desk.close();
});

atFest('the rules are shown and saved', async (lastseat) => {
  await lastseat.event('ROBO');
  const desk = await Desk.open(browser, lastseat.url, { event: 'ROBO', path: '/#fest' });
  await desk.page.getByLabel('Refuse').check();
  await desk.page.getByLabel('Events per student').fill('3');
  await desk.page.getByRole('button', { name: 'Save the rules' }).click();
  await eventually(
    async () => (await lastseat.ask('GET', '/api/fest')).body,
    (fest) =>
      fest.time_clash === 'refuse' && fest.entry_limit === 3 && fest.waitlist_limit === null,
  );
  await desk.close();
});

atFest('lists can be downloaded', async (lastseat) => {
  await lastseat.event('ROBO');
  await lastseat.student('A1', 'Asha Rao');
  await lastseat.register('ROBO', 'A1');
  const desk = await Desk.open(browser, lastseat.url, { event: 'ROBO', path: '/#fest' });
  for (const name of ['Registrations, CSV', 'Roster of Event ROBO']) {
    const [download] = await Promise.all([
      desk.page.waitForEvent('download'),
      desk.page.getByRole('link', { name }).click(),
    ]);
    assert.match(await readFile(await download.path(), 'utf8'), /Asha Rao/);
  }
  await desk.close();
});

atFest(
  'the name of a desk is stored and sent with every registration, in any script',
  async (lastseat) => {
    await lastseat.event('ROBO');
    await lastseat.student('A1', 'Asha Rao');
    const desk = await Desk.open(browser, lastseat.url, { event: 'ROBO', name: '' });
    await desk.page.getByRole('button', { name: 'Name this desk' }).click();
    await desk.page.getByLabel('Desk', { exact: true }).fill('मुख्य द्वार');
    await desk.page.keyboard.press('Enter');
    await eventually(
      () => desk.focused(),
      (id) => id === 'field',
    );
    await desk.enter('A1');
    await desk.verdict('done');
    assert.equal((await lastseat.registrations('ROBO'))[0].desk, 'मुख्य द्वार');
    await desk.page.reload();
    await desk.page.getByRole('button', { name: 'Desk: मुख्य द्वार' }).waitFor();
    await desk.close();
  },
);
