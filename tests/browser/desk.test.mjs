// The desk on a good day: all kinds of input, and what the volunteer sees.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Desk, eventually, launch } from './support/desk.mjs';
import { Lastseat } from './support/lastseat.mjs';

let lastseat;
let browser;

const kStudents = [
  ['21CS001', 'Asha Rao', { college: 'Lakshmi Narain College', phone: '+919000000001' }],
  ['21CS002', 'Vikram Das', { college: "St. Joseph's Polytechnic" }],
  ['21CS003', 'Meera Iyer'],
  ['21CS004', 'Vikram Nair'],
  ['21CS005', '<img src=x onerror="document.title=1">'],
];

before(async () => {
  [lastseat, browser] = await Promise.all([Lastseat.start(), launch()]);
  for (const student of kStudents) await lastseat.student(...student);
});
after(async () => {
  await browser?.close();
  await lastseat?.end();
});

// A test with its own desk and its own event.
function atDesk(sentence, code, fields, body) {
  test(sentence, async () => {
    await lastseat.event(code, fields);
    const desk = await Desk.open(browser, lastseat.url, { event: code });
    try {
      await body(desk);
    } catch (error) {
      await desk.context.close();
      throw error;
    }
    await desk.close();
  });
}

atDesk(
  'a roll number and Enter register: neutral until the answer, then green',
  'A1',
  {},
  async (desk) => {
    assert.equal(await desk.focused(), 'field');
    let answer;
    await desk.page.route('**/api/registrations', async (route) => {
      await new Promise((resolve) => (answer = resolve));
      await route.continue();
    });
    await desk.type('21cs001');
    await desk.page.keyboard.press('Enter');
    assert.equal(await desk.field.inputValue(), '', 'the field is clear before the answer');
    assert.match(await desk.verdict('asking'), /Sending… 21cs001/);
    await eventually(() => answer, Boolean);
    answer();
    assert.match(await desk.verdict('done'), /Registered Asha Rao Seat 1 · ticket \S+/);
    assert.equal(await desk.focused(), 'field');
    assert.equal(await desk.seatsLeft(), '9 seats left');
    const [registration] = await lastseat.registrations('A1');
    assert.equal(registration.desk, 'Main gate');
  },
);

atDesk('two fast scans keep their order', 'A2', {}, async (desk) => {
  await desk.scan('21CS002');
  await desk.scan('21CS001');
  await eventually(
    () => desk.rows.count(),
    (count) => count === 2,
  );
  const seats = (await lastseat.registrations('A2')).map(({ seat, members }) => [
    seat,
    members[0].roll,
  ]);
  assert.deepEqual(seats, [
    [1, '21CS002'],
    [2, '21CS001'],
  ]);
  assert.match((await desk.rowTexts())[0], /Asha Rao/);
});

atDesk('a scanner may end in Tab or in nothing', 'A3', {}, async (desk) => {
  await desk.scan('21CS001', 'Tab');
  assert.match(await desk.verdict('done'), /Asha Rao/);
  assert.equal(await desk.focused(), 'field');
  await desk.scan('21CS002', '');
  await eventually(
    () => desk.said(),
    (said) => said.includes('Vikram Das'),
  );
});

atDesk('a person may leave the field with Tab', 'A4', {}, async (desk) => {
  await desk.type('21CS001');
  await desk.page.keyboard.press('Tab');
  assert.equal(await desk.focused(), 'submit');
  assert.equal(await desk.field.inputValue(), '21CS001');
});

atDesk('the same code within two seconds is sent once, with a note', 'A5', {}, async (desk) => {
  const keys = desk.watchKeys();
  await desk.scan('21CS001');
  await desk.scan('21CS001');
  await desk.verdict('done');
  assert.match(await desk.page.locator('#hint').innerText(), /again within two seconds: ignored/);
  assert.equal(keys.length, 1);
});

atDesk('a scan lands in the field wherever the focus is', 'A6', {}, async (desk) => {
  await desk.enter('21CS001');
  await desk.verdict('done');
  await desk.page.locator('[data-undo]').focus();
  await desk.scan('21CS002');
  await eventually(
    () => desk.said(),
    (said) => said.includes('Vikram Das'),
  );
  assert.equal(
    (await lastseat.registrations('A6')).filter(({ status }) => status === 'confirmed').length,
    2,
  );
});

