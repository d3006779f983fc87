// What this desk has asked for and has no answer to yet.
//
// A request gets its idempotency key and an entry of its own in localStorage before it is sent,
// and stays until it is answered: over lost answers, restarts of the server and reloads of the
// page. One is under way at a time, in order. Two tabs may send the same entry: one key, one
// registration.

import { ask, freshKey, identity } from '../server/server.js';

const kPrefix = 'lastseat.pending.';
const kFirstPauseMs = 400;
const kLongestPauseMs = 5_000;
const kBugTries = 4;

export class Outbox extends EventTarget {
  #items = [];
  #sending = false;
  #wake = null; // ends a pause that only waits for the server to be back
  #answered;

  // `answered(item, answer)` is called once for each, in order. The event 'changed' tells that one
  // has come, gone or failed once more.
  constructor({ answered }) {
    super();
    this.#answered = answered;
  }

  get items() {
    return this.#items;
  }

  // `about` is for the page, and never sent.
  add({ method, path, body, about }) {
    const last = this.#items.at(-1)?.order ?? 0;
    const item = {
      key: freshKey(), order: Math.max(Date.now(), last + 1),
      method, path, body, about, headers: identity(), tries: 0,
    };
    localStorage.setItem(kPrefix + item.key, JSON.stringify(item));
    this.#items.push(item);
    this.#changed();
    this.#send();
    return item;
  }

  // Takes up what an earlier life of this page has left.
  resume() {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(kPrefix));
    const left = keys.map((key) => JSON.parse(localStorage.getItem(key)));
    this.#items.push(...left.sort((a, b) => a.order - b.order));
    this.#changed();
    this.#send();
  }

  // The server is there again: no need to sit out the pause.
  nudge() {
    this.#wake?.();
  }

  #changed() {
    this.dispatchEvent(new Event('changed'));
  }

  async #send() {
    if (this.#sending) return;
    this.#sending = true;
    while (this.#items.length > 0) {
      const item = this.#items[0];
      const answer = await this.#attempt(item);
      if (settles(item, answer)) {
        this.#items.shift();
        this.#answered(item, answer); // the page has it before the storage lets go of it
        localStorage.removeItem(kPrefix + item.key);
        this.#changed();
      } else {
        item.tries += 1;
        this.#changed();
        await this.#pause(item, answer);
      }
    }
    this.#sending = false;
  }

  #attempt({ method, path, body, headers, key }) {
    const sent = { ...headers, 'Idempotency-Key': key };
    return ask(method, path, { body, headers: sent }).catch(() => null);
  }

  #pause({ tries }, answer) {
    const backOffMs = Math.min(kFirstPauseMs * 2 ** (tries - 1), kLongestPauseMs);
    return new Promise((resolve) => {
      const pauseMs = Math.max(backOffMs, (answer?.retryAfterS ?? 0) * 1000);
      setTimeout(resolve, pauseMs);
      this.#wake = answer ? null : resolve; // a server that said when to come again is obeyed
    });
  }
}

// Whether it is an answer to this request: some 4xx are about the way to the server, 503 says
// "later". A 500 is a bug; asking for ever would block those behind it.
function settles({ tries }, answer) {
  if (!answer) return false;
  if ([401, 403, 408, 425, 429].includes(answer.status)) return false;
  return answer.status < 500 || (answer.status === 500 && tries + 1 >= kBugTries);
}
