// The thread in which the client lives: carries out the contract's calls, one at a time.
"use strict";
const { parentPort } = require("node:worker_threads");
const { Listener, HeardLog, Refused } = require("./listener");

const VERBS = ["play", "pause", "resume", "stop", "seek", "logout"];
const UNSUPPORTED = {
  redact: "redact", "record.start": "broadcaster", "record.feed": "broadcaster", "record.pause": "broadcaster",
  "record.resume": "broadcaster", "record.stop": "broadcaster",
};
const ADVANCE_MS_MAX = 86_400_000;
const STEPS_OF_PROGRESS = 1000;

// An error of the contract.
class Failure extends Error {
  constructor(code, message, data) {
    super(message);
    this.error = { code, message, ...(data && { data }) };
  }
}

let listener, opened, heard, steps = 0;

function progress() {
  if (++steps % STEPS_OF_PROGRESS === 0) parentPort.postMessage({ progress: steps });
}

async function start() {
  stop();
  listener = new Listener(opened, heard);
  const { page } = listener;
  let done = false;
  const started = listener.start().finally(() => { done = true; });
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

function stop() {
  listener?.close();
  listener = undefined;
}

const METHODS = {
  async open(params) {
    [opened, heard] = [params, new HeardLog()];
    await start();
    return {};
  },

  async act(params) {
    if (UNSUPPORTED[params.verb]) throw new Failure(2, "unsupported", { feature: UNSUPPORTED[params.verb] });
    const known = VERBS.includes(params.verb) && (params.verb !== "seek" || Number.isInteger(params.position_ms));
    if (!known) throw new Failure(-32602, "no such verb, or a member of it is missing");
    if (!listener) throw new Failure(1, "no room is open");
    listener.act(params);
    await listener.page.rest();
    return {};
  },

  async settle() {
    await listener?.page.rest();
    return { idle: (listener?.page.clock.pending ?? 0) === 0 };
  },

  async observe() { return listener?.observe() ?? { broadcasts: [] }; },

  async advance({ ms }) {
    if (!Number.isInteger(ms) || ms < 0 || ms > ADVANCE_MS_MAX) throw new Failure(-32602, "ms is not from 0 to one day");
    await listener?.page.advance(ms, progress);
    return {};
  },

  async restart() {
    if (!opened) throw new Failure(1, "no room is open");
    await start();
    return {};
  },

  async reset() {
    stop();
    [opened, heard] = [undefined, undefined];
    return {};
  },
};

async function answer({ method, params }) {
  try {
    if (!Object.hasOwn(METHODS, method)) throw new Failure(-32601, "method not found");
    return { result: await METHODS[method](params ?? {}) };
  } catch (error) {
    if (error instanceof Failure) return { error: error.error };
    if (error instanceof Refused) return { error: { code: 1, message: error.message } };
    return { error: { code: 3, message: "the client threw", data: { detail: String(error?.stack ?? error) } } };
  }
}

// A browser only prints these.
process.on("unhandledRejection", (reason) => process.stderr.write(`unhandled: ${reason?.stack ?? reason}\n`));
parentPort.on("message", async (call) => parentPort.postMessage({ answer: JSON.stringify(await answer(call)) }));
parentPort.postMessage({ ready: true });
