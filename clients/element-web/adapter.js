#!/usr/bin/env node
// The adapter of Element Web's voice broadcast code: one JSON object a line in, one out.
//   usage: adapter.js [--engine node|chromium] [--element VERSION]
"use strict";
const path = require("node:path");
const readline = require("node:readline");
const { parseArgs } = require("node:util");
const { Worker } = require("node:worker_threads");

// pages: how many of them a thread has. Element keeps much of itself in variables of its modules, so every
// room gets a new page in the thread; one of jsdom that was closed gives back little of its 16 MB, so
// the thread is changed now and then. A browser is started once.
const ENGINES = {
  node: { file: "./jsdom", name: "element-web", features: ["virtual_clock"], pages: 16 },
  chromium: { file: "./chromium", name: "element-web-chromium", features: ["audio"], pages: Infinity },
};

function wrong(what) {
  console.error(`element-web: ${what}\nusage: adapter.js [--engine node|chromium] [--element VERSION]`);
  process.exit(2);
}

function asked() {
  try {
    return parseArgs({ options: {
      engine: { type: "string", default: "node" }, element: { type: "string" },
    } }).values;
  } catch (error) {
    return wrong(error.message);
  }
}

const { engine: chosen, element } = asked();
if (!Object.hasOwn(ENGINES, chosen)) wrong(`no engine ${chosen}`);
const engine = ENGINES[chosen];
if (element !== undefined) process.env.ELEMENT_VERSION = element; // which the client's thread gets too
const { version, isKnown } = require("./packages");
if (!isKnown) wrong(`no folder of version ${version}`);

const HELLO = {
  contract: 1,
  client: {
    name: engine.name, version, language: "TypeScript",
    url: "https://github.com/element-hq/element-web",
  },
  roles: ["listener"],
  dialects: ["element"],
  depths: ["client"],
  features: ["pause", "seek", "reset", "restart", "encrypted_files", "logout", ...engine.features],
  reports: ["state", "live", "chunks", "heard", "player", "position", "duration", "error"],
};
// Loading the code and starting the client takes seconds, and many of them on a busy machine.
const START_STEP_MS = 2000, START_STEPS_MAX = 30;

function write(message) {
  process.stdout.write(JSON.stringify({ jsonrpc: "2.0", ...message }) + "\n");
}

let counter = 0;
const progress = () => write({ method: "progress", params: { counter: ++counter } });

// The client's thread. Loading it is long on a busy machine, so it begins before it is needed.
class Client {
  pages = 0;
  #worker = new Worker(path.join(__dirname, "client.js"), { workerData: { engine: engine.file } });
  #loading = true;
  #replied = () => undefined;

  constructor() {
    this.#worker.on("message", (message) => {
      if (message.ready) this.#loading = false;
      if (message.progress) progress();
      if (message.answer) this.#replied(JSON.parse(message.answer));
    });
    this.#worker.on("error", (error) => this.#fails(String(error?.stack ?? error)));
    this.#worker.on("exit", () => this.#fails("the client's thread has ended"));
  }

  #fails(detail) {
    this.#loading = false;
    this.broken = detail;
    this.#replied({ error: { code: 3, message: "the client threw", data: { detail } } });
  }

  // { result } or { error }
  async call(method, params) {
    if (this.broken) return { error: { code: 3, message: "the client threw", data: { detail: this.broken } } };
    const starts = this.#loading || method === "open" || method === "restart";
    let steps = starts ? START_STEPS_MAX : 0;
    const starting = setInterval(() => steps-- > 0 && progress(), START_STEP_MS);
    try {
      return await new Promise((resolve) => {
        this.#replied = resolve;
        this.#worker.postMessage({ method, params });
      });
    } finally {
      clearInterval(starting);
    }
  }

  async end() {
    if (!this.broken) await this.call("end", {});
    await this.#worker.terminate();
  }
}

let client;

async function answer({ method, params }) {
  if (method === "hello") {
    const known = Array.isArray(params?.contract) && params.contract.includes(1);
    return known ? { result: HELLO } : { error: { code: 2, message: "unsupported", data: { feature: "contract" } } };
  }
  if (method === "bye") {
    await client?.end();
    return { result: {} };
  }
  if (method === "reset" && (client?.broken || ++client.pages >= engine.pages)) {
    await client.end();
    client = new Client();
    return { result: {} };
  }
  return client.call(method, params);
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const call = JSON.parse(line);
    client ??= call.method === "bye" ? undefined : new Client();
    write({ id: call.id, ...(await answer(call)) });
    if (call.method === "bye") break;
  }
  process.exit(0);
}

main();
