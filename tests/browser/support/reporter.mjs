// One line per test, the reasons of failures, and finally "N passed, N failed".

import path from 'node:path';

export default async function* report(events) {
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of events) {
    if (type === 'test:stderr' || type === 'test:stdout') yield data.message;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    // A file is reported as a test around its tests: it counts only if it failed by itself.
    const isFile = data.name.endsWith('.test.mjs');
    const ok = type === 'test:pass' && data.skip === undefined && data.todo === undefined;
    const cause = data.details.error?.cause ?? data.details.error;
    if (isFile && (ok || cause?.code === 'ERR_TEST_FAILURE' || /subtests? failed/.test(cause)))
      continue;
    ok ? passed++ : failed++;
    const area = isFile ? '' : `${path.basename(data.file ?? '', '.test.mjs')}: `;
    yield `${ok ? 'ok  ' : 'FAIL'} ${area}${data.name} (${Math.round(data.details.duration_ms)} ms)\n`;
    if (!ok) yield `${indented(cause?.stack ?? cause ?? 'skipped')}\n`;
  }
  yield `${passed} passed, ${failed} failed\n`;
}

const indented = (text) => String(text).replaceAll(/^/gm, '     ');
