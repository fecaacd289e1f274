// Three devices of two accounts, each a matrix-js-sdk, talk in an encrypted room of the mock homeserver.
import * as sdk from "matrix-js-sdk";
import {CryptoEvent} from "matrix-js-sdk/lib/crypto-api/index.js";

import {Waiting, cast, end, same, step} from "../walk.mjs";

const roomId = cast.room_id;
const waiting = new Waiting();
const said = []; // every text that was sent
let listener; // the client of the account under test
let caster;
let third; // another device of the listener's

// A device that is logged in, has its keys uploaded and has synced once.
async function device(user, password, id) {
    const nobody = sdk.createClient({baseUrl: cast.base_url});
    const login = await nobody.loginRequest({
        type: "m.login.password", identifier: {type: "m.id.user", user}, password, device_id: id,
    });
    same("who logged in", [login.user_id, login.device_id], [user, id]);
    const client = sdk.createClient({
        baseUrl: cast.base_url, userId: user, deviceId: id, accessToken: login.access_token,
    });
    await client.initRustCrypto({useIndexedDB: false});
    for (const kind of [sdk.ClientEvent.Sync, sdk.RoomEvent.Timeline, sdk.RoomStateEvent.Events,
        sdk.MatrixEventEvent.Decrypted, CryptoEvent.DevicesUpdated]) client.on(kind, () => waiting.told());
    await client.startClient({initialSyncLimit: 20, pollTimeout: 10000});
    await waiting.until(() => client.isInitialSyncComplete());
    return client;
}

const encrypts = (client) => client.getRoom(roomId).hasEncryptionStateEvent();

async function begin() {
    listener = await device(cast.user_id, cast.password, "LISTENERONE");
    caster = await device(cast.caster_id, cast.others_password, "CASTERONE");
    await caster.sendStateEvent(roomId, "m.room.encryption", {algorithm: "m.megolm.v1.aes-sha2"});
    await waiting.until(() => encrypts(listener) && encrypts(caster));
}

// Until that client knows these devices of the listener, and no others.
async function untilDevices(client, ...ids) {
    for (;;) {
        const next = waiting.next();
        const known = await client.getCrypto().getUserDeviceInfo([cast.user_id], true);
        if ([...known.get(cast.user_id).keys()].sort().join() === ids.join()) return;
        await next;
    }
}

// Each of the others must read what the client says, and the server must not.
async function talk(client, text, ...others) {
    said.push(text);
    const {event_id: id} = await client.sendTextMessage(roomId, text);
    for (const other of others) {
        const event = await waiting.until(() => {
            const found = other.getRoom(roomId).findEventById(id);
            return found?.isEncrypted() && !found.isBeingDecrypted() && found.getClearContent() ? found : undefined;
        });
        same("what was read", event.getContent().body, text);
    }
    const stored = await client.fetchRoomEvent(roomId, id);
    same("what the server has", [stored.type, stored.content.algorithm], ["m.room.encrypted", "m.megolm.v1.aes-sha2"]);
}

async function thirdDevice() {
    third = await device(cast.user_id, cast.password, "LISTENERTWO");
    await untilDevices(caster, "LISTENERONE", "LISTENERTWO");
    await talk(caster, "to both devices of the listener", listener, third);
    await talk(third, "from the new device", listener, caster);
}

// The listener's own keys sign its devices; the caster is told, and sees the signature.
async function crossSigning() {
    const crypto = listener.getCrypto();
    await crypto.bootstrapCrossSigning({authUploadDeviceSigningKeys: (upload) => upload(null)});
    same("cross-signing", await crypto.isCrossSigningReady(), true);
    const seen = caster.getCrypto();
    same("keys", await seen.userHasCrossSigningKeys(cast.user_id, true), true);
    const one = await seen.getDeviceVerificationStatus(cast.user_id, "LISTENERONE");
    const two = await seen.getDeviceVerificationStatus(cast.user_id, "LISTENERTWO");
    same("signed by its owner", [one.signedByOwner, two.signedByOwner], [true, false]);
}

// No plain text among all that the server can tell of the room.
async function ciphertext() {
    const token = listener.getAccessToken();
    const url = `${cast.base_url}/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/messages?dir=b&limit=100`;
    const {chunk} = await (await fetch(url, {headers: {Authorization: `Bearer ${token}`}})).json();
    const written = JSON.stringify(chunk);
    same("plain text", said.filter((text) => written.includes(text)), []);
    same("messages", chunk.filter(({type}) => type === "m.room.encrypted").length, said.length);
    same("plain messages", chunk.filter(({type}) => type === "m.room.message").length, 0);
}

async function logOut() {
    await third.logout(true);
    await untilDevices(caster, "LISTENERONE");
    await talk(caster, "to the one that is left", listener);
    for (const client of [listener, caster]) client.stopClient();
}

await step("encryption", begin);
await step("there", () => talk(caster, "from the caster to the listener", listener));
await step("back", () => talk(listener, "from the listener to the caster", caster));
await step("third device", thirdDevice);
await step("signing", crossSigning);
await step("ciphertext", ciphertext);
await step("device gone", logOut);
end();
