// The connection to the server: single requests, and polling for the seats.

const kTimeoutMs = 10_000;
const kBeatMs = 1_000;
const kHiddenBeatMs = 15_000;
const kBeatTimeoutMs = 4_000;
const kBeatsPerReadiness = 3;

// The settings of this desk, stored in the browser: texts, empty until set.
const remembered = (name) => ({
  get: () => localStorage[`lastseat.${name}`] ?? '',
  set: (text) => { localStorage[`lastseat.${name}`] = text; },
});
export const desk = Object.defineProperties({}, {
  name: remembered('desk'),
  who: remembered('who'),
  sound: remembered('sound'),
});

// The fest of this page, and the newest place in its journal that was in an answer.
const kFest = 'lastseat.fest';
export const fest = { id: localStorage[kFest] };
export const ofFest = (name) => `lastseat.${fest.id}.${name}`; // where the browser stores it
fest.head = localStorage[ofFest('head')];

// Header values are limited to ASCII, so names are percent-encoded.
export const identity = () => ({
  'Lastseat-Desk': encodeURIComponent(desk.name),
  'Lastseat-Who': encodeURIComponent(desk.who),
  ...(fest.head && { 'Lastseat-Fest': fest.id, 'Lastseat-Head': fest.head }),
});

// Whether an answer is from the fest of this page. If not, or if the newest head is refused because
// an older copy was put back, the page is loaded again.
function isOurs(id, head, { reason }, sent) {
  const isNewest = sent['Lastseat-Head'] === fest.head;
  if (!fest.id) localStorage[kFest] = fest.id = id;
  if (id !== fest.id) return beginAfresh(kFest, id);
  if (isNewest && reason === 'another_fest') {
    delete localStorage[ofFest('recent')];
    return beginAfresh(ofFest('head'), head);
  }
  if (isNewest && !(parseInt(head) <= parseInt(fest.head))) {
    localStorage[ofFest('head')] = fest.head = head;
  }
  return true;
}

function beginAfresh(name, value) {
  localStorage[name] = value;
  sessionStorage['lastseat.another'] = name;
  location.reload();
}

// 32 hex digits, the time first, so that keys of one hour are close together in the database's
// index. Not randomUUID: browsers do not have it over plain HTTP on a LAN.
export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  const random = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return Date.now().toString(16).padStart(12, '0') + random;
}

// Sends one request, for {status, body, etag, retryAfterS}. Rejects if no answer came: then nobody
// here knows whether the server has acted, and a retry must use the same key. No end if another fest
// answered.
export async function ask(method, path, { body, type, headers = {}, timeoutMs = kTimeoutMs } = {}) {
  const json = type === undefined;
  const sent = {
    ...identity(),
    ...(method !== 'GET' && { 'Content-Type': type ?? 'application/json' }),
    ...headers,
  };
  const response = await fetch(path, {
    method,
    body: json && body !== undefined ? JSON.stringify(body) : body,
    headers: sent,
    cache: 'no-store',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  const header = (name) => response.headers.get(name);
  const answer = {
    status: response.status,
    body: text ? JSON.parse(text) : {},
    etag: header('ETag'),
    retryAfterS: Number(header('Retry-After')) || 0,
  };
  const id = header('Lastseat-Fest');
  const ours = !id || isOurs(id, header('Lastseat-Head'), answer.body, sent);
  return ours ? answer : new Promise(() => {});
}

// Polls the events about every second while the page is visible. `events(list, etag)` gets each new
// list and returns whether it accepted it; `health({answering, ready, detail})` is called after
// each poll (navigator.onLine knows nothing of a server on the same laptop). Returns a function
// that polls now.
export function heartbeat({ events, health }) {
  let etag = null;
  let beats = 0;
  let timer = 0;
  let readiness = { ready: true, detail: '' };

  const once = (path, headers) =>
    ask('GET', path, { headers, timeoutMs: kBeatTimeoutMs }).catch(() => null);

  async function beat() {
    clearTimeout(timer);
    const answer = await once('/api/events', etag ? { 'If-None-Match': etag } : {});
    if (answer?.status === 200 && events(answer.body, answer.etag)) etag = answer.etag;
    if (answer && (!readiness.ready || beats++ % kBeatsPerReadiness === 0)) {
      const { status, body } = (await once('/readyz')) ?? { body: {} };
      readiness = { ready: status === 200, detail: body.detail ?? '' };
    }
    health({ answering: answer !== null, ...readiness });
    clearTimeout(timer);
    timer = setTimeout(beat, document.hidden ? kHiddenBeatMs : kBeatMs);
  }

  document.addEventListener('visibilitychange', () => document.hidden || beat());
  beat();
  return beat;
}
