"""mautrix-python drives the mock homeserver as a user would."""
import asyncio
import sys

from mautrix.api import ClientPath, Method
from mautrix.client import Client, InternalEventType
from mautrix.errors import MForbidden, MUnknownToken
from mautrix.types import (EventType, Filter, PaginationDirection, RoomEventFilter, RoomFilter,
                           TextMessageEventContent)

from walk import GAP, LIVE, Walk, same, sequences

INFO = EventType.find("m.voice_broadcast_info", EventType.Class.STATE)


class Smoke(Walk):
    """A mautrix client whose own sync loop runs from the first sync on."""

    def __init__(self):
        super().__init__()
        self.room = self.cast["room_id"]
        self.client = self.new_client()
        self.syncs = []  # room parts of the answers, as they came
        self.events = []  # as the SDK handed them out
        self.told = asyncio.Event()
        self.sent = None  # ID of the message sent
        self.client.add_event_handler(InternalEventType.SYNC_SUCCESSFUL, self.take_sync)
        self.client.add_event_handler(EventType.ALL, self.take_event)

    def new_client(self, **more):
        return Client(base_url=self.cast["base_url"], mxid=self.cast["user_id"], **more)

    async def take_sync(self, answer):
        self.syncs.append(answer["data"]["rooms"]["join"].get(self.room, {}))
        self.told.set()

    async def take_event(self, event):
        self.events.append(event)
        self.told.set()

    async def until(self, look):
        """Waits until `look()` gives something, and returns that."""
        while not (found := look()):
            self.told.clear()
            await self.told.wait()
        return found

    async def until_event(self, kind, is_it):
        return (await self.until(lambda: [event for event in self.events if event.type == kind and is_it(event)]))[0]

    async def log_in_by_password(self):
        try:
            await self.client.login(password="not the password")
        except MForbidden:
            pass
        else:
            raise AssertionError("a wrong password was accepted")
        await self.client.login(password=self.cast["password"])
        same("user", self.client.mxid, self.cast["user_id"])

    async def log_in_by_token(self):
        client = self.new_client(token=self.cast["access_token"])
        who = await client.whoami()
        await client.api.session.close()
        same("who I am", (who.user_id, who.device_id), (self.cast["user_id"], self.cast["device_id"]))

    async def first_sync(self):
        only = Filter(room=RoomFilter(timeline=RoomEventFilter(limit=30)))
        self.client.start(only)
        await self.until(lambda: self.syncs)
        name = await self.until_event(EventType.ROOM_NAME, lambda event: True)
        members = await self.client.get_joined_members(self.room)
        same("room", (name.content.name, len(members)), ("Broadcasts", 3))

    def chunks(self):
        return sequences(event.serialize() for event in self.events)

    async def live(self):
        self.tell("started")
        for number in LIVE:
            self.tell(f"chunk {number}")
            await asyncio.sleep(0)
        await self.until(lambda: len(self.chunks()) >= len(LIVE))
        same("chunks", self.chunks(), list(LIVE))

    async def gap(self):
        self.tell(f"chunks {GAP[0]} {GAP[-1]}")
        await self.until(lambda: GAP[-1] in self.chunks())
        timeline = self.syncs[-1]["timeline"]
        same("sync", (timeline["limited"], len(timeline["events"])), (True, 30))
        heard = sequences(timeline["events"])
        start = timeline["prev_batch"]
        while start and heard[0] > GAP[0]:
            page = await self.client.get_messages(self.room, PaginationDirection.BACKWARD, start, limit=50)
            heard = sequences(event.serialize() for event in reversed(page.events)) + heard
            start = page.end
        same("chunks", [number for number in heard if number >= GAP[0]], list(GAP))

    async def relations(self):
        path = ClientPath.v1.rooms[self.room].relations["$started"]["m.reference"]
        heard, query = [], {"limit": "50"}
        while True:
            page = await self.client.api.request(Method.GET, path, query_params=query)
            heard += sequences(page["chunk"])
            if "next_batch" not in page:
                break
            query["from"] = page["next_batch"]
        same("chunks", heard, [*reversed(GAP), *reversed(LIVE)])

    async def media_authenticated(self):
        content = bytes(range(256)) * 100
        uri = await self.client.upload_media(content, mime_type="audio/ogg", filename="smoke.ogg")
        same("content", await self.client.download_media(uri) == content, True)
        later = await self.client.upload_media(content, mime_type="audio/ogg", async_upload=True)
        same("later content", await self.client.download_media(later, timeout_ms=10000) == content, True)

    async def media_legacy(self):
        content = b"the old way" * 1000
        uri = await self.client.upload_media(content, mime_type="audio/ogg")
        url = self.client.api.get_download_url(uri, authenticated=False)
        async with self.client.api.session.get(url) as answer:
            same("answer", (answer.status, await answer.read() == content), (200, True))

    async def state(self):
        own = self.cast["user_id"]
        sent = await self.client.send_state_event(self.room, INFO, {"state": "started"}, own)
        read = await self.client.get_state_event(self.room, INFO, own)
        same("state", read.serialize(), {"state": "started"})
        await self.until_event(INFO, lambda event: event.event_id == sent and event.state_key == own)

    async def message(self):
        content = TextMessageEventContent(msgtype="m.text", body="hello")
        self.sent = await self.client.send_message(self.room, content, txn_id="smoke-1")
        found = await self.until_event(EventType.ROOM_MESSAGE, lambda event: event.event_id == self.sent)
        same("message", (found.content.body, found.unsigned.get("transaction_id")), ("hello", "smoke-1"))

    async def redaction(self):
        await self.client.redact(self.room, self.sent, "a smoke test")
        found = await self.until_event(EventType.ROOM_REDACTION, lambda event: event.redacts == self.sent)
        same("reason", found.content.reason, "a smoke test")
        emptied = await self.client.get_event(self.room, self.sent)
        same("content", emptied.content.serialize().get("body"), None)
        because = emptied.unsigned.get("redacted_because")
        same("because of", because["event_id"], found.event_id)

    async def typing(self):
        await self.client.set_typing(self.room, 20000)
        await self.until_event(EventType.TYPING, lambda event: event.content.user_ids == [self.cast["user_id"]])

    async def receipt(self):
        await self.client.send_receipt(self.room, "$chunk220")
        found = await self.until_event(EventType.RECEIPT, lambda event: True)
        same("receipt", [*found.content], ["$chunk220"])

    async def log_out(self):
        self.client.stop()
        await self.client.logout(clear_access_token=False)
        try:
            await self.client.whoami()
        except MUnknownToken:
            return
        raise AssertionError("the token still lives")


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
    await smoke.client.api.session.close()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
