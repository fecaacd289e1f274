"""What the Python programs of this folder share: steps, what the broadcaster does, comparing.

A program reads who it is from DEADAIR_SMOKE (one JSON object), and prints one line a step:
"ok STEP" or "failed STEP: why". "tell LINE" asks whoever started it to have the broadcaster act;
the answer comes as a line on standard input. scripts/smoke stands at the other end.
"""
import asyncio
import json
import os
import sys

STEP_SECONDS = 20
LIVE = range(1, 21)  # chunks that come one by one
GAP = range(21, 221)  # chunks that come at once: more than a sync carries


class Walk:
    """One program's way through the steps."""

    def __init__(self):
        self.cast = json.loads(os.environ["DEADAIR_SMOKE"])

    def tell(self, line):
        """Has the broadcaster act; returns what the server said, an event's ID mostly."""
        print(f"tell {line}", flush=True)
        return sys.stdin.readline().strip()

    async def step(self, name, work):
        """Runs one step. What goes wrong in it is its result, and the walk goes on."""
        try:
            await asyncio.wait_for(work(), STEP_SECONDS)
        except asyncio.TimeoutError:
            print(f"failed {name}: not done after {STEP_SECONDS} s", flush=True)
        except Exception as problem:  # noqa: BLE001, whatever it is
            why = " ".join(f"{type(problem).__name__} {problem}".split())
            print(f"failed {name}: {why}", flush=True)
        else:
            print(f"ok {name}", flush=True)


def same(what, got, wanted):
    """Nothing else than equal will do."""
    if got != wanted:
        raise AssertionError(f"{what}: expected {wanted!r}, got {got!r}")


def sequences(events):
    """The numbers of those events that are chunks. The events are JSON."""
    return [event["content"]["sequence"] for event in events
            if event.get("type") == "m.voice_broadcast_chunk" and "sequence" in event["content"]]
