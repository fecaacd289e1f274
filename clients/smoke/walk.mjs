// What the JavaScript programs of this folder share: steps, what the broadcaster does, comparing.
// walk.py does the same for Python, and says how a program and scripts/smoke speak with each other.
import {isDeepStrictEqual} from "node:util";
import {createInterface} from "node:readline";

const STEP_MS = 20000;
const chunkType = "m.voice_broadcast_chunk";
const from = (first, last) => Array.from({length: last - first + 1}, (_, index) => first + index);
export const LIVE = from(1, 20); // chunks that come one by one
export const GAP = from(21, 220); // chunks that come at once: more than a sync carries

// Standard output is for the steps; what an SDK logs goes to standard error.
for (const level of ["log", "info", "debug", "trace", "warn"]) console[level] = console.error;
const say = (line) => process.stdout.write(`${line}\n`);

export const cast = JSON.parse(process.env.DEADAIR_SMOKE);
const answers = createInterface({input: process.stdin})[Symbol.asyncIterator]();

// Has the broadcaster act; returns what the server said, an event's ID mostly.
export async function tell(line) {
    say(`tell ${line}`);
    return (await answers.next()).value;
}

// Runs one step. What goes wrong in it is its result, and the walk goes on.
export async function step(name, work) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`not done after ${STEP_MS / 1000} s`)), STEP_MS);
    });
    try {
        await Promise.race([work(), late]);
        say(`ok ${name}`);
    } catch (problem) {
        say(`failed ${name}: ${String(problem?.message ?? problem).replace(/\s+/g, " ")}`);
    } finally {
        clearTimeout(timer);
    }
}

// Nothing else than equal will do.
export function same(what, got, wanted) {
    if (isDeepStrictEqual(got, wanted)) return;
    throw new Error(`${what}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`);
}

// The call must be refused with that code.
export async function refused(what, errcode, call) {
    let got = "no refusal";
    await call().catch((problem) => {
        got = problem.errcode ?? problem.body?.errcode ?? String(problem);
    });
    same(what, got, errcode);
}

// The numbers of those events that are chunks. The events are JSON.
export const sequences = (events) =>
    events.filter((event) => event.type === chunkType && event.content.sequence).map((event) => event.content.sequence);

// Things to wait for: `told()` after something has come, `until(look)` gives the first true answer of look.
export class Waiting {
    #wake = [];
    told() {
        for (const wake of this.#wake.splice(0)) wake();
    }
    async until(look) {
        for (;;) {
            const found = look();
            if (found) return found;
            await new Promise((wake) => this.#wake.push(wake));
        }
    }
}
