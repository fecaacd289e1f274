// Element's code in headless Chromium: real time, real Web Audio, real CORS.
"use strict";
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const esbuild = require("esbuild");
const { chromium } = require("playwright-core");
const { Refused } = require("./listener");
const { at } = require("./packages");

const PROGRAM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
  "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
  "--disable-backgrounding-occluded-windows", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
];

const file = (...parts) => fs.readFileSync(at(...parts), "utf8");
const inPage = () => esbuild.buildSync({
  entryPoints: [path.join(__dirname, "in_page.js")], bundle: true, write: false, format: "iife",
}).outputFiles[0].text;
const script = (text) => ["text/javascript", text];

// What Element Web's own web server would give.
function pages() {
  return new Map([
    ["/", ["text/html", '<!doctype html><meta charset="utf-8"><div id="matrixchat"></div>'
      + '<script src="/in_page.js"></script><script src="/element.js"></script>']],
    ["/in_page.js", script(inPage())],
    ["/element.js", script(file("bundle", "element.js"))],
    ["/playback.worker.js", script(file("bundle", "playback.worker.js"))],
    ["/indexeddb.worker.js", script(file("bundle", "indexeddb.worker.js"))],
    ["/i18n/languages.json", ["application/json", '{"en": "en_EN.json"}']],
    ["/i18n/en_EN.json", ["application/json",
      file("node_modules", "matrix-react-sdk", "src", "i18n", "strings", "en_EN.json")]],
  ]);
}

// Serves them on loopback, which is a secure context; its origin.
async function serve() {
  const held = pages();
  const server = http.createServer((request, answer) => {
    // Element names its workers after their sources, wherever its webpack puts those.
    const worker = /[^/]*\.worker\.(?=ts$)/.exec(request.url);
    const found = held.get(worker ? `/${worker[0]}js` : request.url);
    answer.writeHead(found ? 200 : 404, { "Content-Type": found?.[0] ?? "text/plain" });
    answer.end(found?.[1]);
  });
  await new Promise((listening) => { server.listen(0, "127.0.0.1", listening); });
  return `http://127.0.0.1:${server.address().port}/`;
}

let started; // the browser and the origin of its pages, once for all rooms
async function start() {
  return { browser: await chromium.launch({ executablePath: PROGRAM, args: FLAGS }), origin: await serve() };
}

class Chromium {
  idle = true; // rest() waits for the timers too
  #context;
  #page;

  // A user's browser: what it stores outlives the page.
  async #open({ kept }) {
    started ??= start();
    const { browser, origin } = await started;
    if (!kept) {
      await this.#context?.close();
      this.#context = await browser.newContext();
    }
    await this.#page?.close();
    this.#page = await this.#context.newPage();
    this.#page.on("pageerror", (error) => console.error(`unhandled: ${error.stack}`));
    this.#page.on("console", (line) => {
      if (["error", "warning"].includes(line.type())) console.error(line.text());
    });
    await this.#page.goto(origin);
  }

  async start(params, { kept, past }) {
    await this.#open({ kept: kept && this.#context });
    await this.#page.evaluate(([cast, before]) => window.deadair.start(cast, before), [params, past]);
    await this.rest();
  }

  async act(params) {
    const why = await this.#page.evaluate((wish) => window.deadair.act(wish), params);
    if (why) throw new Refused(why);
  }

  past() { return this.#page.evaluate(() => window.deadair.past()); }
  observe() { return this.#page.evaluate(() => window.deadair.observe()); }
  rest() { return this.#page.evaluate(() => window.deadair.rest()); }

  async close() {
    await this.#context?.close();
    this.#context = this.#page = undefined;
  }

  static async end() {
    await (await started)?.browser.close();
  }
}

module.exports = { Engine: Chromium };
