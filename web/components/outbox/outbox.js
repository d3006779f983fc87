// The requests of this desk that have no answer yet.
//
// Before a request is sent, it gets its idempotency key and its own entry in localStorage. It stays
// there until it is answered, and so survives lost answers, restarts of the server and reloads of
// the page. Requests are sent one at a time, in order. If two tabs send the same request, it has
// one key and gives one registration.

import { ask, fest, freshKey, identity, ofFest } from '../server/server.js';

const kFirstPauseMs = 400;
const kLongestPauseMs = 5_000;
const kBugTries = 4;

export class Outbox extends EventTarget {
  #items = [];
  others = []; // the requests of another fest: kept, in case it comes back
  #sending = false;
  #wake = null; // ends a pause in which the server was not answering
  #answered;

  // Calls `answered(item, answer)` once for each request, in order. The event 'changed' is sent
  // when a request was added, answered or failed again.
  constructor({ answered }) {
    super();
    this.#answered = answered;
  }

  get items() {
    return this.#items;
  }

  // `about` is for the page, and is never sent.
  add({ method, path, body, about }) {
    const last = this.#items.at(-1)?.order ?? 0;
    const item = {
      key: freshKey(), order: Math.max(Date.now(), last + 1),
      method, path, body, about, headers: identity(), tries: 0,
    };
    localStorage[ofFest(`pending.${item.key}`)] = JSON.stringify(item);
    this.#items.push(item);
    this.#changed();
    this.#send();
    return item;
  }

  // Continues with the requests of an earlier page.
  resume() {
    const names = Object.keys(localStorage).filter((name) => name.includes('.pending.'));
    const left = names.map((name) => JSON.parse(localStorage[name]));
    for (const item of left.sort((a, b) => a.order - b.order)) {
      const isOurs = item.headers['Lastseat-Fest'] === fest.id;
      (isOurs ? this.#items : this.others).push(item);
    }
    this.#changed();
    this.#send();
  }

  // The server is answering again: ends the pause.
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
      if (answer?.body.reason === 'another_fest') {
        this.others.push(this.#items.shift());
        this.#changed();
      } else if (settles(item, answer)) {
        this.#items.shift();
        this.#answered(item, answer); // the page shows it before the storage forgets it
        delete localStorage[ofFest(`pending.${item.key}`)];
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
      this.#wake = answer ? null : resolve; // a pause that the server asked for is kept
    });
  }
}

// Whether this answer is final. Some 4xx answers say nothing about the request itself, and 503
// means "retry later". A 500 is a bug: retrying it forever would block the requests after it.
function settles({ tries }, answer) {
  if (!answer) return false;
  if ([401, 403, 408, 425, 429].includes(answer.status)) return false;
  return answer.status < 500 || (answer.status === 500 && tries + 1 >= kBugTries);
}
