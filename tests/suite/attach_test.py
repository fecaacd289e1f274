#!/usr/bin/env python3
"""Adapters that attach over TCP, good ones and others: attach_test.py BUILD.

The good one is a bridge: it connects, shows the token, and carries lines between the connection and
the reference client's adapter; whenever that has ended, it connects again with a fresh one.
"""

import contextlib
import json
import os
import pathlib
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import threading

import steps
from steps import SECONDS_MAX

TOKEN = "known-to-both-sides"
SELECTION = ["basics", "order", "--dialect", "stable"]
HELLO = {"contract": 1, "client": {"name": "script", "version": "1"}, "roles": ["listener"],
         "dialects": ["stable"], "depths": ["client"], "features": ["reset"], "reports": ["heard"]}


class AttachedRun:
    """deadair run --attach, or another verb, which has printed where and with which token."""

    def __init__(self, build, *words, token=TOKEN, verb=("run",)):
        self.folder = tempfile.TemporaryDirectory()
        self.out = pathlib.Path(self.folder.name, "out")
        environment = dict(os.environ)
        environment.pop("DEADAIR_ATTACH_TOKEN", None)
        if token:
            environment["DEADAIR_ATTACH_TOKEN"] = token
        self.process = subprocess.Popen(
            [f"{build}/deadair", *verb, "--attach", "127.0.0.1:0",
             *(["--out", str(self.out)] if verb == ("run",) else []), *words],
            env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True)
        where = re.fullmatch(r"deadair: adapters attach at 127\.0\.0\.1:(\d+) with this first line:\n",
                             self.process.stdout.readline())
        assert where, self.process.communicate()
        self.port = int(where.group(1))
        self.first_line = self.process.stdout.readline()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()
        self.folder.cleanup()

    def connect(self, first_line=None):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS_MAX)
        connection.sendall((self.first_line if first_line is None else first_line).encode())
        return connection

    def read_until(self, mark):
        for line in self.process.stdout:
            if mark in line:
                return line
        raise AssertionError(f"ended without: {mark}\n{self.process.stderr.read()}")

    def end(self, status):
        self.printed, self.errors = self.process.communicate(timeout=SECONDS_MAX)
        assert self.process.returncode == status, (self.process.returncode, self.printed, self.errors)

    def cases(self):
        lines = map(json.loads, (self.out / "results.jsonl").read_text(encoding="utf-8").splitlines())
        return [one for one in lines if one["kind"] == "case"]

    def codes(self):
        return {f"{one['verdict']} {one['code']}" for one in self.cases()}


class Bridge(threading.Thread):
    """Attaches the reference client, again and again, until nobody listens any more."""

    def __init__(self, run, build):
        super().__init__(daemon=True)
        self.run_, self.command, self.times = run, [f"{build}/deadair-reference"], 0
        self.start()

    def run(self):
        with contextlib.suppress(ConnectionError):
            while True:
                with self.run_.connect() as connection:
                    self.times += self.carry(connection)

    def carry(self, connection):
        """Returns whether anything was asked."""
        lines = connection.makefile("rw", encoding="utf-8", newline="\n")
        with subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as adapter:
            asked = False
            for call in lines:
                asked = True
                adapter.stdin.write(call)
                adapter.stdin.flush()
                identity = json.loads(call)["id"]
                for answer in adapter.stdout:
                    lines.write(answer)
                    lines.flush()
                    if json.loads(answer).get("id") == identity:
                        break
            adapter.stdin.close()
        return asked


def calls(connection):
    """What the runner asks, one by one; ends with the connection."""
    with contextlib.suppress(ConnectionError):
        yield from map(json.loads, connection.makefile("r", encoding="utf-8"))


def answer(connection, call, result):
    connection.sendall((json.dumps({"jsonrpc": "2.0", "id": call["id"], "result": result}) + "\n").encode())


def comparable(cases):
    return [{key: value for key, value in one.items() if key != "again"} for one in cases]


