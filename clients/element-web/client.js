// The thread in which the client lives: carries out the contract's calls, one at a time.
"use strict";
const { parentPort, workerData } = require("node:worker_threads");
const { Refused } = require("./listener");
const { Engine } = require(workerData.engine);

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

// `engine` is the room that is open, if one is; `opened` says which.
let engine, opened, steps = 0;

function progress() {
  if (++steps % STEPS_OF_PROGRESS === 0) parentPort.postMessage({ progress: steps });
}

const METHODS = {
  async open(params) {
    [opened, engine] = [params, new Engine()];
    await engine.start(opened, { kept: false, past: {}, progress });
    return {};
  },

  async act(params) {
    if (UNSUPPORTED[params.verb]) throw new Failure(2, "unsupported", { feature: UNSUPPORTED[params.verb] });
    const known = VERBS.includes(params.verb) && (params.verb !== "seek" || Number.isInteger(params.position_ms));
    if (!known) throw new Failure(-32602, "no such verb, or a member of it is missing");
    if (!engine) throw new Failure(1, "no room is open");
    await engine.act(params);
    await engine.rest();
    return {};
  },

  async settle() {
    await engine?.rest();
    return { idle: engine?.idle ?? true };
  },

  async observe() { return (await engine?.observe()) ?? { broadcasts: [] }; },

  async advance({ ms }) {
    if (!Engine.prototype.advance) throw new Failure(2, "unsupported", { feature: "virtual_clock" });
    if (!Number.isInteger(ms) || ms < 0 || ms > ADVANCE_MS_MAX) throw new Failure(-32602, "ms is not from 0 to one day");
    await engine?.advance(ms, progress);
    return {};
  },

  async restart({ storage }) {
    if (!engine) throw new Failure(1, "no room is open");
    await engine.start(opened, { kept: storage === "kept", past: await engine.past(), progress });
    return {};
  },

  async reset() {
    await engine?.close();
    engine = undefined;
    return {};
  },

  // Not the contract's: what runs beside this thread ends.
  async end() {
    await Engine.end();
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
