// A toy listener and its adapter in one file, with nothing but Node.js 18 or newer. The toy trusts
// what it is sent: put your own client in its place, step by step. The adapter keeps the contract.
import readline from "node:readline";

const HELLO = {contract: 1, client: {name: "javascript-starter", version: "1"}, features: [],
    roles: ["listener"], dialects: ["stable"], depths: ["client"],
    reports: ["state", "live", "chunks", "heard", "player"]};
const LIVE = {started: "live", resumed: "live", paused: "paused", stopped: "ended"};
const MISSING = {advance: "virtual_clock", restart: "restart", reset: "reset", pause: "pause",
    resume: "pause", seek: "seek", redact: "redact", logout: "logout"};

// The toy. Knows one room; a chunk sounds, in no time at all, once it is wanted and there.
class Client {
    broadcasts = new Map();
    work = Promise.resolve();
    constructor({homeserver, room, user}) {
        [this.server, this.room] = [homeserver.base_url, room.room_id];
        this.headers = {Authorization: "Bearer " + user.access_token};
    }
    inTurn(task) { // what the server sent and what the adapter asks, one after the other
        const done = this.work.then(task);
        this.work = done.catch(() => {});
        return done;
    }
    async get(path) {
        const got = await fetch(this.server + path, {headers: this.headers});
        if (!got.ok) throw new Error(`${path}: status ${got.status}`);
        return Buffer.from(await got.arrayBuffer());
    }
    async sync(since = "") {
        const answer = JSON.parse(await this.get("/_matrix/client/v3/sync?timeout=30000" + since));
        const room = answer.rooms?.join?.[this.room];
        const events = room ? [...room.state.events, ...room.timeline.events] : [];
        // All is applied before the next poll, so `settle` has nothing to wait for.
        await this.inTurn(async () => { for (const event of events) await this.take(event); });
        return "&since=" + answer.next_batch;
    }
    async take({type, event_id, sender, content}) {
        const broadcast = this.broadcasts.get(content["m.relates_to"]?.event_id);
        const kind = type.split(".").pop();
        if (kind === "voice_broadcast_info" && content.state === "started") {
            this.broadcasts.set(event_id, {id: event_id, sender, state: "started", live: "live",
                chunks: [], player: "idle", heard: []});
        } else if (kind === "voice_broadcast_info" && broadcast) {
            Object.assign(broadcast, {state: content.state, live: LIVE[content.state]});
        } else if (kind === "voice_broadcast_chunk" && broadcast) {
            broadcast.chunks.push({...content, event_id, media: "pending"});
            broadcast.chunks.sort((one, other) => one.sequence - other.sequence);
        }
        if (broadcast?.player === "buffering") await this.playOn(broadcast, broadcast.heard.length);
    }
    async playOn(broadcast, first) {
        for (const chunk of broadcast.chunks.slice(first)) {
            await this.get(chunk.url.replace("mxc://", "/_matrix/client/v1/media/download/"));
            chunk.media = "ready";
            const {event_id, sequence} = chunk;
            broadcast.heard.push({event_id, sequence, complete: true});
        }
        broadcast.player = broadcast.state === "stopped" ? "ended" : "buffering";
    }
    async act(verb, broadcast) {
        if (!broadcast || (verb === "stop" && broadcast.player === "idle"))
            return error(1, "refused");
        broadcast.player = "idle";
        if (verb === "play") await this.playOn(broadcast, 0);
        return {result: {}};
    }
    snapshot() {
        const told = ({sequence, event_id, media}) => ({sequence, event_id, media});
        const shown = (one) => ({...one, chunks: one.chunks.map(told)});
        return {broadcasts: [...this.broadcasts.values()].map(shown)};
    }
}

// The adapter: a line in, a line out. What depends on your client stands above.
const error = (code, message, data) => ({error: {code, message, data}});

async function answer(client, method, params) {
    const wanted = method === "act" ? params.verb : method;
    if (Object.hasOwn(MISSING, wanted) || (method === "hello" && !params.contract.includes(1)))
        return error(2, "unsupported", {feature: MISSING[wanted] ?? "contract"});
    if (!["hello", "open", "play", "stop", "settle", "observe", "bye"].includes(wanted))
        return error(method === "act" ? -32602 : -32601, "no such thing");
    if (method === "act") return client.act(wanted, client.broadcasts.get(params.broadcast));
    return {result: method === "hello" ? HELLO : method === "observe" ? client.snapshot() : {}};
}

let client = {inTurn: (task) => task()};
for await (const line of readline.createInterface({input: process.stdin})) {
    const {id, method, params} = JSON.parse(line);
    if (method === "open") {
        client = new Client(params);
        let since = await client.sync(); // the first one is applied before `open` is answered
        (async () => { for (;;) since = await client.sync(since); })();
    }
    process.stdout.write(await client.inTurn(async () =>
        JSON.stringify({jsonrpc: "2.0", id, ...await answer(client, method, params)}) + "\n"));
    if (method === "bye") process.exit(0);
}
process.exit(0);
