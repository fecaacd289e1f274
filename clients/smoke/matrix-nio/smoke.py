"""matrix-nio drives the mock homeserver as a user would."""
import asyncio
import io
import sys

import nio
from nio.api import RelationshipType

from walk import GAP, LIVE, Walk, same, sequences

POLL_MS = 10000


class Smoke(Walk):
    """A nio client; polls are asked for one by one, so that each answer can be looked at."""

    def __init__(self):
        super().__init__()
        self.room = self.cast["room_id"]
        self.client = self.new_client()
        self.sent = None  # ID of the message sent

    def new_client(self):
        return nio.AsyncClient(self.cast["base_url"], self.cast["user_id"])

    async def poll(self, until):
        """Polls until `until(room part of the answer)` gives something, and returns that."""
        while True:
            answer = good(await self.client.sync(timeout=POLL_MS), nio.SyncResponse)
            if self.room not in answer.rooms.join:
                continue
            found = until(answer.rooms.join[self.room])
            if found:
                return found

    async def log_in_by_password(self):
        refused = await self.client.login("not the password")
        same("the answer to a wrong password", refused.status_code, "M_FORBIDDEN")
        good(await self.client.login(self.cast["password"]), nio.LoginResponse)
        same("user", self.client.user_id, self.cast["user_id"])

    async def log_in_by_token(self):
        client = self.new_client()
        client.restore_login(self.cast["user_id"], self.cast["device_id"], self.cast["access_token"])
        who = good(await client.whoami(), nio.WhoamiResponse)
        await client.close()
        same("who I am", (who.user_id, who.device_id), (self.cast["user_id"], self.cast["device_id"]))

    async def first_sync(self):
        good(await self.client.sync(full_state=True), nio.SyncResponse)
        room = self.client.rooms[self.room]
        same("room", (room.name, len(room.users)), ("Broadcasts", 3))

    async def live(self):
        self.tell("started")
        heard = []

        def take(room):
            heard.extend(sequences(event.source for event in room.timeline.events))
            return heard and heard[-1] == LIVE[-1]

        for number in LIVE:
            self.tell(f"chunk {number}")
        await self.poll(take)
        same("chunks", heard, list(LIVE))

    async def gap(self):
        self.tell(f"chunks {GAP[0]} {GAP[-1]}")
        timeline = await self.poll(lambda room: room.timeline if room.timeline.events else None)
        same("limited", timeline.limited, True)
        heard = sequences(event.source for event in timeline.events)
        start = timeline.prev_batch
        while start and heard[0] > GAP[0]:
            page = good(await self.client.room_messages(self.room, start, limit=50), nio.RoomMessagesResponse)
            heard = sequences(event.source for event in reversed(page.chunk)) + heard
            start = page.end
        same("chunks", [number for number in heard if number >= GAP[0]], list(GAP))

    async def relations(self):
        pages = self.client.room_get_event_relations(
            self.room, "$started", RelationshipType.reference, "m.voice_broadcast_chunk", limit=50)
        heard = sequences([event.source async for event in pages])
        same("chunks", heard, [*reversed(GAP), *reversed(LIVE)])

    async def upload(self, content):
        answer, _ = await self.client.upload(
            io.BytesIO(content), "audio/ogg", "smoke.ogg", filesize=len(content))
        return good(answer, nio.UploadResponse).content_uri

    async def media_authenticated(self):
        content = bytes(range(256)) * 100
        answer = await self.client.download(await self.upload(content))
        good(answer, nio.MemoryDownloadResponse)
        same("content", (answer.body == content, answer.content_type), (True, "audio/ogg"))

    async def media_legacy(self):
        content = b"the old way" * 1000
        uri = await self.upload(content)
        path = "/_matrix/media/v3/download/" + uri.removeprefix("mxc://")
        answer = await self.client.send("GET", path)
        same("status", answer.status, 200)
        same("content", await answer.read() == content, True)

    async def state(self):
        own, kind = self.cast["user_id"], "m.voice_broadcast_info"
        good(await self.client.room_put_state(self.room, kind, {"state": "started"}, own),
             nio.RoomPutStateResponse)
        read = good(await self.client.room_get_state_event(self.room, kind, own),
                    nio.RoomGetStateEventResponse)
        same("state", read.content, {"state": "started"})
        await self.poll(lambda room: [
            event for event in room.timeline.events if event.source.get("state_key") == own])

    async def message(self):
        answer = await self.client.room_send(
            self.room, "m.room.message", {"msgtype": "m.text", "body": "hello"}, tx_id="smoke-1")
        self.sent = good(answer, nio.RoomSendResponse).event_id
        found = await self.poll(lambda room: [
            event for event in room.timeline.events if event.event_id == self.sent])
        same("message", (found[0].body, found[0].transaction_id), ("hello", "smoke-1"))

    async def redaction(self):
        good(await self.client.room_redact(self.room, self.sent, reason="a smoke test"),
             nio.RoomRedactResponse)
        await self.poll(lambda room: [
            event for event in room.timeline.events if getattr(event, "redacts", "") == self.sent])
        found = good(await self.client.room_get_event(self.room, self.sent), nio.RoomGetEventResponse)
        same("event", type(found.event).__name__, "RedactedEvent")
        same("reason", found.event.reason, "a smoke test")

    async def typing(self):
        good(await self.client.room_typing(self.room, True, 20000), nio.RoomTypingResponse)
        await self.poll(lambda room: [
            event for event in room.ephemeral
            if isinstance(event, nio.TypingNoticeEvent) and event.users == [self.cast["user_id"]]])

    async def receipt(self):
        good(await self.client.update_receipt_marker(self.room, "$chunk220"),
             nio.UpdateReceiptMarkerResponse)
        found = await self.poll(lambda room: [
            event for event in room.ephemeral if isinstance(event, nio.ReceiptEvent)])
        receipt = found[0].receipts[0]
        same("receipt", (receipt.event_id, receipt.user_id, receipt.thread_id),
             ("$chunk220", self.cast["user_id"], "main"))

    async def log_out(self):
        token = self.client.access_token
        good(await self.client.logout(), nio.LogoutResponse)
        self.client.access_token = token
        same("the token", (await self.client.whoami()).status_code, "M_UNKNOWN_TOKEN")


def good(answer, kind):
    """The answer, if it is of that kind."""
    if not isinstance(answer, kind):
        raise AssertionError(f"expected {kind.__name__}, got {answer}")
    return answer


async def main():
    smoke = Smoke()
    await smoke.step("password", smoke.log_in_by_password)
    await smoke.step("token", smoke.log_in_by_token)
    await smoke.step("first sync", smoke.first_sync)
    await smoke.step("live", smoke.live)
    await smoke.step("gap", smoke.gap)
    await smoke.step("relations", smoke.relations)
    await smoke.step("media, old", smoke.media_legacy)
    await smoke.step("media, new", smoke.media_authenticated)
    await smoke.step("state", smoke.state)
    await smoke.step("message", smoke.message)
    await smoke.step("redaction", smoke.redaction)
    await smoke.step("typing", smoke.typing)
    await smoke.step("receipt", smoke.receipt)
    await smoke.step("log out", smoke.log_out)
    await smoke.client.close()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