atDesk(
  'already registered is amber, and shows who, when, where and the ticket',
  'A7',
  {},
  async (desk) => {
    const { body } = await lastseat.register('A7', '21CS003', 'Library');
    await desk.enter('21CS003');
    const said = await desk.verdict('already');
    assert.match(said, /Already registered Meera Iyer .*\d:\d\d.* at Library/);
    assert.ok(said.includes(body.registration.ticket), said);
  },
);

atDesk(
  'a closed event refuses in red, in the words of the server',
  'A8',
  { state: 'closed' },
  async (desk) => {
    await desk.enter('21CS001');
    await desk.verdict('no');
    // The refusal has only the roll; the name is looked up after it.
    await eventually(
      () => desk.said(),
      (said) => said === 'Closed Asha Rao Event A8 takes no entries now.',
    );
    assert.match((await desk.rowTexts())[0], /Not registered: Closed/);
  },
);

atDesk(
  'full: W joins the waiting list, and an undo promotes its head',
  'A9',
  { capacity: 1 },
  async (desk) => {
    await desk.enter('21CS001');
    await desk.verdict('done');
    await desk.enter('21CS002');
    assert.match(
      await desk.verdict('no'),
      /Full .*Event A9 is full \(1 of 1\).*Last seat: .* at this desk/,
    );
    assert.equal(await desk.focused(), 'field');
    await desk.page.keyboard.press('w');
    assert.match(
      await desk.verdict('waiting'),
      /Waiting list Vikram Das Place 1 on the waiting list/,
    );
    assert.equal(await desk.field.inputValue(), '');
    await desk.page.getByRole('button', { name: 'Undo Asha Rao, Event A9' }).click();
    assert.match(await desk.verdict('undone'), /Undone Asha Rao .* Vikram Das moves up .* Seat 1/);
    assert.equal(await desk.focused(), 'field');
    const rows = await desk.rowTexts();
    assert.match(rows[0], /Vikram Das Seat 1/);
    assert.match(rows[1], /Asha Rao Undone/);
    assert.equal(rows.length, 2, 'the refusal that became a registration is gone');
  },
);

atDesk(
  'full: the next scan does not join the waiting list, even if it begins with W',
  'B1',
  { capacity: 1 },
  async (desk) => {
    await lastseat.student('W7001', 'Wasim Khan');
    await lastseat.register('B1', '21CS003');
    await desk.enter('21CS001');
    await desk.page.getByRole('button', { name: 'Waiting list' }).waitFor();
    await desk.scan('W7001');
    await eventually(
      () => desk.said(),
      (said) => said.includes('Full Wasim Khan'),
    );
    assert.equal((await lastseat.registrations('B1')).length, 1);
  },
);

atDesk('a walk-in is asked for the name, and Enter registers', 'B2', {}, async (desk) => {
  await desk.enter('99X01');
  assert.match(await desk.verdict('ask'), /New student\? 99X01/);
  await eventually(
    () => desk.focused(),
    (id) => id === 'name',
  );
  await desk.type('Lena Park');
  await desk.page.keyboard.press('Enter');
  assert.match(await desk.verdict('done'), /Registered Lena Park Seat 1/);
  assert.equal(await desk.focused(), 'field');
  assert.equal(await desk.rows.count(), 1);
  const { body } = await lastseat.ask('GET', '/api/students/99X01');
  assert.equal(body.name, 'Lena Park');
});

atDesk('Escape goes back from a walk-in, and keeps the roll', 'B3', {}, async (desk) => {
  await desk.enter('99X02');
  await eventually(
    () => desk.focused(),
    (id) => id === 'name',
  );
  await desk.page.keyboard.press('Escape');
  assert.equal(await desk.field.inputValue(), '99X02');
  assert.equal(await desk.focused(), 'field');
});

atDesk(
  'a scan while a name is asked for is the next student, not a name',
  'B4',
  {},
  async (desk) => {
    await desk.enter('99X03');
    await eventually(
      () => desk.focused(),
      (id) => id === 'name',
    );
    await desk.scan('21CS001');
    assert.match(await desk.verdict('done'), /Asha Rao/);
    assert.equal(await desk.page.locator('[name=name]').inputValue(), '');
    assert.equal((await lastseat.ask('GET', '/api/students/99X03')).status, 404);
  },
);

