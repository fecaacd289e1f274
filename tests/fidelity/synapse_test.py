#!/usr/bin/env python3
"""The mock homeserver beside a real one: synapse_test.py SERVE_FOR_TESTS.

Synapse and the mock homeserver are asked the same, and what they answer is compared. A difference is
either mended or stands in differences.json with the reason why it is meant to be; an entry there that
matches none is at fault too. `scripts/fidelity` installs Synapse.
"""

import collections
import pathlib
import sys

import compare
import homeserver
import sequence
import sides
import sliding

HERE = pathlib.Path(__file__).resolve().parent
WALKS = {"": sequence.walk, "-sliding": sliding.walk}  # each with users and a room of its own


def ask_both(program):
    """The exchanges of both, made alike: (name, mock, Synapse)."""
    exchanges = []
    with homeserver.Synapse() as synapse:
        for name, walk in WALKS.items():
            mock = sides.Mock(program)
            try:
                mock.learn_room()
                walk(mock)
            finally:
                mock.end()
            real = sides.Real(synapse, name)
            real.learn_room()
            walk(real)
            exchanges += pairs(mock, real)
    return exchanges


def pairs(mock, real):
    """What only one of them was asked, a page behind the other's last one, stands against an empty answer."""
    ours, theirs = (
        {one["name"]: compare.Alike(side).exchange(one) for one in side.exchanges} for side in (mock, real))
    for name in [*ours, *(name for name in theirs if name not in ours)]:
        yield name, ours.get(name, {}), theirs.get(name, {})


def main():
    if not homeserver.is_set_up():
        print("fidelity: SKIPPED, Synapse is not installed; scripts/fidelity --setup does it")
        return homeserver.SKIPPED
    listed = compare.Listed(HERE / "differences.json")
    exchanges = ask_both(sys.argv[1])
    left, places = collections.OrderedDict(), 0
    for name, mock, real in exchanges:
        for difference in compare.differences(name, mock, real):
            places += 1
            if not listed.covers(difference):
                left.setdefault((difference["path"], difference["kind"]), []).append(difference)
    for (path, kind), found in left.items():
        where = ", ".join(dict.fromkeys(one["exchange"] for one in found))
        print(f"FAIL {path}: {kind}: {found[0]['what']} ({where})")
    for entry in listed.stale():
        print(f"FAIL differences.json: nothing is like that any more: {entry}")
    print(f"{len(exchanges)} requests to each, {places} places differ, {len(listed.entries)} kinds of them are meant")
    return 1 if left or listed.stale() else 0


if __name__ == "__main__":
    sys.exit(main())
