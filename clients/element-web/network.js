// The client's way to the homeserver: real HTTP, nothing else reachable, and a count of what is open.
"use strict";
const { performance } = require("node:perf_hooks");

// An answer that is not there after so long in real time is being held back by the server on purpose.
const HELD_MS = 2000;

class Network {
  #origin;
  #local; // path -> text, of files that Element Web serves itself
  #open = new Set(); // { poll, since }
  #waiting = new Set();
  #abort = new AbortController();

  constructor(baseUrl, local) {
    this.#origin = new URL(baseUrl).origin;
    this.#local = local;
  }

  // Whether something is under way whose end is near: all but the long poll and what is held back.
  busy() {
    const now = performance.now();
    return [...this.#open].some((one) => !one.poll && now - one.since < HELD_MS);
  }

  // Resolves when something that was under way ends, or after `ms` in real time.
  change(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#waiting.add(() => { clearTimeout(timer); resolve(); });
    });
  }

  // Counts work that ends by itself, in a thread of Node or in the server.
  async track(work, poll = false) {
    const one = { poll, since: performance.now() };
    this.#open.add(one);
    try {
      return await work();
    } finally {
      this.#open.delete(one);
      for (const wake of this.#waiting) wake();
      this.#waiting.clear();
    }
  }

  close() { this.#abort.abort(); }

  fetch(resource, options = {}) {
    const url = new URL(String(resource.url ?? resource), this.#origin);
    if (this.#local.has(url.pathname)) return Promise.resolve(new Response(this.#local.get(url.pathname)));
    if (url.origin !== this.#origin) return Promise.reject(new TypeError("Failed to fetch"));
    const poll = url.pathname.endsWith("/sync") && url.searchParams.get("timeout") !== "0";
    const signals = [this.#abort.signal, options.signal].filter(Boolean);
    return this.track(() => this.#exchange(url, { ...options, signal: AbortSignal.any(signals) }), poll);
  }

  // Reads the whole answer, so that nothing is under way when it is handed on. A body that breaks off
  // fails where it is read, as in a browser.
  async #exchange(url, options) {
    const answer = await fetch(url, options);
    let body = null, broken;
    try { body = await answer.arrayBuffer(); } catch (error) { broken = error; }
    const empty = [204, 205, 304].includes(answer.status);
    const copy = new Response(empty ? null : body, {
      status: answer.status, statusText: answer.statusText, headers: answer.headers,
    });
    if (broken) for (const read of ["text", "json", "blob", "arrayBuffer"]) copy[read] = () => Promise.reject(broken);
    return copy;
  }
}

module.exports = { Network };
