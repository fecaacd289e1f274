#!/usr/bin/env python3
"""A toy listener and its adapter, in standard Python alone. Put your own client in its place."""
import json, sys, threading, urllib.request

HELLO = {"contract": 1, "client": {"name": "python-starter", "version": "1"}, "features": [],
         "roles": ["listener"], "dialects": ["stable"], "depths": ["client"],
         "reports": ["state", "live", "chunks", "heard", "player"]}
LIVE = {"started": "live", "resumed": "live", "paused": "paused", "stopped": "ended"}
MISSING = {"advance": "virtual_clock", "restart": "restart", "reset": "reset", "pause": "pause",
           "resume": "pause", "seek": "seek", "redact": "redact", "logout": "logout"}

class Wrong(Exception):
    """An error answer: its code, its message, and data if there is any."""

class Client:
    """The toy. Trusts what it is sent; a chunk sounds, in no time at all, once wanted and there."""
    def __init__(self, params):
        self.server, self.room = params["homeserver"]["base_url"], params["room"]["room_id"]
        self.token, self.since, self.lock = params["user"]["access_token"], "", threading.Lock()
        self.broadcasts = {}
        self.sync("")  # the first sync, applied before `open` is answered
        threading.Thread(target=self.sync_for_ever, daemon=True).start()

    def get(self, path):
        url, headers = self.server + path, {"Authorization": "Bearer " + self.token}
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as got:
            return got.read()

    def sync_for_ever(self):
        while True:
            self.sync("&since=" + self.since)

    def sync(self, since):
        answer = json.loads(self.get("/_matrix/client/v3/sync?timeout=30000" + since))
        room = answer.get("rooms", {}).get("join", {}).get(self.room, {})
        with self.lock:  # all is applied before the next poll, so `settle` has nothing to wait for
            for event in [one for part in ("state", "timeline") for one in room[part]["events"]]:
                self.take(event, event["type"].rpartition(".")[2], event["content"])
        self.since = answer["next_batch"]

    def take(self, event, kind, content):
        broadcast = self.broadcasts.get(content.get("m.relates_to", {}).get("event_id"))
        if kind == "voice_broadcast_info" and content["state"] == "started":
            self.broadcasts[event["event_id"]] = {
                "id": event["event_id"], "sender": event["sender"], "state": "started",
                "live": "live", "chunks": [], "player": "idle", "heard": []}
        elif kind == "voice_broadcast_info" and broadcast:
            broadcast.update(state=content["state"], live=LIVE[content["state"]])
        elif kind == "voice_broadcast_chunk" and broadcast:
            broadcast["chunks"].append({"sequence": content["sequence"], "url": content["url"],
                                        "event_id": event["event_id"], "media": "pending"})
            broadcast["chunks"].sort(key=lambda chunk: chunk["sequence"])
        if broadcast and broadcast["player"] == "buffering":
            self.play_on(broadcast, len(broadcast["heard"]))

    def play_on(self, broadcast, first):
        for chunk in broadcast["chunks"][first:]:
            self.get("/_matrix/client/v1/media/download/" + chunk["url"].removeprefix("mxc://"))
            chunk["media"] = "ready"
            heard = {name: chunk[name] for name in ("event_id", "sequence")}
            broadcast["heard"].append({**heard, "complete": True})
        broadcast["player"] = "ended" if broadcast["state"] == "stopped" else "buffering"

    def act(self, verb, broadcast):
        if broadcast is None or (verb == "stop" and broadcast["player"] == "idle"):
            raise Wrong(1, "refused")
        broadcast["player"] = "idle"
        if verb == "play":
            self.play_on(broadcast, 0)

    def snapshot(self):
        shown = lambda chunk: {name: chunk[name] for name in chunk if name != "url"}
        return {"broadcasts": [{**one, "chunks": [shown(chunk) for chunk in one["chunks"]]}
                               for one in self.broadcasts.values()]}

# The adapter: a line in, a line out. What depends on your client stands above.
def answer(client, method, params):
    wanted = params.get("verb") if method == "act" else method
    if wanted in MISSING or (method == "hello" and 1 not in params["contract"]):
        raise Wrong(2, "unsupported", {"feature": MISSING.get(wanted, "contract")})
    if wanted not in ("hello", "open", "play", "stop", "settle", "observe", "bye"):
        raise Wrong(-32602 if method == "act" else -32601, "no such thing")
    if method == "act":
        client.act(wanted, client.broadcasts.get(params["broadcast"]))
    return client.snapshot() if method == "observe" else HELLO if method == "hello" else {}

client, lock = None, threading.Lock()
for line in sys.stdin:
    call = json.loads(line)
    method, reply = call["method"], {"jsonrpc": "2.0", "id": call["id"]}
    try:
        client = Client(call["params"]) if method == "open" else client
        with client.lock if client else lock:
            text = json.dumps({**reply, "result": answer(client, method, call["params"])})
    except Wrong as wrong:
        text = json.dumps({**reply, "error": dict(zip(("code", "message", "data"), wrong.args))})
    print(text, flush=True)
    if method == "bye":
        break
