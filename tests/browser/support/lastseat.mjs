// The program under test: the real one, on a free port, with a temporary data folder.

import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const kStartMs = 20_000;

export class Lastseat {
  #child = null;
  #port = 'auto';

  // `environment` is added to the environment of the program.
  static async start(environment = {}) {
    const server = new Lastseat();
    server.environment = environment;
    server.folder = await mkdtemp(path.join(os.tmpdir(), 'lastseat-browser-'));
    await server.start();
    return server;
  }

  // After stop(), starts it again: the same address, the same data.
  async start() {
    const child = spawn(
      process.env.LASTSEAT_PROGRAM,
      ['serve', '--data', this.folder, '--port', String(this.#port), '--no-browser'],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...this.environment } },
    );
    this.#child = child;
    let said = '';
    this.url = await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`not ready in time: ${said}`)), kStartMs);
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`lastseat ended with ${code}: ${said}`)));
      child.stderr.on('data', (bytes) => (said += bytes));
      child.stdout.on('data', (bytes) => {
        said += bytes;
        const url = said.match(/ready at (http:\S+)/)?.[1];
        if (!url) return;
        clearTimeout(late);
        resolve(url);
      });
    });
    this.#port = new URL(this.url).port;
  }

  async stop(signal = 'SIGTERM') {
    const child = this.#child;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  // Of the whole data folder, while it is stopped.
  async copyTo(folder) {
    await rm(folder, { recursive: true, force: true });
    await cp(this.folder, folder, { recursive: true });
  }

  async end() {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  async ask(method, address, body, headers = {}) {
    const response = await fetch(this.url + address, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : {} };
  }

  // A separate event for each test, so that tests of one file do not interfere.
  async event(code, fields = {}) {
    const { status, body } = await this.ask('POST', '/api/events', {
      code,
      title: `Event ${code}`,
      starts_at: '2027-01-22T09:00',
      ends_at: '2027-01-22T10:00',
      capacity: 10,
      ...fields,
    });
    if (status !== 201) throw new Error(`event ${code}: ${JSON.stringify(body)}`);
    return body;
  }

  async student(roll, name, fields = {}) {
    const address = `/api/students/${encodeURIComponent(roll)}`;
    const { status, body } = await this.ask('PUT', address, { name, ...fields });
    if (status >= 300) throw new Error(`student ${roll}: ${JSON.stringify(body)}`);
  }

  register(event, roll, desk = 'Library') {
    return this.ask('POST', '/api/registrations', { event, roll }, { 'Lastseat-Desk': desk });
  }

  async registrations(event) {
    const { body } = await this.ask('GET', `/api/registrations?event=${event}`);
    return body.registrations;
  }
}
