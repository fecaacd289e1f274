// matrix-js-sdk drives the mock homeserver as a user would.
import * as sdk from "matrix-js-sdk";

import {GAP, LIVE, Waiting, cast, end, refused, same, sequences, step, tell} from "../walk.mjs";

const baseUrl = cast.base_url;
const own = cast.user_id;
const roomId = cast.room_id;
const heard = []; // events of the timeline as they came, without what was paged
const waiting = new Waiting();
let client;
let room;
let sent; // ID of the message sent

const password = (text) => ({type: "m.login.password", identifier: {type: "m.id.user", user: own}, password: text});
const plain = (events) => sequences(events.map((event) => event.event));

async function logInByPassword() {
    const nobody = sdk.createClient({baseUrl});
    await refused("a wrong password", "M_FORBIDDEN", () => nobody.loginRequest(password("not the password")));
    const login = await nobody.loginRequest(password(cast.password));
    same("user", login.user_id, own);
    client = sdk.createClient({
        baseUrl, userId: own, deviceId: login.device_id, accessToken: login.access_token, timelineSupport: true,
    });
}

async function logInByToken() {
    const other = sdk.createClient({baseUrl, accessToken: cast.access_token});
    const who = await other.whoami();
    same("who I am", [who.user_id, who.device_id], [own, cast.device_id]);
}

async function firstSync() {
    client.on(sdk.RoomEvent.Timeline, (event, where, toStart) => {
        if (!toStart) heard.push(event);
        waiting.told();
    });
    for (const kind of [sdk.ClientEvent.Sync, sdk.RoomStateEvent.Events, sdk.RoomMemberEvent.Typing, sdk.RoomEvent.Receipt,
        sdk.RoomEvent.Redaction, sdk.RoomEvent.LocalEchoUpdated]) client.on(kind, () => waiting.told());
    await client.startClient({initialSyncLimit: 20, pollTimeout: 10000});
    await waiting.until(() => client.isInitialSyncComplete());
    room = client.getRoom(roomId);
    same("room", [room.name, room.getMyMembership(), room.getJoinedMemberCount()], ["Broadcasts", "join", 3]);
}

async function live() {
    await tell("started");
    for (const number of LIVE) await tell(`chunk ${number}`);
    await waiting.until(() => plain(heard).length >= LIVE.length);
    same("chunks", plain(heard), LIVE);
}

async function gap() {
    await tell(`chunks ${GAP[0]} ${GAP.at(-1)}`);
    await waiting.until(() => plain(heard).includes(GAP.at(-1)));
    const timeline = room.getLiveTimeline();
    same("chunks of the sync", plain(timeline.getEvents()), GAP.slice(-20));
    while (!plain(timeline.getEvents()).includes(GAP[0])) {
        if (!(await client.paginateEventTimeline(timeline, {backwards: true, limit: 50}))) break;
    }
    same("chunks", plain(timeline.getEvents()).filter((number) => number >= GAP[0]), GAP);
}

async function relations() {
    const found = [];
    let from;
    do {
        const page = await client.relations(roomId, "$started", "m.reference", "m.voice_broadcast_chunk", {limit: 50, from});
        same("original", page.originalEvent.getType(), "m.voice_broadcast_info");
        found.push(...page.events);
        from = page.nextBatch;
    } while (from);
    same("chunks", plain(found), [...LIVE, ...GAP].reverse());
}

async function media(authenticated) {
    const content = Buffer.from(authenticated ? "the new way" : "the old way");
    const {content_uri: uri} = await client.uploadContent(content, {type: "audio/ogg", name: "smoke.ogg"});
    const url = client.mxcUrlToHttp(uri, undefined, undefined, undefined, false, true, authenticated);
    same("path", new URL(url).pathname.startsWith("/_matrix/client/v1/media/download/"), authenticated);
    const headers = authenticated ? {Authorization: `Bearer ${client.getAccessToken()}`} : {};
    const answer = await fetch(url, {headers});
    same("answer", [answer.status, answer.headers.get("content-type")], [200, "audio/ogg"]);
    same("content", Buffer.from(await answer.arrayBuffer()).equals(content), true);
}

async function state() {
    const content = {state: "started"};
    const {event_id: id} = await client.sendStateEvent(roomId, "m.voice_broadcast_info", content, own);
    same("state", await client.getStateEvent(roomId, "m.voice_broadcast_info", own), content);
    await waiting.until(() => room.currentState.getStateEvents("m.voice_broadcast_info", own)?.getId() === id);
}

async function message() {
    sent = (await client.sendTextMessage(roomId, "hello")).event_id;
    const events = () => room.getLiveTimeline().getEvents().filter((event) => event.getContent().body === "hello");
    await waiting.until(() => events()[0]?.getUnsigned().transaction_id);
    same("messages", events().map((event) => event.getId()), [sent]);
}

async function redaction() {
    await client.redactEvent(roomId, sent, undefined, {reason: "a smoke test"});
    const event = room.findEventById(sent);
    await waiting.until(() => event.isRedacted() && !event.getRedactionEvent().event_id?.startsWith("~"));
    const fetched = await client.fetchRoomEvent(roomId, sent);
    same("content", fetched.content, {});
    same("reason", fetched.unsigned.redacted_because.content.reason, "a smoke test");
}

async function typing() {
    await client.sendTyping(roomId, true, 20000);
    await waiting.until(() => room.getMember(own).typing);
}

async function receipt() {
    const last = room.findEventById("$chunk220");
    await client.sendReadReceipt(last);
    await waiting.until(() => room.getReadReceiptForUserId(own, true)?.eventId === "$chunk220");
}

async function logOut() {
    await client.logout(true);
    await refused("the token", "M_UNKNOWN_TOKEN", () => client.whoami());
}

await step("password", logInByPassword);
await step("token", logInByToken);
await step("first sync", firstSync);
await step("live", live);
await step("gap", gap);
await step("relations", relations);
await step("media, old", () => media(false));
await step("media, new", () => media(true));
await step("state", state);
await step("message", message);
await step("redaction", redaction);
await step("typing", typing);
await step("receipt", receipt);
await step("log out", logOut);
end();
