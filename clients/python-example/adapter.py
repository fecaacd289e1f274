#!/usr/bin/env python3
"""A toy listener and its adapter in one file: written from docs/adapter-contract.md, with nothing
but the standard library. It is simple on purpose and trusts what it is sent; scenarios say so."""
import json, sys, threading, urllib.request

HELLO = {"contract": 1, "client": {"name": "python-example", "version": "1"}, "features": [],
         "roles": ["listener"], "dialects": ["stable"], "depths": ["client"],
         "reports": ["state", "live", "chunks", "heard", "player"]}
LIVE = {"started": "live", "resumed": "live", "paused": "paused", "stopped": "ended"}
MISSING = {"advance": "virtual_clock", "restart": "restart", "reset": "reset", "pause": "pause",
           "resume": "pause", "seek": "seek", "redact": "redact", "logout": "logout"}

class Wrong(Exception): pass  # an error answer

class Client:
    """Knows one room. Chunks sound, in no time at all, as soon as they are wanted and there."""
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
            raise Wrong({"code": 1, "message": "refused"})
        broadcast["player"] = "idle"
        if verb == "play":
            self.play_on(broadcast, 0)

    def snapshot(self):
        shown = lambda chunk: {name: chunk[name] for name in chunk if name != "url"}
        return {"broadcasts": [{**one, "chunks": [shown(chunk) for chunk in one["chunks"]]}
                               for one in self.broadcasts.values()]}

def answer(client, method, params):
    wanted = params.get("verb") if method == "act" else method
    if wanted in MISSING or (method == "hello" and 1 not in params["contract"]):
        feature = MISSING.get(wanted, "contract")
        raise Wrong({"code": 2, "message": "unsupported", "data": {"feature": feature}})
    if wanted not in ("hello", "open", "play", "stop", "settle", "observe", "bye"):
        raise Wrong({"code": -32602 if method == "act" else -32601, "message": "no such thing"})
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
        text = json.dumps({**reply, "error": wrong.args[0]})
    print(text, flush=True)
    if method == "bye":
        break
