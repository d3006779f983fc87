// A volunteer at a desk: one Chromium per test file, a fresh browser profile per desk.

import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const kFolders = [
  process.env.LASTSEAT_NODE_MODULES,
  path.join(here, '../node_modules'),
  path.join(here, '../../../build/browser/node_modules'),
].filter(Boolean);

export function installed(name) {
  for (const folder of kFolders) {
    try {
      return createRequire(path.join(folder, 'any.js'))(path.join(folder, name));
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new Error(`${name} is not installed: ./dev test browser does it. Looked in ${kFolders}`);
}

const { chromium } = installed('playwright-core');

// Without these switches Chromium keeps contacting its maker's hosts.
const kArguments = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const kEnds = {
  Enter: { key: 'Enter', code: 'Enter', text: '\r', windowsVirtualKeyCode: 13 },
  Tab: { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 },
};

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: kArguments,
  });

export class Desk {
  // `event` is chosen as if by hand, in the fest that is served now.
  static async open(browser, url, { event, name = 'Main gate', context = {}, path = '/' } = {}) {
    const desk = new Desk();
    desk.context = await browser.newContext({ viewport: { width: 1280, height: 720 }, ...context });
    const fest = (await fetch(`${url}/healthz`)).headers.get('Lastseat-Fest');
    await desk.context.addInitScript(
      ([fest, event, name]) => {
        if (localStorage.length > 0) return;
        if (event) localStorage.setItem(`lastseat.${fest}.event`, event);
        if (name) localStorage.setItem('lastseat.desk', name);
      },
      [fest, event, name],
    );
    desk.page = await desk.context.newPage();
    desk.page.setDefaultTimeout(8_000);
    desk.errors = [];
    desk.page.on('pageerror', (error) => desk.errors.push(error.message));
    desk.page.on('console', (message) => {
      // Chromium logs every answer from 400 on as an error, but refusals are normal here.
      const isAnswer = message.text().startsWith('Failed to load resource');
      if (['error', 'warning'].includes(message.type()) && !isAnswer)
        desk.errors.push(message.text());
    });
    desk.response = await desk.page.goto(url + path);
    if (event) await desk.page.locator('#seats meter').waitFor({ state: 'attached' });
    return desk;
  }

  get field() {
    return this.page.locator('#field');
  }

  get rows() {
    return this.page.locator('#recent li');
  }

  // Like a person: slower than any scanner.
  async type(text) {
    await this.page.keyboard.type(text, { delay: 70 });
  }

  async enter(text) {
    await this.field.fill(text);
    await this.page.keyboard.press('Enter');
  }

  // Like a scanner: the key events are 10 ms apart, however busy this computer is.
  async scan(code, end = 'Enter') {
    this.keys ??= await this.context.newCDPSession(this.page);
    const startS = Date.now() / 1000;
    const strokes = [...code].map((text) => ({ key: text, text }));
    if (end) strokes.push(kEnds[end]);
    await Promise.all(
      strokes.flatMap((stroke, index) =>
        ['keyDown', 'keyUp'].map((type) =>
          this.keys.send('Input.dispatchKeyEvent', {
            type,
            ...stroke,
            timestamp: startS + index / 100,
          }),
        ),
      ),
    );
  }

  // Waits until the verdict has this tone, and returns its words.
  async verdict(tone) {
    await this.page.locator(`#verdict[data-tone=${tone}]`).waitFor();
    return this.said();
  }

  async said() {
    return oneLine(await this.page.locator('#said').innerText());
  }

  async rowTexts() {
    return (await this.rows.allInnerTexts()).map(oneLine);
  }

  async seatsLeft() {
    return oneLine(await this.page.locator('.seats-left').innerText());
  }

  focused() {
    return this.page.evaluate(
      () => document.activeElement?.id || document.activeElement?.name || '',
    );
  }

  // The idempotency keys of the registrations that the page sends, in order.
  watchKeys() {
    const keys = [];
    this.page.on('request', (request) => {
      const isCommand = request.url().includes('/api/registrations') && request.method() !== 'GET';
      if (isCommand) keys.push(request.headers()['idempotency-key']);
    });
    return keys;
  }

  async close() {
    await this.context.close();
    if (this.errors.length > 0) throw new Error(`the page complained: ${this.errors.join('; ')}`);
  }
}

const oneLine = (text) => text.replaceAll(/\s+/g, ' ').trim();

// Waits until `isRight` accepts the value of `get()`; the error contains the last value.
export async function eventually(get, isRight, timeoutMs = 8_000) {
  const endMs = Date.now() + timeoutMs;
  for (;;) {
    const value = await get();
    if (isRight(value)) return value;
    if (Date.now() > endMs) throw new Error(`still ${JSON.stringify(value)} after ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
