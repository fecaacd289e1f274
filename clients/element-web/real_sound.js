// What really sounds in a browser's page: watches Web Audio's own sources and takes the place of none.
"use strict";

// One start of one source. Its context's clock stands still while the context is suspended.
class Sound {
  ended = false;
  #from;
  #halted;
  constructor(node, offset) {
    this.context = node.context;
    this.#from = node.context.currentTime;
    this.left = node.buffer ? Math.max(0, node.buffer.duration - offset) : 0;
  }
  get played() { return Math.min(this.left, (this.#halted ?? this.context.currentTime) - this.#from); }
  get sounding() {
    return this.context.state === "running" && !this.ended && this.#halted === undefined && this.left > 0;
  }
  halt() { this.#halted ??= this.context.currentTime; }
  end() { if (this.#halted === undefined) this.ended = true; }
}

// The pitch of what was decoded, by its passages through zero; the first and last moments are left out.
function hertz(buffer) {
  const samples = buffer.getChannelData(0), edge = Math.floor(samples.length / 8);
  let rises = 0;
  for (let at = edge; at < samples.length - edge; ++at) rises += samples[at - 1] < 0 && samples[at] >= 0;
  return Math.round(rises * buffer.sampleRate / (samples.length - 2 * edge));
}

// hooks.sounds(sound) at each start. Returns a function: whether anything sounds or is being decoded.
function watchSound({ AudioBufferSourceNode, AudioNode, BaseAudioContext }, hooks) {
  const { start } = AudioBufferSourceNode.prototype, { disconnect } = AudioNode.prototype;
  const { decodeAudioData } = BaseAudioContext.prototype;
  const sounds = new Map(); // node -> Sound
  let decoding = 0;
  AudioBufferSourceNode.prototype.start = function (when = 0, offset = 0) {
    start.call(this, when, offset);
    const sound = new Sound(this, offset);
    sounds.set(this, sound);
    this.addEventListener("ended", () => { sound.end(); sounds.delete(this); });
    hooks.sounds(sound, this.buffer && hertz(this.buffer));
  };
  AudioNode.prototype.disconnect = function (...from) {
    disconnect.apply(this, from);
    sounds.get(this)?.halt();
    sounds.delete(this);
  };
  BaseAudioContext.prototype.decodeAudioData = function (...words) {
    ++decoding;
    const decoded = decodeAudioData.apply(this, words);
    decoded.catch(() => undefined).finally(() => --decoding);
    return decoded;
  };
  return () => decoding > 0 || [...sounds.values()].some((sound) => sound.sounding);
}

module.exports = { watchSound };