def plays_as_a_child_does(build):
    """Two connections at a time give the results that two child processes give."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([f"{build}/deadair", "run", *SELECTION, "--no-timings", "--out", folder, "--",
                        f"{build}/deadair-reference"], check=True, capture_output=True)
        lines = pathlib.Path(folder, "results.jsonl").read_text(encoding="utf-8").splitlines()
    wanted = [one for one in map(json.loads, lines) if one["kind"] == "case"]
    with AttachedRun(build, *SELECTION, "--no-timings", "--jobs", "2") as run:
        bridges = [Bridge(run, build), Bridge(run, build)]
        run.end(0)
        assert "[##] 2 of 2 attached" in run.printed, run.printed
        assert len(wanted) > 20 and comparable(run.cases()) == comparable(wanted)
        last = run.cases()[-1]
        assert shlex.split(last["again"]) == ["deadair", "run", "--attach", "127.0.0.1:0", "--id", last["id"],
                                              "--dialect", "stable", "--seed", "1"], last["again"]
        for bridge in bridges:
            bridge.join(SECONDS_MAX)
        assert [bridge.times for bridge in bridges] == [1, 1], "they kept their connections"


def a_fresh_one_for_each_case(build):
    """With --isolate the adapter is told bye after each case and comes again for the next."""
    with AttachedRun(build, "basics", "--dialect", "stable", "--isolate") as run:
        bridge = Bridge(run, build)
        run.end(0)
        bridge.join(SECONDS_MAX)
        assert len(run.cases()) > 3 and bridge.times == len(run.cases()), bridge.times


def the_token_is_new_each_time(build):
    """Without one in the environment, a token of 128 bits is made and printed."""
    tokens = set()
    for _ in range(2):
        with AttachedRun(build, "basics", token=None) as run:
            tokens.add(json.loads(run.first_line)["params"]["token"])
    assert len(tokens) == 2 and all(re.fullmatch("[0-9a-f]{32}", token) for token in tokens), tokens


def strangers(build):
    """A wrong token, a browser, silence and a hasty one do not get in, and do not disturb."""
    with AttachedRun(build, "basics", "--dialect", "stable") as run:
        silent = run.connect("")
        for first_line, reason in (('{"jsonrpc":"2.0","method":"attach","params":{"token":"x"}}\n', "the token is wrong"),
                                   ("POST / HTTP/1.1\r\n\r\n", "no attach notification: POST /")):
            with run.connect(first_line) as connection:
                told = connection.makefile("r", encoding="utf-8").readline()
                assert reason in json.loads(told)["error"]["message"], told
        run.connect("").close()
        Bridge(run, build)
        run.end(0)
        silent.close()
        for reason in ("the token is wrong", "no attach notification: POST /", "went away"):
            assert run.errors.count(reason) == 1, run.errors


def two_at_once(build):
    """One that is there twice is called once; the other connection ends with the run."""
    with AttachedRun(build, "basics.ended", "--dialect", "stable") as run:
        Bridge(run, build)
        run.read_until("1 of 1 attached")
        spare = run.connect()
        run.end(0)
        assert spare.recv(1) == b"", "it was called"
        spare.close()


def nobody_comes(build):
    """A wait that is over ends the run with a sentence, also where some did come."""
    with AttachedRun(build, "basics", "--attach-wait", "0.2") as run:
        run.end(3)
        assert "0 of 1 adapters attached within 0.2 s" in run.errors, run.errors
        assert not run.out.exists(), "there is a report"
    with AttachedRun(build, "basics", "--attach-wait", "1", "--jobs", "2") as run:
        with run.connect() as connection:
            run.end(3)
            assert "1 of 2 adapters attached within 1 s" in run.errors, run.errors
            assert connection.recv(1) == b""


def leaves_in_the_middle(build):
    """A connection that ends in a call counts as a client that ends; who never comes back is given up."""
    with AttachedRun(build, *SELECTION, "--attach-wait", "0.2") as run:
        with run.connect() as connection:
            for call in calls(connection):
                if call["method"] != "hello":
                    break
                answer(connection, call, HELLO)
        run.end(3)
        first, *others = run.cases()
        assert (first["verdict"], first["code"]) == ("fail", "client.exited"), first
        assert first["got"] == "closed its connection during open", first
        assert [one["code"] for one in others[:3]] == ["adapter.not_started"] * 3, others[:3]
        assert "no adapter attached within 200 ms" in others[0]["got"], others[0]
        assert {one["code"] for one in others[3:]} == {"adapter.not_tried"}, others[3:]


def says_nothing(build):
    """One that attaches and never answers costs its budgets, three times."""
    with AttachedRun(build, "basics", "--dialect", "stable", "--timeout-multiplier", "0.02") as run:
        connections = [run.connect() for _ in range(3)]
        run.end(3)
        assert run.codes() == {"broken adapter.silent", "broken adapter.not_tried"}, run.codes()
        for connection in connections:
            assert [call["method"] for call in calls(connection)] == ["hello"]
            connection.close()


def ends_by_a_signal(build):
    """Ctrl-C ends the wait, and a run with its connections."""
    with AttachedRun(build, "basics") as run:
        run.read_until("0 of 1 attached")
        run.process.send_signal(signal.SIGINT)
        run.end(130)
        assert "attached within" not in run.errors, run.errors
    with AttachedRun(build, "basics", "--timeout-multiplier", "100") as run:
        with run.connect() as connection:
            asked = calls(connection)
            answer(connection, next(asked), HELLO)
            assert next(asked)["method"] == "open"
            run.process.send_signal(signal.SIGINT)
            assert not list(asked), "the connection was not ended"
        run.end(130)
        assert "not run" in run.printed, run.printed
    with AttachedRun(build, "basics", "--dialect", "stable", "--attach-wait", "100") as run:
        with run.connect() as connection:
            answer(connection, next(calls(connection)), HELLO)
        run.read_until("FAIL ")  # and now it waits for another one
        run.process.send_signal(signal.SIGINT)
        run.end(130)


def refused(build, *words, token=TOKEN):
    return steps.refused(build, "run", "basics", *words, environment={"DEADAIR_ATTACH_TOKEN": token})


def is_checked(build):
    """adapter check has one that attaches anew for each probe, and passes over exit statuses."""
    with AttachedRun(build, verb=("adapter", "check")) as run:
        Bridge(run, build)
        run.end(0)
    assert " 0 failed, " in run.printed, run.printed
    for probe in ("bye.exits", "bye.while_open"):
        assert re.search(rf"^skipped +{probe} ", run.printed, re.MULTILINE), run.printed


def what_cannot_be(build):
    """A port that is taken, a place that is none, a weak token, two ways at once: exit code 2."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        errors = refused(build, "--attach", place)
        assert f"{place}: cannot listen for adapters: Address already in use" in errors, errors
    assert "expected ADDRESS:PORT" in refused(build, "--attach", "phone")
    assert "16 to 256 letters" in refused(build, "--attach", "127.0.0.1:0", token="secret")
    assert "or attach" in refused(build, "--attach", "127.0.0.1:0", "--", "true")


TESTS = [plays_as_a_child_does, a_fresh_one_for_each_case, the_token_is_new_each_time, strangers, two_at_once,
         nobody_comes, leaves_in_the_middle, says_nothing, ends_by_a_signal, is_checked,
         what_cannot_be]


if __name__ == "__main__":
    sys.exit(steps.run_all(TESTS, sys.argv[1]))
