// matrix-js-sdk in headless Chromium drives the mock homeserver: its walk in Node, in a page of another origin.
import {createServer} from "node:http";
import {join} from "node:path";

import {build} from "esbuild";
import {chromium} from "playwright-core";

import {cast, end, say, tell} from "../walk.mjs";

const PROGRAM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"];
const here = import.meta.dirname;

// The same walk, with this page's way to speak in place of Node's. The rooms that are walked in are not encrypted.
async function bundle() {
    const inPage = {
        name: "in-page",
        setup({onResolve, onLoad}) {
            onResolve({filter: /\/walk\.mjs$/}, () => ({path: join(here, "in_page.mjs")}));
            onResolve({filter: /crypto-wasm$/}, ({path}) => ({path, namespace: "left-out"}));
            onLoad({filter: /.*/, namespace: "left-out"}, () => ({contents: "module.exports = {};"}));
        },
    };
    const built = await build({
        entryPoints: [join(here, "..", "matrix-js-sdk", "smoke.mjs")], bundle: true, write: false, format: "esm",
        platform: "browser", target: "es2022", define: {global: "globalThis"}, plugins: [inPage], logLevel: "error",
        alias: {"matrix-js-sdk": join(here, "node_modules", "matrix-js-sdk")},
    });
    return built.outputFiles[0].text;
}

// Serves the page; its origin.
async function serve(script) {
    const server = createServer((request, answer) => {
        const [type, text] = request.url === "/walk.js"
            ? ["text/javascript", script]
            : ["text/html", '<!doctype html><script type="module" src="/walk.js"></script>'];
        answer.writeHead(200, {"Content-Type": type});
        answer.end(text);
    });
    await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
    return `http://127.0.0.1:${server.address().port}/`;
}

const browser = await chromium.launch({executablePath: PROGRAM, args: FLAGS});
const page = await browser.newPage();
page.on("pageerror", (problem) => console.error(`unhandled: ${problem.message} ${problem.stack}`));
page.on("console", (line) => line.type() === "error" && console.error(line.text()));
await page.addInitScript((whole) => { globalThis.cast = whole; }, cast);
await page.exposeFunction("tellBroadcaster", tell);
await page.exposeFunction("say", (line) => { say(line); });
const walked = new Promise((done) => { page.exposeFunction("walked", done); });
await page.goto(await serve(await bundle()));
await walked;
await browser.close();
end();