atDesk(
  'a question waits until nobody is typing and later scans are answered',
  'B6',
  {},
  async (desk) => {
    let answer;
    await desk.page.route('**/api/registrations', async (route) => {
      if (!answer) await new Promise((resolve) => (answer = resolve));
      await route.continue();
    });
    await desk.scan('99Q01');
    await eventually(() => answer, Boolean);
    await desk.type('21CS');
    answer();
    await desk.verdict('ask');
    assert.equal(await desk.page.locator('[name=name]').count(), 0);
    assert.equal(await desk.focused(), 'field');
    await desk.type('001');
    await desk.page.keyboard.press('Enter');
    await eventually(
      () => desk.focused(),
      (id) => id === 'name',
    );
    assert.match(await desk.said(), /New student\? 99Q01/);
    assert.match((await desk.rowTexts())[0], /Asha Rao Seat 1/);
    await desk.page.keyboard.press('Escape');
    assert.equal(await desk.field.inputValue(), '99Q01');
  },
);

atDesk('a walk-in whose phone must be corrected keeps what was typed', 'B5', {}, async (desk) => {
  await desk.enter('99X04');
  await eventually(
    () => desk.focused(),
    (id) => id === 'name',
  );
  await desk.page.locator('[name=name]').fill('Noor Ali');
  await desk.page.evaluate(() => (document.querySelector('[name=phone]').maxLength = 300));
  await desk.page.locator('[name=phone]').fill('x'.repeat(201));
  await desk.page.keyboard.press('Enter');
  assert.match(await desk.verdict('no'), /phone/);
  await eventually(
    () => desk.focused(),
    (id) => id === 'name',
  );
  assert.equal(await desk.page.locator('[name=name]').inputValue(), 'Noor Ali');
  await desk.page.locator('[name=phone]').fill('+919000000009');
  await desk.page.keyboard.press('Enter');
  assert.match(await desk.verdict('done'), /Noor Ali/);
});

const kTeam = { team_min: 2, team_max: 4 };
atDesk(
  'a team is collected in the field, and Enter on the empty field registers it',
  'C1',
  kTeam,
  async (desk) => {
    await desk.enter('21CS001');
    await desk.enter('21CS003');
    await desk.enter('21CS002');
    await eventually(
      () => desk.page.locator('#members li').allInnerTexts(),
      (chips) => chips.length === 3 && chips.every((chip) => /Asha|Meera|Vikram/.test(chip)),
    );
    await desk.page.keyboard.press('Backspace');
    assert.equal(await desk.page.locator('#members li').count(), 2);
    await desk.enter('99T01');
    await eventually(
      () => desk.focused(),
      (id) => id === 'name',
    );
    await desk.type('Kim Sharma');
    await desk.page.keyboard.press('Enter');
    await eventually(
      () => desk.page.locator('#members li').count(),
      (count) => count === 3,
    );
    await desk.page.locator('#team-name').fill('Gearheads');
    await desk.field.focus();
    await desk.page.keyboard.press('Enter');
    assert.match(
      await desk.verdict('done'),
      /Registered Gearheads: Asha Rao, Meera Iyer, Kim Sharma Seat 1/,
    );
    const [{ members, team }] = await lastseat.registrations('C1');
    assert.deepEqual(
      members.map(({ roll }) => roll),
      ['21CS001', '21CS003', '99T01'],
    );
    assert.equal(team, 'Gearheads');
    assert.equal(await desk.page.locator('#team').isVisible(), false);
  },
);

atDesk(
  'one student may be a team if the event allows it',
  'C2',
  { team_min: 1, team_max: 3 },
  async (desk) => {
    await desk.enter('21CS001');
    await desk.page.keyboard.press('Enter');
    assert.match(await desk.verdict('done'), /Asha Rao/);
  },
);

atDesk(
  'a team that is too small stays in the field',
  'C3',
  { team_min: 2, team_max: 3 },
  async (desk) => {
    const keys = desk.watchKeys();
    await desk.enter('21CS001');
    await desk.page.keyboard.press('Enter');
    assert.match(await desk.page.locator('#hint').innerText(), /A team has 2 to 3 members, 1 so far/);
    assert.equal(await desk.page.locator('#members li').count(), 1);
    assert.deepEqual(keys, []);
  },
);

atDesk(
  'a team with a member of another team comes back to be corrected',
  'C4',
  { team_max: 3 },
  async (desk) => {
    await lastseat.register('C4', '21CS002');
    await desk.enter('21CS001');
    await desk.enter('21CS002');
    await desk.page.keyboard.press('Enter');
    assert.match(await desk.verdict('already'), /Vikram Das/);
    assert.equal(await desk.page.locator('#members li').count(), 2);
  },
);

