// Globals of Node that Element's webpack supplies.
export { Buffer } from "buffer";
export { default as process } from "process";
