// One user of Element Web, with one room open: what its app shell does, what the user presses, what is seen.
"use strict";

const LIVE = { live: "live", grey: "paused", "not-live": "ended" };
const PLAYER = { playing: "playing", buffering: "buffering", pause: "paused", error: "error" };
const TIMELINE_FIRST = 30, TIMELINE_PAGE = 50; // as Element's TimelinePanel
const TILES_OF_A_SCREEN = 15, PAGES_MAX = 50;

class Refused extends Error {}

// A time that is shown to the user. Element adds up whatever an event says, so it may be no number, or
// one that no integer of the contract can hold.
const TIME_MAX = 2 ** 63;
function shownTime(what, value) {
  const number = typeof value === "number" ? Math.round(value) : NaN;
  if (!(Math.abs(number) < TIME_MAX)) throw new Error(`Element shows a ${what} that is no time: ${JSON.stringify(String(value))}`);
  return number;
}

const integer = (value) => (Number.isSafeInteger(value) ? value : undefined);

// What has sounded, by broadcast; what was told of an earlier page stands before it.
class HeardLog {
  #past;
  #entries = new Map();

  constructor(past = {}) { this.#past = past; }

  // An earlier start of the same source, which was halted before it sounded, counts for nothing.
  add(id, entry) {
    const before = this.#entries.get(id) ?? [];
    this.#entries.set(id, [...before.filter(({ source }) => !source || source !== entry.source), entry]);
  }

  ids() {
    const all = new Set([...Object.keys(this.#past), ...this.#entries.keys()]);
    return [...all].filter((id) => this.told(id).length > 0);
  }

  all() { return Object.fromEntries(this.ids().map((id) => [id, this.told(id)])); }

  // A start that was taken back before any time had passed made no sound.
  told(id) {
    const now = (this.#entries.get(id) ?? []).flatMap(({ seek_ms, source, event_id, sequence }) => {
      if (seek_ms !== undefined) return [{ seek_ms }];
      if (!source.sounding && source.played === 0) return [];
      return [{ event_id, sequence: integer(sequence), complete: source.ended }];
    });
    return [...(this.#past[id] ?? []), ...now];
  }
}

class Listener {
  #owner = new WeakMap(); // an audio context -> whose sound it makes: { broadcast, event }
  #failed = new WeakSet(); // chunk events whose last load failed
  #wished = new WeakSet(); // playbacks that were stopped by the user
  #played = new WeakSet();

  // element is the page's Element_; whoever owns the page tells sounds() of each source that begins to sound.
  constructor(params, heard, element) {
    this.params = params;
    this.heard = heard;
    this.element = element;
    this.#observe();
  }

  // Wraps and calls through: which chunk a clip was made of, and whether loading it failed.
  #observe() {
    const { prototype } = this.element.broadcast.VoiceBroadcastPlayback;
    const load = prototype.loadPlayback, listener = this;
    prototype.loadPlayback = async function (event) {
      try {
        await load.call(this, event);
        listener.#owner.set(this.playbacks.get(event.getId()).context, { playback: this, event });
        listener.#failed.delete(event);
      } catch (error) {
        listener.#failed.add(event);
        throw error;
      }
    };
  }

  // A source begins to sound. Returns what was noted of it; nothing where it is no chunk's.
  sounds(source) {
    const owner = this.#owner.get(source.context);
    if (!owner) return undefined;
    const entry = { source, event_id: owner.event.getId(), sequence: sequenceOf(owner.event) };
    this.heard.add(owner.playback.infoEvent.getId(), entry);
    return entry;
  }

  async start() {
    const { element } = this, { user, room } = this.params;
    class Platform extends element.BasePlatform {
      getConfig() { return Promise.resolve(undefined); }
      getDefaultDeviceDisplayName() { return "deadair"; }
      getHumanReadableName() { return "Web Platform"; }
      requestNotificationPermission() { return Promise.resolve("denied"); }
      getAppVersion() { return Promise.resolve("0"); }
      reload() {}
    }
    element.SdkConfig.put({});
    element.PlatformPeg.set(new Platform());
    await element.setLanguage("en");
    // Without a store for keys: rooms are not encrypted here.
    await element.SettingsStore.setValue("lowBandwidth", null, element.SettingLevel.DEVICE, true);
    element.MatrixClientPeg.replaceUsingCreds({
      homeserverUrl: this.params.homeserver.base_url, userId: user.user_id, deviceId: user.device_id, accessToken: user.access_token,
    });
    const client = element.MatrixClientPeg.safeGet();
    this.client = client;
    element.DMRoomMap.makeShared(client).start();
    element.SdkContextClass.instance.client = client;
    // Element lets a gap clear the room's timelines while the newest event is on the screen.
    client.setCanResetTimelineCallback(() => true);
    const synced = new Promise((resolve) => {
      client.on("sync", (state) => state === "PREPARED" && resolve());
    });
    await element.MatrixClientPeg.start();
    await synced;
    element.SdkContextClass.instance.roomViewStore;
    element.dispatcher.dispatch({ action: "view_room", room_id: room.room_id });
    await this.#openTimeline();
  }

  // As Element's TimelinePanel: the newest events, and older ones until the screen is full.
  async #openTimeline() {
    const { sdk } = this.element, { client } = this;
    const room = client.getRoom(this.params.room.room_id);
    if (!room) return;
    this.room = room;
    const set = room.getUnfilteredTimelineSet();
    const load = async () => {
      const window = new sdk.TimelineWindow(client, set, { windowLimit: Number.MAX_VALUE });
      await window.load(undefined, TIMELINE_FIRST);
      this.timeline = window;
      await this.#fillScreen(window);
    };
    client.on("Room.timelineReset", (of, ofSet) => ofSet === set && load());
    client.on("Room.timeline", (_event, of, toStart, _removed, data) => {
      if (of !== room || toStart || !data?.liveEvent || data.timeline.getTimelineSet() !== set) return;
      this.timeline.paginate("f", 1, false).then(() => this.#fillScreen(this.timeline));
    });
    client.on("Room.redaction", () => this.#render());
    await load();
  }

  async #fillScreen(window) {
    this.#render();
    if (this.filling) return;
    this.filling = true;
    await this.#pageBack(window, () => this.#shown().length >= TILES_OF_A_SCREEN);
    this.filling = false;
  }

  async #pageBack(window, isEnough) {
    try {
      for (let page = 0; page < PAGES_MAX && window === this.timeline; ++page) {
        if (isEnough() || !window.canPaginate("b")) break;
        if (!(await window.paginate("b", TIMELINE_PAGE))) break;
        this.#render();
      }
    } catch (error) {
      console.error(`paging back: ${error.message}`);
    }
  }

  // The user scrolls up to a broadcast that is not on the screen. Returns nothing where there is no need to.
  scrollTo(broadcast) {
    const isThere = () => this.#find(broadcast) !== undefined;
    if (broadcast === undefined || !this.timeline || isThere()) return undefined;
    return this.#pageBack(this.timeline, isThere);
  }

  #shown() {
    const { element } = this;
    return (this.timeline?.getEvents() ?? []).filter((event) => element.pickFactory(event, this.client, false));
  }

  // What drawing a broadcast's tile sets off.
  #render() {
    for (const event of this.#tiles()) this.#playback(event);
  }

  #tiles() {
    const { shouldDisplayAsVoiceBroadcastTile } = this.element.broadcast;
    return (this.timeline?.getEvents() ?? []).filter((event) => shouldDisplayAsVoiceBroadcastTile(event) && !event.isRedacted());
  }

  get #stores() { return this.element.SdkContextClass.instance; }

  #playback(event) {
    return this.#stores.voiceBroadcastPlaybacksStore.getByInfoEvent(event, this.client);
  }