atDesk('a name finds the student: arrows and Enter choose', 'D1', {}, async (desk) => {
  await desk.type('vikram');
  await desk.page.getByRole('option').nth(1).waitFor();
  await desk.page.keyboard.press('ArrowDown');
  await desk.page.keyboard.press('ArrowDown');
  await desk.page.keyboard.press('Enter');
  assert.match(await desk.verdict('done'), /Vikram Nair/);
  assert.equal(await desk.page.locator('#matches').isVisible(), false);
});

atDesk(
  'a name with one match is ready for Enter, with its words in any order',
  'D2',
  {},
  async (desk) => {
    await desk.type('rao ash');
    await desk.page.getByRole('option', { selected: true }).waitFor();
    await desk.page.keyboard.press('Enter');
    assert.match(await desk.verdict('done'), /Asha Rao/);
  },
);

atDesk('Enter on a name of several students registers nobody', 'D3', {}, async (desk) => {
  const keys = desk.watchKeys();
  await desk.enter('vikram');
  await eventually(
    () => desk.page.locator('#hint').innerText(),
    (hint) => hint.includes('choose one'),
  );
  assert.deepEqual(keys, []);
  assert.equal(await desk.field.inputValue(), 'vikram');
});

atDesk(
  'the name of another event in the field switches to it, and it stays chosen',
  'D4',
  {},
  async (desk) => {
    await lastseat.event('DOTHER', { title: 'Glider Launch' });
    await desk.page.reload();
    await desk.page.locator('#seats meter').waitFor();
    await desk.type('glider');
    await desk.page.getByRole('option', { selected: true }).waitFor();
    await desk.page.keyboard.press('Enter');
    await eventually(
      () => desk.page.locator('h1:visible').innerText(),
      (title) => title === 'Glider Launch',
    );
    await desk.page.reload();
    await eventually(
      () => desk.page.locator('h1:visible').innerText(),
      (title) => title === 'Glider Launch',
    );
    assert.equal(await desk.focused(), 'field');
  },
);

atDesk(
  'the last ten and their Undo buttons survive a reload',
  'D5',
  { capacity: 20 },
  async (desk) => {
    for (let i = 1; i <= 12; i++)
      await lastseat.student(`D5-${i}`, `Student ${String.fromCharCode(64 + i)}`);
    for (let i = 1; i <= 12; i++) await desk.enter(`D5-${i}`);
    await eventually(
      async () => (await desk.rowTexts())[0],
      (row) => row.includes('Student L'),
    );
    await desk.page.reload();
    await eventually(
      () => desk.rows.count(),
      (count) => count === 10,
    );
    await desk.page.getByRole('button', { name: 'Undo Student L' }).click();
    assert.match(await desk.verdict('undone'), /Student L/);
  },
);

atDesk('seats that another desk takes are shown here within two seconds', 'D6', {}, async (desk) => {
  await lastseat.register('D6', '21CS001');
  await eventually(
    () => desk.seatsLeft(),
    (left) => left === '9 seats left',
    2_500,
  );
});

atDesk(
  'a list of events requested before an answer does not restore old seat counts',
  'E1',
  {},
  async (desk) => {
    let release;
    await desk.page.route('**/api/events', async (route) => {
      if (release) return route.continue();
      const response = await route.fetch({
        headers: { ...route.request().headers(), 'if-none-match': '' },
      });
      await new Promise((resolve) => (release = resolve));
      return route.fulfill({ response });
    });
    await eventually(() => release, Boolean);
    await desk.enter('21CS001');
    await desk.verdict('done');
    await desk.page.evaluate(() => {
      globalThis.seen = [];
      const seats = document.getElementById('seats');
      new MutationObserver(() => globalThis.seen.push(seats.innerText)).observe(seats, {
        childList: true,
      });
    });
    release();
    await desk.page.waitForResponse('**/readyz'); // a later poll
    assert.deepEqual(await desk.page.evaluate(() => globalThis.seen), []);
    assert.equal(await desk.seatsLeft(), '9 seats left');
  },
);

atDesk('a name that is markup stays a name', 'D7', {}, async (desk) => {
  await desk.enter('21CS005');
  assert.ok((await desk.verdict('done')).includes('<img src=x onerror='));
  assert.equal(await desk.page.locator('#said img, #recent img').count(), 0);
});

atDesk('two entries at the same time are registered with a warning', 'D8', {}, async (desk) => {
  await lastseat.event('D8B');
  await lastseat.student('D8-1', 'Tara Bose');
  await lastseat.register('D8B', 'D8-1');
  await desk.enter('D8-1');
  assert.match(await desk.verdict('done'), /At the same time as D8B/);
});
