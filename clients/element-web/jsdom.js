// Element's code in a jsdom window on the adapter's own clock.
"use strict";
const { HeardLog, Listener } = require("./listener");
const { Page } = require("./page");

class Jsdom {
  #listener;
  #page;

  get idle() { return this.#page.clock.pending === 0; }

  async start(params, { past, progress }) {
    this.close();
    const page = new Page(params.homeserver.base_url, { sounds: (source) => this.#listener.sounds(source) });
    this.#page = page;
    this.#listener = new Listener(params, new HeardLog(past), page.element);
    let done = false;
    const started = this.#listener.start().finally(() => { done = true; });
    started.catch(() => undefined); // it is awaited below
    // What the start waits for by the clock (another try of a request) comes at once.
    while (!done) {
      await page.rest();
      if (!done) await page.advance(100, progress);
      if (!done) await page.network.change(20);
    }
    await started;
    await page.rest();
  }

  async act(params) {
    const scrolled = this.#listener.scrollTo(params.broadcast);
    if (scrolled) await Promise.race([scrolled, this.rest()]).then(() => this.rest());
    this.#listener.act(params);
  }

  past() { return this.#listener.heard.all(); }
  observe() { return this.#listener.observe(); }
  rest() { return this.#page.rest(); }
  advance(ms, progress) { return this.#page.advance(ms, progress); }

  close() {
    this.#listener?.close();
    this.#page?.close();
  }

  static end() {}
}

module.exports = { Engine: Jsdom };
