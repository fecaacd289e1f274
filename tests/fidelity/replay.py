"""Plays a stored case at the same client once more, with Synapse in place of the mock homeserver.

What the others in the room do comes from the trace of the case, and so does what the adapter is
asked. What the client does is new; it is written down as a trace that `deadair judge` judges.
"""

import json
import re
import subprocess
import urllib.parse

from gate import Gate, route_of

SECONDS_MAX = 40
CHUNK_LABEL = re.compile(r"^(?:[BL]:)?c(\d+)'*(?:@\w+)?$")
RANGE = re.compile(r"^(?:[BL]:)?c(\d+)\.\.c(\d+)")
DISHONEST = {"fault": "the server is to misbehave", "release": "the server is to misbehave",
             "redeliver": "the server is to misbehave", "session": "the server is to end the session"}
ODD = {"event": "an event that no server makes", "raw": "text that no server passes on",
       "media": "sound that is made to measure", "duration_ms": "sound that is made to measure",
       "encrypted": "sound that is made to measure"}


class NotHonest(Exception):
    """A real server does not let the case happen; the text says why."""


class Client:
    """The client's adapter, spoken to in lines."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def call(self, number, method, params):
        call = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
        self.process.stdin.write(json.dumps(call) + "\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            answer = json.loads(line)
            if answer.get("id") == number:
                return {key: answer[key] for key in ("result", "error") if key in answer}
        raise AssertionError(f"the client ended in {method}")

    def end(self):
        self.process.stdin.close()
        self.process.stdout.read()
        self.process.wait(SECONDS_MAX)


def check_honest(scenario):
    for step in scenario["steps"]:
        for verb, why in DISHONEST.items():
            if verb in step:
                raise NotHonest(why)
        if step.get("via", "sync") != "sync":
            raise NotHonest("the server is to withhold events")
        emitted = step.get("emit", [])
        for item in emitted if isinstance(emitted, list) else []:
            for key, why in ODD.items():
                if isinstance(item, dict) and key in item:
                    raise NotHonest(why)


def batch_sizes(emitted):
    """How many events each sync batch of an `emit` step has."""
    sizes = [0]
    for item in [emitted] if isinstance(emitted, str) else emitted:
        for word in item.split() if isinstance(item, str) else [item]:
            if word == "|":
                sizes.append(0)
                continue
            run = RANGE.match(word) if isinstance(word, str) else None
            sizes[-1] += int(run[2]) - int(run[1]) + 1 if run else 1
    return [size for size in sizes if size > 0]


class Replay:
    """One case. `side` is Synapse with a room of the case's own, `sounds` gives a chunk's bytes."""

    def __init__(self, side, client, sounds, entries):
        self.side, self.client, self.sounds = side, client, sounds
        self.entries = entries
        self.head = entries[0]
        cast = self.head["cast"]
        self.new = {cast["user_id"]: side.names["listener"], cast["caster_id"]: side.names["caster"],
                    cast["stranger_id"]: side.names["stranger"], cast["room_id"]: side.names["room"]}
        self.roles = {cast["user_id"]: "listener", cast["caster_id"]: "caster", cast["stranger_id"]: "stranger"}
        self.old_ids = [entry["event"]["event_id"] for entry in entries if entry["kind"] == "event"]
        self.labels = {}  # of media, by mxc
        self.told = []  # the new trace
        self.exchanges = 0  # of the gate, that stand in the trace already
        self.batch = []  # events that go into one answer
        self.sizes = []
        self.gate = None
        self.is_open = False

    def play(self):
        """The new trace, line by line. Raises NotHonest."""
        check_honest(self.head["scenario"])
        self.gate = Gate(self.side.base_url)
        try:
            for entry in self.entries:
                self.take(entry)
        finally:
            self.gate.end()
        return self.told

    def take(self, entry):
        kind = entry["kind"]
        if kind == "case_begin":
            cast = {role: self.new[name] for role, name in entry["cast"].items()}
            self.told.append({**entry, "cast": cast})
        elif kind == "step":
            self.told.append(entry)
            steps = self.head["scenario"]["steps"]
            self.sizes = batch_sizes(steps[entry["step"]].get("emit", []))
        elif kind == "event":
            self.batch.append(entry)
            if self.sizes and len(self.batch) == self.sizes[0]:
                self.sizes.pop(0)
                self.send_batch()
        elif kind == "call":
            self.call(entry)
        elif kind == "case_end":
            self.note_exchanges(entry)
            self.told.append(entry)
        elif kind not in ("http", "answer", "sent"):
            raise NotHonest(f"its trace has a {kind}")

    def send_batch(self):
        batch, self.batch = self.batch, []
        if self.is_open:
            self.gate.close(self.wake)
        for entry in batch:
            self.send(entry)
        if self.is_open:
            self.gate.open_until(self.new[batch[-1]["event"]["event_id"]])
        self.note_exchanges(batch[-1])

    def wake(self):
        """Something new for the client's account, and nothing for the room."""
        self.side.must("PUT", "/_matrix/client/v3/user/{listener}/account_data/test.deadair.wake", {"n": self.side.next()})

    def send(self, entry):
        event = entry["event"]
        content = self.renewed(event.get("content"), entry["label"])
        place = "/_matrix/client/v3/rooms/{room}"
        if "redacts" in event:
            place += f"/redact/{quote(self.renewed(event['redacts']))}/{self.side.next()}"
            content = {key: value for key, value in content.items() if key != "redacts"}
        elif "state_key" in event:
            place += f"/state/{quote(event['type'])}/{quote(self.renewed(event['state_key']))}"
        else:
            place += f"/send/{quote(event['type'])}/{self.side.next()}"
        role = self.roles.get(event["sender"])
        if role is None:
            raise NotHonest("a sender who is not in the room")
        status, _, said = self.side.request("PUT", place, json.dumps(content).encode(), role=role)
        if status != 200:
            raise NotHonest(f"Synapse refuses it: {json.loads(said)['errcode']}")
        event_id = json.loads(said)["event_id"]
        if event_id in self.new.values():
            raise NotHonest("state that says the same once more, of which Synapse makes no event")
        self.new[event["event_id"]] = event_id
        made = self.side.must("GET", "/_matrix/client/v3/rooms/{room}/event/" + quote(event_id), role="caster")
        self.told.append({**entry, "event": {key: made[key] for key in event if key in made}})

    def renewed(self, value, label=""):
        """With the names that Synapse has for things."""
        if isinstance(value, str):
            if value in self.new:
                return self.new[value]
            if value in self.old_ids:
                raise NotHonest("an event that refers to a later one")
            if value.startswith("mxc://") and CHUNK_LABEL.match(label):
                return self.upload(value, label)
            return value
        if isinstance(value, list):
            return [self.renewed(item, label) for item in value]
        if isinstance(value, dict):
            return {key: self.renewed(item, label) for key, item in value.items()}
        return value

    def upload(self, url, label):
        """Each chunk has its own media, so that the trace tells which one was fetched."""
        sound = self.sounds(int(CHUNK_LABEL.match(label)[1]))
        made = self.side.must("POST", "/_matrix/media/v3/upload", sound, role="caster", content_type="audio/ogg")
        self.new[url] = made["content_uri"]
        self.labels[made["content_uri"]] = label
        return made["content_uri"]

    def call(self, entry):
        params = self.renewed(entry.get("params", {}))
        method = entry["method"]
        if method == "open":
            params["homeserver"] = {"base_url": self.gate.recorder.base_url}
            params["user"] = {"user_id": self.side.names["listener"], "password": self.side.names["password"],
                              "access_token": self.side.tokens["listener"], "device_id": self.side.names["device"]}
        if method == "settle":
            params["sync"] = self.gate.newest_token()
        answer = self.client.call(entry["id"], method, params)
        if method == "open":
            self.is_open = True
        self.told.append({**entry, "params": params})
        self.note_exchanges(entry)
        self.told.append({"kind": "answer", "step": entry["step"], "at_ms": entry["at_ms"], "id": entry["id"], **answer})

    def note_exchanges(self, entry):
        """What the client asked and was told since the last time."""
        here = {"step": entry["step"], "at_ms": entry["at_ms"]}
        for exchange in self.gate.since(self.exchanges):
            self.exchanges += 1
            self.told.append(self.http(exchange, here))
            if route_of(exchange["target"]) == "redact" and exchange["status"] == 200:
                self.told.append(self.sent(exchange, here))

    def http(self, exchange, here):
        target = exchange["target"]
        query = urllib.parse.parse_qs(target.partition("?")[2])
        line = {"kind": "http", **here, "exchange": self.exchanges, "method": exchange["method"], "target": target[:2048],
                "route": route_of(target)}
        if line["route"] == "sync" and exchange["status"] == 200:
            line["next_batch"] = json.loads(exchange["answer"])["next_batch"]
        for name in ("since", "from"):
            if name in query:
                line[name] = query[name][0]
        if line["route"] == "media":
            line["media"] = self.labels.get("mxc://" + "/".join(target.split("?")[0].split("/")[-2:]), "")
        if line["route"] == "relations":
            line["of"] = urllib.parse.unquote(target.split("/relations/")[1].split("/")[0])
        return {**line, "status": exchange["status"], "bytes": len(exchange["answer"]), "ending": "answered"}

    def sent(self, exchange, here):
        target = urllib.parse.unquote(exchange["target"].split("/redact/")[1].split("/")[0])
        return {"kind": "sent", **here, "event": {
            "type": "m.room.redaction", "event_id": json.loads(exchange["answer"])["event_id"],
            "sender": self.side.names["listener"], "redacts": target, "content": {"redacts": target}}}


def quote(word):
    return urllib.parse.quote(word, safe="")
