// The part of the adapter that runs in a browser's page, before Element's code and beside it.
"use strict";
const { HeardLog, Listener, Refused } = require("./listener");
const { watchSound } = require("./real_sound");
const { watchWork } = require("./work");

// Nothing under way for so long, and a page is at rest: what follows of itself follows within a turn or two.
const QUIET_MS = 120, LOOK_MS = 10;

const { setTimeout } = window;
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

let listener, heard;
const isWorking = watchWork(window);
const isSounding = watchSound(window, {
  sounds(sound, hertz) {
    const entry = listener?.sounds(sound);
    if (entry) console.error(`sounds: ${entry.event_id}, ${hertz} Hz, ${sound.left.toFixed(3)} s`);
  },
});

window.deadair = {
  // What was heard before, by broadcast, comes from an earlier page.
  async start(params, past) {
    heard = new HeardLog(past);
    listener = new Listener(params, heard, window.Element_);
    await listener.start();
  },

  // Why it was refused, or nothing.
  async act(params) {
    try {
      const scrolled = listener.scrollTo(params.broadcast);
      if (scrolled) await Promise.race([scrolled, this.rest()]).then(() => this.rest());
      listener.act(params);
      return null;
    } catch (error) {
      if (error instanceof Refused) return error.message;
      throw error;
    }
  },

  observe: () => listener.observe(),
  past: () => heard?.all() ?? {},

  async rest() {
    for (let since = performance.now(); performance.now() - since < QUIET_MS; await pause(LOOK_MS)) {
      if (isWorking() || isSounding()) since = performance.now();
    }
  },
};
