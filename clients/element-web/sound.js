// Web Audio without a speaker: the classes that Element's player uses, on the adapter's clock.
"use strict";

const RATE = 48000;
const SAMPLES_OF_FRAME = [480, 960, 1920, 2880]; // SILK, by the lowest bits of the configuration

function samplesOfPacket(packet) {
  if (packet.length === 0) return 0;
  const config = packet[0] >> 3;
  const frame = config < 12 ? SAMPLES_OF_FRAME[config & 3]
    : config < 16 ? [480, 960][config & 1]
      : 120 << (config & 3);
  const count = [1, 2, 2, packet.length > 1 ? packet[1] & 63 : 0][packet[0] & 3];
  return frame * count;
}

// The length of an Ogg/Opus file in seconds, from its packets (RFC 6716, 7845). Where the last page's
// clock says less, the end is cut; the clock may begin anywhere, since recorders let it run on.
function secondsOfOgg(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let packets = [], partial = [], total = 0, start, end, skip, at = 0;
  const isAt = (offset, text) => Buffer.from(bytes.subarray(offset, offset + text.length)).equals(Buffer.from(text));
  while (at + 27 <= bytes.length && isAt(at, "OggS")) {
    const table = bytes.subarray(at + 27, at + 27 + bytes[at + 26]);
    let place = at + 27 + table.length;
    const before = total;
    for (const length of table) {
      if (place + length > bytes.length) break;
      partial.push(...bytes.subarray(place, place + length));
      place += length;
      if (length === 255) continue;
      packets.push(partial);
      if (packets.length > 2) total += samplesOfPacket(partial);
      partial = [];
    }
    const granule = Number(view.getBigInt64(at + 6, true));
    if (total > before && granule >= 0) {
      start ??= granule - total;
      end = granule;
    }
    at = place;
  }
  const head = packets[0];
  if (!head || String.fromCharCode(...head.slice(0, 8)) !== "OpusHead") throw new Error("no Ogg/Opus");
  skip = head[10] | (head[11] << 8);
  const samples = (end === undefined ? total : Math.min(total, end - Math.max(0, start))) - skip;
  if (samples <= 0) throw new Error("no sound in it");
  return samples / RATE;
}

class AudioBuffer {
  sampleRate = RATE;
  numberOfChannels = 1;
  constructor(duration) { this.duration = duration; this.length = Math.round(duration * RATE); }
  getChannelData() { return new Float32Array(Math.min(this.length, 480)); } // only drawn from
}

// One start of one buffer. It sounds while it is connected and its context runs.
class Source extends EventTarget {
  buffer = null;
  played = 0; // seconds that have sounded, up to the last halt
  sounding = false;
  ended = false;
  #offset;
  constructor(context) { super(); this.context = context; }
  get left() { return this.buffer.duration - this.#offset - this.played; }
  get wants() { return this.#offset !== undefined && this.connected && !this.ended; }
  connect() { this.connected = true; this.context.changed(); }
  disconnect() { this.connected = false; this.context.changed(); }
  start(_when = 0, offset = 0) {
    this.#offset = offset;
    this.context.sources.add(this);
    this.context.changed();
  }
  end() {
    this.ended = true;
    this.dispatchEvent(new Event("ended"));
  }
}

// hooks.sounds(source): a source begins to sound, and does not only go on.
function webAudio(clock, hooks) {
  return class AudioContext {
    state = "running";
    destination = {};
    sources = new Set();
    #since = clock.now();
    #before = 0;
    #sounding = new Map(); // source -> { timer, from }

    get currentTime() {
      return this.#before + (this.state === "running" ? (clock.now() - this.#since) / 1000 : 0);
    }

    createBufferSource() { return new Source(this); }

    decodeAudioData(data, done, failed) {
      const bytes = new Uint8Array(structuredClone(data, { transfer: [data] }));
      clock.set(() => {
        let buffer;
        try { buffer = new AudioBuffer(secondsOfOgg(bytes)); } catch (error) { return failed(error); }
        done(buffer);
      }, 0);
    }

    async suspend() { this.#turn("suspended"); }
    async resume() { this.#turn("running"); }
    async close() { this.#turn("closed"); }

    #turn(state) {
      if (this.state === state || this.state === "closed") return;
      this.#before = this.currentTime;
      this.#since = clock.now();
      this.state = state;
      this.changed();
    }

    // Starts and halts sources as they are connected and the context runs.
    changed() {
      for (const source of this.sources) {
        const sounds = this.#sounding.has(source), should = this.state === "running" && source.wants;
        if (should && !sounds) this.#begin(source);
        if (!should && sounds) this.#halt(source);
      }
    }

    #begin(source) {
      const timer = clock.set(() => {
        this.#halt(source);
        this.sources.delete(source);
        source.end();
      }, Math.ceil(Math.max(0, source.left) * 1000));
      this.#sounding.set(source, { timer, from: clock.now() });
      source.sounding = source.left > 0; // started at its very end it ends at once, unheard
      if (source.sounding && source.played === 0) hooks.sounds(source);
    }

    #halt(source) {
      const { timer, from } = this.#sounding.get(source);
      clock.clear(timer);
      this.#sounding.delete(source);
      source.played += Math.max(0, Math.min((clock.now() - from) / 1000, source.left));
      source.sounding = false;
    }
  };
}

module.exports = { webAudio, secondsOfOgg };
