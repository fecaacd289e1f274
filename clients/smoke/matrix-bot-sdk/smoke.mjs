// matrix-bot-sdk drives the mock homeserver as a user would.
import {createRequire} from "node:module";

import {GAP, LIVE, Waiting, cast, refused, same, sequences, step, tell} from "../walk.mjs";

const sdk = createRequire(import.meta.url)("matrix-bot-sdk");
const baseUrl = cast.base_url;
const own = cast.user_id;
const roomId = cast.room_id;
const infoType = "m.voice_broadcast_info";
const heard = []; // events of the timeline, as the SDK emitted them
const syncs = []; // room parts of the answers
const waiting = new Waiting();
let client;
let sent; // ID of the message sent

const seen = (isIt) => waiting.until(() => heard.find(isIt));

// A client that also shows the answers to its polls: the SDK does not say what was limited, or who types.
class Watched extends sdk.MatrixClient {
    async processSync(answer, emit) {
        await super.processSync(answer, emit);
        syncs.push(answer.rooms?.join?.[roomId] ?? {});
        waiting.told();
    }
}

async function logInByPassword() {
    const auth = new sdk.MatrixAuth(baseUrl);
    await refused("a wrong password", "M_FORBIDDEN", () => auth.passwordLogin(own, "not the password"));
    const {accessToken} = await auth.passwordLogin(own, cast.password);
    client = new Watched(baseUrl, accessToken, new sdk.MemoryStorageProvider());
    same("user", await client.getUserId(), own);
}

async function logInByToken() {
    const who = await new sdk.MatrixClient(baseUrl, cast.access_token).getWhoAmI();
    same("who I am", [who.user_id, who.device_id], [own, cast.device_id]);
}

async function firstSync() {
    client.on("room.event", (room, event) => {
        heard.push(event);
        waiting.told();
    });
    client.syncingTimeout = 10000;
    await client.start({room: {timeline: {limit: 30}}});
    await waiting.until(() => syncs.length > 0);
    same("rooms", await client.getJoinedRooms(), [roomId]);
    same("members", (await client.getJoinedRoomMembers(roomId)).length, 3);
    same("name", await client.getRoomStateEvent(roomId, "m.room.name", ""), {name: "Broadcasts"});
}

async function live() {
    await tell("started");
    for (const number of LIVE) await tell(`chunk ${number}`);
    await waiting.until(() => sequences(heard).length >= LIVE.length);
    same("chunks", sequences(heard), LIVE);
}

async function gap() {
    await tell(`chunks ${GAP[0]} ${GAP.at(-1)}`);
    await waiting.until(() => sequences(syncs.at(-1).timeline?.events ?? []).includes(GAP.at(-1)));
    const {events, limited, prev_batch} = syncs.at(-1).timeline;
    same("sync", [limited, events.length], [true, 30]);
    let [chunks, from] = [sequences(events), prev_batch];
    while (from && chunks[0] > GAP[0]) {
        const ask = {dir: "b", from, limit: 50};
        const page = await client.doRequest("GET", `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/messages`, ask);
        chunks = [...sequences(page.chunk.reverse()), ...chunks];
        from = page.end;
    }
    same("chunks", chunks.filter((number) => number >= GAP[0]), GAP);
}

async function relations() {
    const first = await client.getRelationsForEvent(roomId, "$started", "m.reference", "m.voice_broadcast_chunk");
    const path = `/_matrix/client/v1/rooms/${encodeURIComponent(roomId)}/relations/%24started/m.reference`;
    const chunks = sequences(first.chunk);
    for (let from = first.next_batch; from;) {
        const page = await client.doRequest("GET", path, {from, limit: 50});
        chunks.push(...sequences(page.chunk));
        from = page.next_batch;
    }
    same("chunks", chunks, [...LIVE, ...GAP].reverse());
}

async function mediaOld() {
    const content = Buffer.from("the old way");
    const answer = await fetch(client.mxcToHttp(await client.uploadContent(content, "audio/ogg", "smoke.ogg")));
    same("answer", [answer.status, answer.headers.get("content-type")], [200, "audio/ogg"]);
    same("content", Buffer.from(await answer.arrayBuffer()).equals(content), true);
}

async function mediaNew() {
    const content = Buffer.from(LIVE);
    const answer = await client.downloadContent(await client.uploadContent(content, "audio/ogg"));
    same("content", [answer.contentType, content.equals(answer.data)], ["audio/ogg", true]);
}

async function state() {
    const id = await client.sendStateEvent(roomId, infoType, own, {state: "started"});
    same("state", await client.getRoomStateEvent(roomId, infoType, own), {state: "started"});
    same("state key", (await seen((event) => event.event_id === id)).state_key, own);
}

async function message() {
    sent = await client.sendText(roomId, "hello");
    const event = await seen(({event_id}) => event_id === sent);
    same("body", event.content.body, "hello");
    same("echo", typeof event.unsigned.transaction_id, "string");
}

async function redaction() {
    const id = await client.redactEvent(roomId, sent, "a smoke test");
    same("redacts", (await seen((event) => event.event_id === id)).redacts, sent);
    const event = await client.getRawEvent(roomId, sent);
    same("content", event.content, {});
    same("reason", event.unsigned.redacted_because.content.reason, "a smoke test");
}

const ephemeral = (type) => waiting.until(() =>
    syncs.flatMap((room) => room.ephemeral?.events ?? []).find((event) => event.type === type));

async function typing() {
    await client.setTyping(roomId, true, 20000);
    same("typing", (await ephemeral("m.typing")).content, {user_ids: [own]});
}

async function receipt() {
    await client.sendReadReceipt(roomId, "$chunk220");
    same("receipt", Object.keys((await ephemeral("m.receipt")).content.$chunk220["m.read"]), [own]);
}

async function logOut() {
    client.stop();
    await client.doRequest("POST", "/_matrix/client/v3/logout");
    await refused("the token", "M_UNKNOWN_TOKEN", () => client.getWhoAmI());
}

await step("password", logInByPassword);
await step("token", logInByToken);
await step("first sync", firstSync);
await step("live", live);
await step("gap", gap);
await step("relations", relations);
await step("media, old", mediaOld);
await step("media, new", mediaNew);
await step("state", state);
await step("message", message);
await step("redaction", redaction);
await step("typing", typing);
await step("receipt", receipt);
await step("log out", logOut);
process.exit(0);
