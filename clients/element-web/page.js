// A browser window without a screen, with Element's code loaded into it.
"use strict";
const fs = require("node:fs");
const vm = require("node:vm");
const { webcrypto } = require("node:crypto");
const { JSDOM, VirtualConsole } = require("jsdom");
const { Clock } = require("./clock");
const { Network } = require("./network");
const { at } = require("./packages");
const { webAudio } = require("./sound");

const read = (...parts) => fs.readFileSync(at(...parts), "utf8");
// Set-up keeps what compiling came to beside the bundle; a build of Node that cannot use it compiles anew.
function compile(name) {
  const kept = at("bundle", `${name}.compiled`);
  const cachedData = fs.existsSync(kept) ? fs.readFileSync(kept) : undefined;
  return new vm.Script(read("bundle", name), { filename: name, cachedData });
}

const element = compile("element.js");
const playbackWorker = compile("playback.worker.js");

// What Element Web serves itself: the languages that there are, and the words of one.
const served = new Map([
  ["/i18n/languages.json", '{"en": "en_EN.json"}'],
  ["/i18n/en_EN.json", read("node_modules", "matrix-react-sdk", "src", "i18n", "strings", "en_EN.json")],
]);

const log = (...words) => process.stderr.write(words.map(String).join(" ") + "\n");

// Element's own worker, in a context of its own beside the window.
function workers(clock) {
  return class Worker {
    onmessage = null;
    #listener = () => undefined;
    #scope = vm.createContext({
      addEventListener: (_type, listener) => { this.#listener = listener; },
      postMessage: (data) => this.onmessage?.({ data: structuredClone(data) }),
    });
    constructor() {
      this.#scope.self = this.#scope;
      playbackWorker.runInContext(this.#scope);
    }
    postMessage(data) { clock.set(() => this.#listener({ data: structuredClone(data) }), 0); }
    terminate() {}
  };
}

// A window's console, on stderr: only what may explain a failure.
function quietConsole() {
  const quiet = () => undefined;
  return { log: quiet, info: quiet, debug: quiet, trace: quiet, group: quiet, groupEnd: quiet, time: quiet,
    timeEnd: quiet, count: quiet, table: quiet, warn: log, error: log, assert: quiet };
}

class Page {
  constructor(baseUrl, hooks) {
    this.clock = new Clock();
    this.network = new Network(baseUrl, served);
    this.dom = new JSDOM('<!doctype html><div id="matrixchat"></div>', {
      url: "http://localhost/", runScripts: "outside-only", virtualConsole: new VirtualConsole(),
    });
    const { window } = this.dom;
    this.window = window;
    this.clock.install(window, log);
    this.#install(window, hooks);
    element.runInContext(this.dom.getInternalVMContext());
    this.element = window.Element_;
  }

  #install(window, hooks) {
    const { network } = this;
    class TrackedBlob extends Blob {
      arrayBuffer() { return network.track(() => super.arrayBuffer()); }
      text() { return network.track(() => super.text()); }
    }
    const subtle = new Proxy(webcrypto.subtle, {
      get: (target, name) => typeof target[name] === "function"
        ? (...args) => network.track(() => target[name](...args)) : target[name],
    });
    const crypto = { subtle, getRandomValues: (array) => webcrypto.getRandomValues(array), randomUUID: () => webcrypto.randomUUID() };
    Object.assign(window, {
      fetch: async (resource, options) => {
        const answer = await network.fetch(resource, options);
        const blob = answer.blob;
        answer.blob = async () => new TrackedBlob([await blob.call(answer)]);
        return answer;
      },
      Response, Headers, Request, AbortController, AbortSignal, Blob: TrackedBlob, TextEncoder, TextDecoder,
      ReadableStream, structuredClone, queueMicrotask, Uint8Array,
      AudioContext: webAudio(this.clock, hooks), Worker: workers(this.clock), console: quietConsole(),
      matchMedia: () => ({ matches: false, addListener() {}, removeListener() {}, addEventListener() {}, removeEventListener() {} }),
      ResizeObserver: class { observe() {} unobserve() {} disconnect() {} },
    });
    Object.defineProperty(window, "crypto", { value: crypto });
    Object.assign(window.URL, { createObjectURL: () => "blob:none", revokeObjectURL() {} });
  }

  // Resolves when nothing is under way at this instant of the page's clock.
  async rest() {
    const turns_needed = 3, rounds_max = 100_000;
    for (let turns = 0, rounds = 0; turns < turns_needed && rounds < rounds_max; ++rounds) {
      await new Promise(setImmediate);
      if (this.network.busy()) {
        await this.network.change(20);
        turns = 0;
      } else if (this.clock.fire()) {
        turns = 0;
      } else {
        ++turns;
      }
    }
  }

  // Lets time pass, and rests at each instant at which a timer falls due.
  async advance(ms, progress) {
    const until = this.clock.now() + ms;
    await this.rest();
    for (let at = this.clock.due(until); at !== undefined; at = this.clock.due(until)) {
      this.clock.moveTo(at);
      await this.rest();
      progress();
    }
    this.clock.moveTo(until);
    await this.rest();
  }

  close() {
    this.clock.stop();
    this.network.close();
    this.window.close();
  }
}

// For set-up: loads the bundle once, which shows that it loads, and keeps what was compiled for it.
function keepCompiled() {
  new Page("http://127.0.0.1:1", { sounds() {} }).close();
  fs.writeFileSync(at("bundle", "element.js.compiled"), element.createCachedData());
}

module.exports = { Page, keepCompiled };
