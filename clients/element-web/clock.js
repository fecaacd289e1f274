// The client's time: timers that fire and a date that moves only when the adapter says so.
"use strict";

const EPOCH_MS = Date.UTC(2026, 0, 1);
// The js-sdk guards its long poll with a timer of 110 s. The server holds that poll in real time, so
// its guard runs in real time too. Nothing of the player waits that long.
const GUARD_MS = 100_000;
const TIMERS_MAX = 100_000;

class Clock {
  #now = 0;
  #next = 1;
  #timers = new Map(); // id -> { at, every, run }
  #guards = new Map(); // id -> a timer of the real clock

  now() { return this.#now; }

  get pending() { return this.#timers.size; }

  set(run, delay, every) {
    const wait = Math.max(0, Math.trunc(Number(delay)) || 0);
    const id = this.#next++;
    if (wait >= GUARD_MS) {
      this.#guards.set(id, setTimeout(run, wait).unref());
      return id;
    }
    if (this.#timers.size >= TIMERS_MAX) throw new Error("too many timers");
    const period = every ? Math.max(1, wait) : 0;
    this.#timers.set(id, { at: this.#now + (period || wait), every: period, run });
    if (period + wait === 0) setImmediate(() => this.fire());  // due now: needs no time to pass
    return id;
  }

  clear(id) {
    this.#timers.delete(id);
    clearTimeout(this.#guards.get(id));
    this.#guards.delete(id);
  }

  // The instant of the first timer that falls due by `until`, or undefined.
  due(until) {
    let first;
    for (const { at } of this.#timers.values()) {
      if (at <= until && (first === undefined || at < first)) first = at;
    }
    return first;
  }

  moveTo(instant) { this.#now = Math.max(this.#now, instant); }

  // Fires the first timer that is due now. One at a time, since a browser does all that follows from a
  // timer before it looks at the next.
  fire() {
    const at = this.due(this.#now);
    if (at === undefined) return false;
    const [id, timer] = [...this.#timers].find(([, one]) => one.at === at);
    if (timer.every) timer.at = this.#now + timer.every;
    else this.#timers.delete(id);
    timer.run();
    return true;
  }

  stop() {
    for (const guard of this.#guards.values()) clearTimeout(guard);
    this.#guards.clear();
    this.#timers.clear();
  }

  // Puts this clock in place of the window's own.
  install(window, onError) {
    const guarded = (run, args) => () => {
      try { run(...args); } catch (error) { onError(error); }
    };
    window.setTimeout = (run, delay, ...args) => this.set(guarded(run, args), delay, false);
    window.setInterval = (run, delay, ...args) => this.set(guarded(run, args), delay, true);
    window.clearTimeout = window.clearInterval = window.cancelAnimationFrame = (id) => this.clear(id);
    window.requestAnimationFrame = (run) => this.set(guarded(run, [this.#now]), 16, false);
    window.performance.now = () => this.#now;
    const clock = this;
    const RealDate = window.Date;
    window.Date = class extends RealDate {
      constructor(...args) { super(...(args.length ? args : [EPOCH_MS + clock.now()])); }
      static now() { return EPOCH_MS + clock.now(); }
    };
  }
}

module.exports = { Clock };
