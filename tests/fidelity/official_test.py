#!/usr/bin/env python3
"""What is said in a run is as the Matrix specification defines it: official_test.py BUILD SOURCE.

Every request of the reference client and every answer of the mock homeserver in the scenarios
without faults, and in a walk over all that the server serves, against the specification's own
definitions. These are not part of this project: DEADAIR_MATRIX_DEFINITIONS names their file, which
is also looked for in the folders beside SOURCE.
"""

import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from walk import walk

SKIPPED = 77
HERE = pathlib.Path(__file__).resolve().parent
USUAL = "matrix-client-server-v1.19.json"
SECONDS_MAX = 900
# What a scenario does to an event on purpose, and no server would pass on.
INTENDED = {
    "foreign.name_alike[name=number]": "sync answer 200: rooms/join/*/timeline/events/*/sender: 7 is not of type",
}
SHARD = os.environ.get("DEADAIR_FIDELITY_SHARD", "1/4")


def skip(reason):
    print(f"fidelity: SKIPPED, {reason}")
    sys.exit(SKIPPED)


try:
    from definitions import Definitions
except ImportError:
    skip("python3-jsonschema is missing; run scripts/setup")


def definitions_file(source):
    named = os.environ.get("DEADAIR_MATRIX_DEFINITIONS")
    if named:
        return pathlib.Path(named)
    beside = sorted(source.parent.glob("*/" + USUAL))
    if not beside:
        skip("DEADAIR_MATRIX_DEFINITIONS names no file, and there is none beside the source's folder")
    return beside[0]


def honest_scenarios(source):
    """Those in which nothing is broken on purpose but the broadcast itself."""
    names = []
    for path in sorted((source / "scenarios").rglob("*.json")):
        text = path.read_text(encoding="utf-8")
        if '"fault"' not in text and path.parent.name != "malformed":
            names.append(f"{path.parent.name}.{path.stem}")
    return names


def record(build, source, room):
    """The exchanges of a run over the honest scenarios."""
    chosen = pathlib.Path(room, "ids.txt")
    chosen.write_text("".join(f"{name}*\n" for name in honest_scenarios(source)), encoding="utf-8")
    kept = pathlib.Path(room, "exchanges.jsonl")
    adapter = ["python3", str(HERE / "recording.py"), str(kept), "--", f"{build}/deadair-reference"]
    done = subprocess.run([f"{build}/deadair", "run", "--from", str(chosen), "--dialect", "stable", "--jobs", "2",
                           "--shard", SHARD, "--timeout-multiplier", "6", "--out", f"{room}/out", "--", *adapter],
                          capture_output=True, text=True, check=False, timeout=SECONDS_MAX)
    # What the client makes of it is judged elsewhere; a proxy may hold up what it need not.
    assert done.returncode in (0, 1), done.stdout[-3000:] + done.stderr[-1000:]
    return [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]


def main():
    build, source = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    definitions = Definitions(definitions_file(source))
    with tempfile.TemporaryDirectory(prefix="fidelity-") as room:
        exchanges = walk(build) + record(build, source, room)
    told, checked, unknown = collections.Counter(), 0, collections.Counter()
    first = {}
    for exchange in exchanges:
        if definitions.find(exchange["method"], exchange["target"]) is None:
            unknown[exchange["method"] + " " + exchange["target"].split("?")[0].split("/")[-1]] += 1
            continue
        checked += 1
        intended = INTENDED.get(exchange["scenario"], "nothing")
        for sentence in definitions.departures(exchange):
            if sentence.startswith(intended):
                continue
            told[sentence] += 1
            first.setdefault(sentence, exchange["scenario"])
    print(f"{checked} exchanges, {sum(unknown.values())} of no operation of the specification: {dict(unknown)}")
    for sentence, times in told.most_common():
        print(f"FAIL {sentence} ({times} times, first in {first[sentence]})")
    assert checked > 1000, "hardly anything was said"
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
