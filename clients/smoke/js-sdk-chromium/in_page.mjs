// In place of walk.mjs in a page: what walks in there speaks through the program that opened it.
import {Buffer} from "buffer";

import {runStep} from "../steps.mjs";

export {GAP, LIVE, Waiting, refused, same, sequences} from "../steps.mjs";

globalThis.Buffer = Buffer; // the walk makes its files with it
export const {cast} = globalThis;
export const tell = (line) => globalThis.tellBroadcaster(line);
export const step = (name, work) => runStep(name, work, globalThis.say);
export const end = () => globalThis.walked();
