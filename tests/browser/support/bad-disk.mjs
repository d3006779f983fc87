// A disk whose flushes fail on request, by a library that the program preloads
// (tests/support/bad_disk_preload.cpp), controlled by a shared file of four numbers.

import { mkdtemp, open, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const kNumbers = 4; // failures, errno, delay_ms, flushes
const kForEver = 0x7fffffff;
const kEio = 5;

export class BadDisk {
  static async make() {
    const disk = new BadDisk();
    disk.folder = await mkdtemp(path.join(os.tmpdir(), 'lastseat-bad-disk-'));
    disk.orders = await open(path.join(disk.folder, 'orders'), 'w+');
    await disk.orders.write(Buffer.alloc(4 * kNumbers));
    disk.environment = {
      LD_PRELOAD: path.join(
        path.dirname(process.env.LASTSEAT_PROGRAM),
        'tests/libbad_disk_preload.so',
      ),
      LASTSEAT_BAD_DISK: path.join(disk.folder, 'orders'),
    };
    return disk;
  }

  async #order(number, value) {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value);
    await this.orders.write(bytes, 0, 4, 4 * number);
  }

  async fail() {
    await this.#order(1, kEio);
    await this.#order(0, kForEver);
  }

  heal() {
    return this.#order(0, 0);
  }

  async end() {
    await this.orders.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
