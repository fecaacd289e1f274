#!/usr/bin/env python3
"""An adapter that lies about an honest client: lying_adapter.py MODE -- CLIENT ARGUMENTS…

Stands between deadair and a client with its adapter, passes every line on, and bends what MODE
says; `honest` bends nothing. The client behind does nothing wrong.
"""

import json
import subprocess
import sys


class Honest:
    """Passes calls on and answers back."""

    def __init__(self, command):
        self.client = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, call):
        """The client's own answer; what it says unasked goes straight through."""
        self.client.stdin.write(json.dumps(call).encode() + b"\n")
        self.client.stdin.flush()
        for text in self.client.stdout:
            message = json.loads(text)
            if "id" in message:
                return message
            write(message)
        sys.exit(99)

    def answer(self, call):
        return self.bend(call, self.ask(call))

    def bend(self, call, answer):
        """What of the answer reaches deadair."""
        if call["method"] == "observe" and "result" in answer:
            self.bend_snapshot(answer["result"])
        return answer

    def bend_snapshot(self, snapshot):
        pass

    def serve(self):
        for text in sys.stdin:
            call = json.loads(text)
            write(self.answer(call))
            if call["method"] == "bye":
                break
        self.client.stdin.close()
        self.client.wait()


class SettlesEarly(Honest):
    """Says that the client rests without having looked."""

    def answer(self, call):
        if call["method"] == "settle":
            return {"jsonrpc": "2.0", "id": call["id"], "result": {}}
        return super().answer(call)


class Sorts(Honest):
    """Tells what sounded in the order of the numbers, not in that of sounding."""

    def bend_snapshot(self, snapshot):
        for broadcast in snapshot["broadcasts"]:
            broadcast.get("heard", []).sort(key=lambda entry: entry.get("sequence", 0))


class Filters(Honest):
    """Leaves out what sounded a second time."""

    def bend_snapshot(self, snapshot):
        for broadcast in snapshot["broadcasts"]:
            kept = {}
            for entry in broadcast.get("heard", []):
                kept.setdefault(json.dumps(entry.get("event_id", entry)), entry)
            if "heard" in broadcast:
                broadcast["heard"] = list(kept.values())


class RepeatsSnapshot(Honest):
    """Looks once and tells that again until the next scenario."""

    last = None

    def bend(self, call, answer):
        if call["method"] in ("open", "reset"):
            self.last = None
        if call["method"] == "observe" and "result" in answer:
            self.last = self.last or answer["result"]
            answer["result"] = self.last
        return answer


class NoReset(Honest):
    """Goes on telling of the broadcasts of the scenarios before."""

    def __init__(self, command):
        super().__init__(command)
        self.before, self.now = [], []

    def bend(self, call, answer):
        if call["method"] == "reset":
            self.before, self.now = self.before + self.now, []
        return super().bend(call, answer)

    def bend_snapshot(self, snapshot):
        self.now = list(snapshot["broadcasts"])
        snapshot["broadcasts"][:0] = self.before


class Invents(Honest):
    """Tells of a chunk that nobody ever sent."""

    def bend_snapshot(self, snapshot):
        for broadcast in snapshot["broadcasts"]:
            made_up = {"event_id": "$made-up", "sequence": 99, "complete": True}
            broadcast.setdefault("heard", []).append(made_up)


class NeverPlays(Honest):
    """Keeps the wish to play from the client, and tells that all it holds was heard."""

    def __init__(self, command):
        super().__init__(command)
        self.wished = set()

    def answer(self, call):
        if call["method"] == "act" and call["params"]["verb"] == "play":
            self.wished.add(call["params"]["broadcast"])
            return {"jsonrpc": "2.0", "id": call["id"], "result": {}}
        return super().answer(call)

    def bend_snapshot(self, snapshot):
        for broadcast in snapshot["broadcasts"]:
            if broadcast["id"] not in self.wished or broadcast.get("gone"):
                continue
            broadcast["player"] = "ended"
            broadcast["heard"] = [
                {"event_id": chunk["event_id"], "sequence": chunk["sequence"], "complete": True}
                for chunk in broadcast["chunks"]
            ]


MODES = {
    "honest": Honest,
    "invents": Invents,
    "never_plays": NeverPlays,
    "settles_early": SettlesEarly,
    "sorts": Sorts,
    "filters": Filters,
    "repeats_snapshot": RepeatsSnapshot,
    "no_reset": NoReset,
}


def write(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def main():
    split = sys.argv.index("--")
    MODES[sys.argv[1]](sys.argv[split + 1 :]).serve()


if __name__ == "__main__":
    main()
