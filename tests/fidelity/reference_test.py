#!/usr/bin/env python3
"""The reference client at a real homeserver: reference_test.py BUILD [--first N | --suite SELECTION…].

Plays cases at the reference client with the mock homeserver, then once more, event by event, with
Synapse in its place (replay.py), and has `deadair judge` judge what was seen there. The cases are
those of honest.txt, the first N of them, or a selection of the suite, of which those are left out,
and counted with the reason, that a real server does not let happen. One case is played at a faulty
variant too, which must fail it at Synapse as well.
"""

import argparse
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

import homeserver
import replay
import sides

HERE = pathlib.Path(__file__).resolve().parent
SECONDS_MAX = 600
# A variant of the reference client that plays chunks as they arrive, and a case that shows it.
FAULTY, SHOWN_BY = "arrival_order", ("stable", "order.same_batch_live")


class Sounds:
    """The bytes of a chunk, as the mock homeserver makes them."""

    def __init__(self, program):
        self.mock = sides.Mock(program)
        self.kept = {}

    def __call__(self, number):
        if number not in self.kept:
            self.mock.names["sound"] = self.mock.tell(f"chunk {number}")
            url = self.mock.must("GET", "/_matrix/client/v3/rooms/{room}/event/{sound}")["content"]["url"]
            place = "/_matrix/client/v1/media/download/" + url.removeprefix("mxc://")
            self.kept[number] = self.mock.request("GET", place)[2]
        return self.kept[number]


def listed():
    """Dialect and id of each, in the order of the file."""
    lines = (HERE / "honest.txt").read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def record(build, folder, selection):
    """Plays them with the mock homeserver. {case and dialect: its trace}"""
    command = [f"{build}/deadair", "run", *selection, "--traces", "all", "--jobs", "2", "--out", str(folder), "--",
               f"{build}/deadair-reference"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS_MAX)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    traces = {}
    for path in sorted((folder / "traces").glob("*.jsonl")):
        entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        traces[entries[0]["dialect"], entries[0]["id"]] = entries
    return traces


def chosen(arguments, folder):
    """The traces to play again, and that of the case for the faulty variant."""
    wanted = [] if arguments.suite else listed()[:arguments.first]
    traces = {}
    for dialect in sorted({dialect for dialect, _ in [*wanted, SHOWN_BY]}):
        ids = [name for its, name in [*wanted, SHOWN_BY] if its == dialect]
        traces.update(record(arguments.build, folder / dialect, ["--id", *ids, "--dialect", dialect]))
    if arguments.suite:
        return list(record(arguments.build, folder / "suite", arguments.suite).values()), traces[SHOWN_BY]
    return [traces[case] for case in map(tuple, wanted)], traces[SHOWN_BY]


class Playing:
    """Cases at Synapse, one after the other, at one process of the client and one of a faulty variant."""

    def __init__(self, build, synapse):
        self.side = sides.Real(synapse)
        self.sounds = Sounds(f"{build}/mock_homeserver/serve_for_tests")
        self.client = replay.Client([f"{build}/deadair-reference"])
        self.faulty = replay.Client([f"{build}/deadair-reference", "--mutant", FAULTY])
        self.left_out = collections.Counter()

    def play(self, entries, folder, client=None):
        """The file of the new trace, or nothing."""
        client = client or self.client
        folder.mkdir(parents=True, exist_ok=True)
        try:
            replay.check_honest(entries[0]["scenario"])
            self.side.make_room()
            told = replay.Replay(self.side, client, self.sounds, entries).play()
        except replay.NotHonest as why:
            self.left_out[str(why)] += 1
            client.call(0, "reset", {})
            return None
        path = folder / f"{entries[0]['id']}.{entries[0]['dialect']}.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in told), encoding="utf-8")
        return path

    def end(self):
        self.client.end()
        self.faulty.end()
        self.sounds.mock.end()


def judge(build, paths):
    """The verdicts of `deadair judge`, one a trace."""
    done = subprocess.run([f"{build}/deadair", "judge", "--json", *map(str, paths)], capture_output=True, text=True,
                          check=False, timeout=SECONDS_MAX)
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(verdicts) == len(paths), done.stderr
    return verdicts


def report(verdicts, faulty, left_out, arguments):
    """Prints what is not as it must be; the exit code."""
    for verdict in verdicts:
        if verdict["verdict"] != "pass":
            print("FAIL " + json.dumps(verdict)[:1500])
    for why, times in sorted(left_out.items()):
        print(f"left out, {why}: {times}")
    passed = sum(verdict["verdict"] == "pass" for verdict in verdicts)
    print(f"{len(verdicts)} cases at Synapse, {passed} passed; the faulty variant: {faulty['verdict']}")
    if left_out and not arguments.suite:
        print("FAIL honest.txt names a case that is not let happen")
        return 1
    return 0 if verdicts and passed == len(verdicts) and faulty["verdict"] == "fail" else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--first", type=int, help="only so many of honest.txt")
    parser.add_argument("--suite", nargs="+", metavar="SELECTION", help="as `deadair run` takes it")
    parser.add_argument("--keep", metavar="FOLDER", type=pathlib.Path, help="keeps the traces")
    arguments = parser.parse_args()
    if not homeserver.is_set_up():
        print("fidelity: SKIPPED, Synapse is not installed; scripts/fidelity --setup does it")
        return homeserver.SKIPPED
    with tempfile.TemporaryDirectory(prefix="fidelity-") as room:
        folder = pathlib.Path(arguments.keep or room)
        cases, for_faulty = chosen(arguments, folder / "mock")
        with homeserver.Synapse() as synapse:
            playing = Playing(arguments.build, synapse)
            try:
                paths = [playing.play(entries, folder / "synapse") for entries in cases]
                paths.append(playing.play(for_faulty, folder / "faulty", playing.faulty))
            finally:
                playing.end()
        *verdicts, faulty = judge(arguments.build, [path for path in paths if path is not None])
    return report(verdicts, faulty, playing.left_out, arguments)


if __name__ == "__main__":
    sys.exit(main())
