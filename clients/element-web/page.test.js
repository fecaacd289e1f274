// Tests of what stands in for the browser: time and sound. Needs nothing but Node.
"use strict";
const assert = require("node:assert/strict");
const test = require("node:test");
const { Clock } = require("./clock");
const { webAudio, secondsOfOgg } = require("./sound");

// One Ogg page; segments of less than 255 bytes only.
function page(granule, packets) {
  const head = Buffer.alloc(27 + packets.length);
  head.write("OggS");
  head.writeBigInt64LE(BigInt(granule), 6);
  head[26] = packets.length;
  packets.forEach((packet, at) => { head[27 + at] = packet.length; });
  return Buffer.concat([head, ...packets]);
}

const PRE_SKIP = 312;
const FRAME = Buffer.from([0x78, 1, 2, 3]); // configuration 15: one frame of 20 ms, 960 samples

function ogg(frames, first, last) {
  const opusHead = Buffer.from("OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0", "latin1");
  opusHead.writeUInt16LE(PRE_SKIP, 10);
  const pages = [page(0, [opusHead]), page(0, [Buffer.from("OpusTags")]), page(first, [FRAME])];
  return Buffer.concat([...pages, page(last, Array(frames - 1).fill(FRAME))]);
}

test("the length of a file is that of its packets, without what is skipped", () => {
  assert.equal(secondsOfOgg(ogg(10, 960, 9600)), (9600 - PRE_SKIP) / 48000);
});

test("the last page's clock cuts the end", () => {
  assert.equal(secondsOfOgg(ogg(10, 960, 9000)), (9000 - PRE_SKIP) / 48000);
});

test("a clock that runs on from file to file does not count", () => {
  assert.equal(secondsOfOgg(ogg(10, 480960, 489600)), (9600 - PRE_SKIP) / 48000);
});

test("what is no sound is refused", () => {
  for (const bytes of ["", "<html>", "OggS", "OggS".repeat(20)]) {
    assert.throws(() => secondsOfOgg(Buffer.from(bytes)));
  }
});

test("timers fire in the order of their instants, and only when time passes", () => {
  const clock = new Clock(), fired = [];
  clock.set(() => fired.push("b"), 20);
  clock.set(() => fired.push("a"), 10);
  clock.clear(clock.set(() => fired.push("never"), 5));
  clock.fire();
  assert.deepEqual(fired, []);
  assert.equal(clock.due(100), 10);
  clock.moveTo(20);
  clock.fire();
  assert.deepEqual(fired, ["a"]);
  clock.fire();
  assert.deepEqual(fired, ["a", "b"]);
  assert.equal(clock.fire(), false);
  assert.equal(clock.pending, 0);
});

// A context that plays a file of 200 ms less the skip, and what was said of it.
async function playing(offset = 0) {
  const clock = new Clock(), sounded = [];
  const AudioContext = webAudio(clock, { sounds: (source) => sounded.push(source) });
  const context = new AudioContext(), source = context.createBufferSource();
  const data = new Uint8Array(ogg(10, 960, 9600)).buffer;
  context.decodeAudioData(data, (buffer) => { source.buffer = buffer; }, assert.fail);
  clock.fire();
  assert.equal(data.byteLength, 0); // detached, as a browser does
  source.connect(context.destination);
  source.start(0, offset);
  return { clock, context, source, sounded };
}

test("a source sounds to its end and says so", async () => {
  const { clock, source, sounded } = await playing();
  assert.deepEqual(sounded, [source]);
  let ended = 0;
  source.addEventListener("ended", () => ++ended);
  clock.moveTo(clock.due(1000));
  clock.fire();
  assert.equal(ended, 1);
  assert.equal(source.ended, true);
});

test("a context that is suspended keeps its source silent and its time still", async () => {
  const { clock, context, source } = await playing();
  clock.moveTo(50);
  await context.suspend();
  clock.moveTo(5000);
  clock.fire();
  assert.equal(source.ended, false);
  assert.equal(source.played, 0.05);
  assert.equal(context.currentTime, 0.05);
  await context.resume();
  clock.moveTo(6000);
  clock.fire();
  assert.equal(source.ended, true);
});

test("a source that is started at its very end ends at once, unheard", async () => {
  const { clock, source, sounded } = await playing((9600 - PRE_SKIP) / 48000);
  clock.fire();
  assert.equal(source.ended, true);
  assert.deepEqual(sounded, []);
});
