#!/usr/bin/env python3
"""A small listener in Python behind the adapter contract at depth core, for `deadair core`.

usage: fuzz/byo/core_example.py [--planted]

Keeps what it was fed as a list and works out what there is to see each time it is asked. With --planted it
sorts sequences as texts, as a client does that uses them as keys, and plays 10 before 9.
"""
import json
import sys

INFO = {"m.voice_broadcast_info", "org.matrix.msc3888.voice_broadcast_info", "io.element.voice_broadcast_info"}
CHUNK = {"m.voice_broadcast_chunk", "org.matrix.msc3888.voice_broadcast_chunk"}
STATES = ("started", "paused", "resumed", "stopped")
HELLO = {"contract": 1, "client": {"name": "core-example", "version": "1.0", "language": "Python"},
         "roles": ["listener"], "dialects": ["stable", "unstable", "element"], "depths": ["core"],
         "features": ["reset"], "reports": ["state", "live", "chunks"]}


def member(value, *path):
    """What stands at that path, or None."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text(value, *path):
    found = member(value, *path)
    return found if isinstance(found, str) else ""


def refers_to(event, event_id):
    relation = member(event, "content", "m.relates_to")
    return text(relation, "rel_type") == "m.reference" and text(relation, "event_id") == event_id


def sequence_of(event):
    """From 1 to 2^53-1, or 0 where the event is no chunk that can be played."""
    content = member(event, "content")
    part = content if text(event, "type") in CHUNK else None
    if text(event, "type") == "m.room.message" and text(content, "msgtype") == "m.audio":
        part = member(content, "io.element.voice_broadcast_chunk")
    number = member(part, "sequence")
    url = text(content, "url") or text(content, "file", "url")
    good = isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= 9007199254740991
    return number if good and url.startswith("mxc://") else 0


class Room:
    def __init__(self, order):
        self.events = {}  # by ID, in the order in which they came
        self.order = order

    def feed(self, params):
        for event in [*params.get("state", []), *params.get("timeline", [])]:
            if text(event, "event_id"):
                self.events.setdefault(text(event, "event_id"), event)

    def is_redacted(self, event):
        return any(text(other, "type") == "m.room.redaction" and text(other, "redacts") == text(event, "event_id")
                   and text(other, "sender") == text(event, "sender") for other in self.events.values())

    def of(self, sender, kinds):
        return [event for event in self.events.values() if text(event, "sender") == sender
                and text(event, "type") in kinds and not self.is_redacted(event)]

    def show(self, start):
        sender, state, over, behind = text(start, "sender"), "started", False, False
        for event in self.of(sender, INFO):
            behind = behind or event is start
            said = text(event, "content", "state")
            if event is not start and refers_to(event, text(start, "event_id")):
                state = said if said in STATES else state
            elif event is not start and behind and said == "started":
                over = True
        live = "ended" if over or state == "stopped" else "paused" if state == "paused" else "live"
        chunks = {}
        for event in self.of(sender, CHUNK | {"m.room.message"}):
            if sequence_of(event) and refers_to(event, text(start, "event_id")):
                chunks.setdefault(sequence_of(event), text(event, "event_id"))
        return {"id": text(start, "event_id"), "sender": sender, "state": state, "live": live,
                "chunks": [{"sequence": number, "event_id": chunks[number]} for number in sorted(chunks, key=self.order)]}

    def observe(self):
        starts = [event for event in self.events.values() if text(event, "type") in INFO
                  and text(event, "content", "state") == "started" and text(event, "state_key") == text(event, "sender")]
        return {"broadcasts": [self.show(start) for start in starts if not self.is_redacted(start)]}


def main():
    order = str if "--planted" in sys.argv[1:] else int
    room = Room(order)
    for line in sys.stdin:
        call = json.loads(line)
        method, result = call["method"], {}
        if method == "hello":
            result = HELLO
        elif method in ("open", "reset"):
            room = Room(order)
        elif method == "feed":
            room.feed(call.get("params", {}))
        elif method == "observe":
            result = room.observe()
        elif method != "bye":
            print(json.dumps({"jsonrpc": "2.0", "id": call["id"],
                              "error": {"code": -32601, "message": f"no method {method}"}}), flush=True)
            continue
        print(json.dumps({"jsonrpc": "2.0", "id": call["id"], "result": result}), flush=True)
        if method == "bye":
            return


if __name__ == "__main__":
    main()