  // The players that there are: those of the tiles, and the floating one.
  #playbacks() {
    const playbacks = this.#tiles().map((event) => this.#playback(event));
    const floating = this.#stores.voiceBroadcastPlaybacksStore.getCurrent();
    if (floating && !playbacks.includes(floating) && !floating.infoEvent.isRedacted()) playbacks.unshift(floating);
    return playbacks;
  }

  #find(broadcast) { return this.#playbacks().find((one) => one.infoEvent.getId() === broadcast); }

  act({ verb, broadcast, position_ms }) {
    if (verb === "logout") return this.#logOut();
    const playback = this.#find(broadcast);
    const state = playback?.getState();
    const offered = {
      play: ["stopped", "pause"], resume: ["pause"], pause: ["playing", "buffering"],
      stop: ["playing", "buffering", "pause"], seek: ["playing", "buffering", "pause", "stopped"],
    };
    if (!playback || !offered[verb].includes(state)) throw new Refused(`no ${verb} while ${state ?? "not there"}`);
    this.#wished.delete(playback);
    if (verb === "seek") {
      const target = Math.min(Math.max(position_ms, 0), playback.duration || 0);
      this.heard.add(broadcast, { seek_ms: target });
      run(playback.skipTo(target / 1000));
    } else if (verb === "stop") {
      this.#wished.add(playback);
      playback.stop();
    } else {
      this.#played.add(playback);
      run(playback.toggle());
    }
  }

  // As Element's app shell: what plays is stopped, then the session ends.
  #logOut() {
    const current = this.#stores.voiceBroadcastPlaybacksStore.getCurrent();
    if (current) this.#wished.add(current);
    run(this.element.broadcast.cleanUpBroadcasts(this.#stores).finally(() => this.client.logout(true)));
  }

  observe() {
    const broadcasts = this.#playbacks().map((playback) => this.#view(playback));
    for (const id of this.heard.ids()) {
      if (!broadcasts.some((one) => one.id === id)) broadcasts.push({ id, gone: true, heard: this.heard.told(id) });
    }
    return { broadcasts };
  }

  #view(playback) {
    const id = playback.infoEvent.getId(), state = playback.getState();
    const stopped = this.#played.has(playback) && !this.#wished.has(playback) ? "ended" : "idle";
    const touched = playback.currentlyPlaying !== null;
    return {
      id, sender: playback.infoEvent.getSender(), state: playback.getInfoState(), live: LIVE[playback.getLiveness()],
      chunks: playback.chunkEvents.getEvents().map((event) => this.#chunk(playback, event)),
      player: PLAYER[state] ?? stopped,
      position_ms: touched ? shownTime("position", playback.position) : undefined,
      duration_ms: shownTime("duration", playback.duration),
      heard: this.heard.told(id),
      error: playback.errorMessage || null,
    };
  }

  #chunk(playback, event) {
    const loaded = playback.playbacks.has(event.getId());
    return {
      event_id: event.getId(),
      sequence: integer(sequenceOf(event)),
      duration_ms: integer(event.getContent()?.info?.duration),
      media: loaded ? "ready" : this.#failed.has(event) ? "failed" : "pending",
    };
  }

  close() { this.client?.stopClient(); }
}

function sequenceOf(event) {
  return event.getContent()?.["io.element.voice_broadcast_chunk"]?.sequence;
}

function run(promise) {
  promise.catch((error) => console.error(error.stack));
}

module.exports = { Listener, HeardLog, Refused };
