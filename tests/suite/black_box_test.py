#!/usr/bin/env python3
"""Clients without an adapter, by their command line alone: black_box_test.py BUILD."""

import json
import pathlib
import shlex
import signal
import subprocess
import sys
import tempfile

from steps import run_all

SECONDS_MAX = 200
CLIENT = pathlib.Path(__file__).with_name("command_line_client.py")


def command(mode, *more):
    return shlex.join([sys.executable, str(CLIENT), mode, "{base_url}", "{access_token}", "{room_id}", *more])


class Played:
    """What came of a run."""

    def __init__(self, build, box, *words, status):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([f"{build}/deadair", "run", "--black-box", box, "--out", folder, "--dialect", "stable",
                                   *words], check=False, capture_output=True, text=True, timeout=SECONDS_MAX)
            self.errors = done.stderr
            assert done.returncode == status, (done.returncode, done.stdout, done.stderr)
            results = pathlib.Path(folder, "results.jsonl")
            lines = map(json.loads, results.read_text(encoding="utf-8").splitlines()) if results.exists() else []
            self.cases = [one for one in lines if one["kind"] == "case"]
            self.traces = {one["id"]: [json.loads(line) for line in
                                       pathlib.Path(folder, one["trace"]).read_text(encoding="utf-8").splitlines()]
                           for one in self.cases if one.get("trace")}

    def of(self, key):
        return {one[key] for one in self.cases}

    def media(self, case):
        return [entry["media"] for entry in self.traces[case] if entry["kind"] == "http" and entry.get("media")]


def one_that_lives(build):
    """Nothing is held against a client that lives, syncs and is polite; what it cannot tell is unsupported."""
    box = command("good")
    played = Played(build, box, "basics", "order", "states", "--jobs", "2", "--traces", "all", status=0)
    assert len(played.cases) > 50, played.cases
    assert played.of("verdict") <= {"pass", "unsupported"}, [one for one in played.cases if one["verdict"] == "broken"]
    assert "unsupported" in played.of("verdict")
    again = shlex.split(played.cases[-1]["again"])
    assert again[2:4] == ["--black-box", box] and "--" not in again, again


def what_the_server_sees(build):
    """Each chunk is fetched, and that is in the trace."""
    played = Played(build, command("good"), "--id", "basics.one_chunk", "--traces", "all", status=0)
    assert played.media("basics.one_chunk") == ["c1"], played.media("basics.one_chunk")


def the_broadcast(build):
    """A command that names the broadcast starts at play, with the ID of the broadcast."""
    played = Played(build, command("good", "{broadcast}"), "--id", "basics.one_chunk", "--traces", "all", status=0)
    trace = played.traces["basics.one_chunk"]
    plays = [at for at, entry in enumerate(trace) if entry["kind"] == "call" and entry["method"] == "act"]
    syncs = [at for at, entry in enumerate(trace) if entry["kind"] == "http" and entry["route"] == "sync"]
    assert plays and syncs and plays[0] < syncs[0], (plays, syncs)
    assert trace[plays[0]]["params"]["broadcast"].startswith("$")
    assert played.media("basics.one_chunk") == ["c1"], "it was told of another broadcast"


def one_that_ends(build):
    """An end is a failure, with the status or the signal; what was printed is shown."""
    for mode, got in (("exits", "exited with status 1"), ("crashes", "killed by signal 6"), ("once", "exited with status 0")):
        played = Played(build, command(mode), "--id", "basics.live", status=1)
        assert played.of("code") == {"client.exited"}, played.cases
        assert played.cases[0]["got"].startswith(got), played.cases[0]
        assert "basics.live" in played.cases[0]["again"]
        if mode == "exits":
            assert "a chunk is too much" in played.cases[0]["stderr"], played.cases[0]


def one_that_does_not_sync(build):
    """It is named, and given up after three cases: a wrong command costs no hour."""
    played = Played(build, command("deaf"), "basics", "--timeout-multiplier", "0.1", status=3)
    codes = [one["code"] for one in played.cases]
    assert codes[:3] == ["client.never_synced"] * 3, codes
    assert set(codes) == {"client.never_synced", "client.not_tried"}, codes
    played = Played(build, command("hangs"), "--id", "basics.live", "--timeout-multiplier", "0.1", status=1)
    assert played.of("code") == {"sync.stopped"}, played.cases


def what_cannot_be(build):
    """A word in braces that is not known, a quote, two ways at once, a program that is not there."""
    assert "{room} is not known" in Played(build, "client {room}", status=2).errors
    assert "is not closed" in Played(build, "client 'x", status=2).errors
    assert "or there is none" in Played(build, "true", "--", "true", status=2).errors
    played = Played(build, "/nonexistent/client", "--id", "basics.live", status=3)
    assert "/nonexistent/client" in played.cases[0]["got"], played.cases


def ctrl_c(build):
    """Ends the run and the command."""
    with tempfile.TemporaryDirectory() as folder:
        box = command("hangs")
        with subprocess.Popen([f"{build}/deadair", "run", "--black-box", box, "--id", "basics.live", "--traces", "all",
                               "--dialect", "stable", "--out", folder, "--timeout-multiplier", "100", "--debug"],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as run:
            children = pathlib.Path(f"/proc/{run.pid}/task/{run.pid}/children")
            while not any(CLIENT.name.encode() in line for line in commands_of(run.pid)):
                assert run.poll() is None, "it ended too soon"
            run.send_signal(signal.SIGINT)
            assert run.wait(SECONDS_MAX) == 130
        assert not children.exists()


def commands_of(process):
    """The command lines of its children, whichever of its threads has started them."""
    for task in pathlib.Path(f"/proc/{process}/task").glob("*/children"):
        for child in task.read_text(encoding="utf-8").split():
            path = pathlib.Path(f"/proc/{child}/cmdline")
            if path.exists():
                yield path.read_bytes()


TESTS = [one_that_lives, what_the_server_sees, the_broadcast, one_that_ends, one_that_does_not_sync, what_cannot_be, ctrl_c]


if __name__ == "__main__":
    sys.exit(run_all(TESTS, sys.argv[1]))
