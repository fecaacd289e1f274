// How the JavaScript programs of this folder speak with whoever started them; steps.mjs has the rest.
// walk.py does the same for Python, and says how a program and scripts/smoke speak with each other.
import {createInterface} from "node:readline";

import {runStep} from "./steps.mjs";

export {GAP, LIVE, Waiting, refused, same, sequences} from "./steps.mjs";

// Standard output is for the steps; what an SDK logs goes to standard error.
for (const level of ["log", "info", "debug", "trace", "warn"]) console[level] = console.error;
export const say = (line) => process.stdout.write(`${line}\n`);

export const cast = JSON.parse(process.env.DEADAIR_SMOKE);
const answers = createInterface({input: process.stdin})[Symbol.asyncIterator]();

// Has the broadcaster act; returns what the server said, an event's ID mostly.
export async function tell(line) {
    say(`tell ${line}`);
    return (await answers.next()).value;
}

export const step = (name, work) => runStep(name, work, say);

export const end = () => process.exit(0);
