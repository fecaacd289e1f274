#!/usr/bin/env python3
"""An adapter with a toy for a client: toy_adapter.py [FAULT…].

It speaks no HTTP. In each room it knows one broadcast of two chunks that has ended, with IDs made
from the room's ("!r7:…" gives $S7, $c1-7, $c2-7), which is what the tests of the probes put there.
Without a fault it keeps to the contract; each fault is one small departure, for one probe to find.
"""

import json
import os
import signal
import sys

FAULTS = set(sys.argv[1:])
CHUNK_MS = 200


def faulty(name):
    return name in FAULTS


class Answer(Exception):
    """An error answer."""

    def __init__(self, code, message, **data):
        super().__init__(message)
        self.error = {"code": code, "message": message}
        if data:
            self.error["data"] = data


class Toy:
    """The client: what it holds of one room, and what sounded."""

    def __init__(self):
        self.room = None
        self.left_behind = []
        self.resets = 0
        self.first_look = None
        self.observations = 0
        self.logged_out = False
        self.forget()

    def forget(self):
        self.player = "idle"
        self.heard = []
        self.waiting = []
        self.position = None

    def ids(self):
        number = self.room[2:].split(":")[0]
        return "$S" + number, ["$c1-" + number, "$c2-" + number]

    def play(self):
        self.waiting = [1, 2]
        if faulty("repeats") or (faulty("reset_differs") and self.resets):
            self.waiting = [1, 2, 2]
        if not faulty("clock"):
            self.run(10)

    def run(self, chunks):
        """So many chunks sound, at most."""
        if not self.waiting:
            return
        for sequence in self.waiting[:chunks]:
            if not faulty("silent"):
                self.heard.append(
                    {
                        "event_id": self.ids()[1][sequence - 1],
                        "sequence": sequence,
                        "complete": not faulty("cuts"),
                    }
                )
        self.waiting = self.waiting[chunks:]
        self.position = 2 * CHUNK_MS
        self.player = "playing" if self.waiting or faulty("never_ends") else "ended"

    def heard_as_told(self):
        if faulty("looks_once"):
            self.first_look = list(self.heard) if self.first_look is None else self.first_look
            return self.first_look
        if faulty("sorted"):
            return sorted(self.heard, key=lambda entry: entry.get("sequence", 0))
        return self.heard

    def snapshot(self):
        self.observations += 1
        started, chunks = self.ids()
        held = [
            {"sequence": n + 1, "event_id": c, "duration_ms": CHUNK_MS, "media": "ready"}
            for n, c in enumerate(chunks)
        ]
        broadcast = {
            "id": started,
            "sender": "@caster:deadair.test",
            "state": "live" if faulty("bad_word") and self.heard else "stopped",
            "live": "ended",
            "chunks": held,
            "player": self.player,
            "duration_ms": 2 * CHUNK_MS,
            "heard": self.heard_as_told(),
            "error": None,
        }
        if self.position is not None:
            broadcast["position_ms"] = self.position
        if faulty("hides_live"):
            del broadcast["live"]
        listed = [broadcast] + (self.left_behind if faulty("remembers") else [])
        snapshot = {"broadcasts": listed}
        if faulty("tells_more"):
            snapshot["tiles"] = []
        if faulty("drifting"):
            snapshot["observations"] = self.observations
        return snapshot


TOY = Toy()


def hello(params):
    offered = params["contract"]
    if (1 not in offered and not faulty("any_version")) or (
        len(offered) > 1 and faulty("one_version")
    ):
        raise Answer(2, "no common version", feature="contract")
    if faulty("strict") and set(params) != {"contract", "runner"}:
        raise Answer(-32602, "unknown member")
    TOY.observations += 1
    if faulty("hello_once") and TOY.observations > 1:
        os._exit(1)
    features = ["seek", "reset", "restart", "logout"]
    if faulty("clock"):
        features.append("virtual_clock")
    reports = ["state", "live", "chunks", "heard", "player", "position", "duration", "error"]
    return {
        "contract": 2 if faulty("version_2") else 1,
        "client": {"name": "toy", "version": "1"},
        "roles": ["listener"],
        "dialects": ["stable", "unstable", "element"],
        "depths": ["core" if faulty("core_only") else "client"],
        "features": features,
        "reports": reports,
    }


def open_room(params):
    TOY.room = params["room"]["room_id"]
    return {}


def act(params):
    verb = params.get("verb")
    if verb == "logout":
        TOY.logged_out = True
        return {}
    if verb not in ("play", "resume", "stop", "seek", "pause", "redact"):
        if faulty("any_verb"):
            return {}
        raise Answer(-32602, "no such verb")
    if verb in ("pause", "redact") and not faulty("undeclared"):
        raise Answer(2, "not supported", feature=verb)
    if params["broadcast"] != TOY.ids()[0]:
        if faulty("lost"):
            raise Answer(4, "no such broadcast")
        raise Answer(1, "no such broadcast")
    if verb == "play":
        if TOY.player == "ended" and faulty("plays_once"):
            raise Answer(3, "it was played")
        TOY.play()
    elif verb == "seek":
        if params["position_ms"] > 2 * CHUNK_MS and faulty("far_seek"):
            raise Answer(3, "out of range")
        TOY.player = "ended"
        if not faulty("unmarked"):
            TOY.heard.append({"seek_ms": max(0, min(params["position_ms"], 2 * CHUNK_MS))})
    elif verb == "stop" and TOY.player == "idle":
        if faulty("stop_dies"):
            os._exit(7)
        raise Answer(1, "nothing to stop")
    return {}


def settle(_params):
    if TOY.logged_out and faulty("dies_after_logout"):
        os._exit(9)
    if faulty("restless") and TOY.heard:
        TOY.position += 1
    return [] if faulty("list") else {}


def observe(params):
    if faulty("no_early_observe") and not TOY.heard:
        raise Answer(4, "nothing to tell yet")
    if faulty("ascii") and not params.get("padding", "").isascii():
        raise Answer(4, "only ASCII is read")
    return TOY.snapshot()


def advance(params):
    if not faulty("clock") and not faulty("undeclared"):
        if faulty("unnamed"):
            raise Answer(2, "not supported")
        raise Answer(2, "not supported", feature="virtual_clock")
    if params["ms"] == 0 and faulty("stuck_clock"):
        raise Answer(-32602, "no time")
    TOY.run(params["ms"] // CHUNK_MS // 5)
    return {}


def restart(params):
    if faulty("forgets_kept") and params["storage"] == "kept":
        TOY.heard = []
    if faulty("forgets_wiped") and params["storage"] == "wiped":
        TOY.heard = []
    TOY.player = "idle"
    TOY.position = None
    return {}


def reset(_params):
    TOY.left_behind.append({"id": TOY.ids()[0], "gone": True, "heard": []})
    TOY.resets += 1
    TOY.forget()
    return {}


def bye(_params):
    return {}


METHODS = {
    "hello": hello,
    "open": open_room,
    "act": act,
    "settle": settle,
    "observe": observe,
    "advance": advance,
    "restart": restart,
    "reset": reset,
    "bye": bye,
}


def write(message):
    sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    sys.stdout.flush()


def hang():
    while True:
        signal.pause()


def answer(call):
    method = call["method"]
    if method not in METHODS and not faulty("any_method"):
        raise Answer(-32601, "method not found")
    if faulty("noise") and method == "settle":
        print("applied 4 events")
    if faulty("logs"):
        write({"method": "log", "params": {"text": method}})
    if faulty("bad_log"):
        write({"method": "log", "params": {"line": method}})
    return METHODS.get(method, bye)(call["params"])


def main():
    for line in sys.stdin:
        if faulty("short_lines") and len(line) > 65536:
            os._exit(8)
        call = json.loads(line)
        try:
            write({"id": call["id"], "result": answer(call)})
        except Answer as refusal:
            write({"id": call["id"], "error": refusal.error})
        if call["method"] == "bye":
            if faulty("stays"):
                hang()
            sys.exit(1 if faulty("bye_1") else 0)


if __name__ == "__main__":
    main()
