#!/usr/bin/env python3
"""A scenario played by hand: by_hand_test.py BUILD.

Plays the person at `deadair serve` and, over real HTTP, the client in that person's hand; and looks
at what `show` and `report` print.
"""

import json
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import urllib.request

import steps
from steps import SECONDS_MAX, refused

SCENARIO = ["basics.ended", "--dialect", "stable"]
PROMPT = "[Enter] "


class Served:
    """deadair serve with pipes for its prompt."""

    def __init__(self, build, *words):
        self.process = subprocess.Popen([f"{build}/deadair", "serve", *SCENARIO, *words], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.printed = ""

    def read_until(self, mark):
        """Reads on to where that comes next; returns all that was printed so far."""
        begin = len(self.printed)
        while not self.printed.endswith(mark, begin):
            letter = self.process.stdout.read(1)
            assert letter, f"ended behind: {self.printed}"
            self.printed += letter
        return self.printed

    def press_enter(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def end(self):
        self.process.stdin.close()
        self.printed += self.process.stdout.read()
        return self.process.wait(SECONDS_MAX)


def told(printed, name):
    return re.search(rf"^{name} +(\S+)$", printed, re.MULTILINE).group(1)


def ask(printed, path):
    request = urllib.request.Request(told(printed, "homeserver") + "/_matrix/client/v3" + path)
    request.add_header("Authorization", "Bearer " + told(printed, "access token"))
    with urllib.request.urlopen(request, timeout=SECONDS_MAX) as answer:
        return json.load(answer)


def types_since(printed, since=""):
    answer = ask(printed, "/sync?timeout=0" + (f"&since={since}" if since else ""))
    room = answer["rooms"].get("join", {}).get(told(printed, "room"), {})
    return [event["type"] for event in room.get("timeline", {}).get("events", [])], answer["next_batch"]


def a_step_at_enter(build):
    """What the server does, it does at Enter; what the client shall do is said."""
    served = Served(build, "--port", "0")
    printed = served.read_until(PROMPT)
    assert "server: emit S c1 c2 c3 X(3)" in printed, printed
    before, token = types_since(printed)
    assert not [kind for kind in before if "voice_broadcast" in kind], before
    served.press_enter()
    printed = served.read_until(PROMPT)
    assert "you: play S" in printed, printed
    after, _ = types_since(printed, token)
    assert len(after) == 5, after
    assert served.end() == 0
    assert "expect" not in served.printed, "the input ended before the scenario did"


def to_its_end(build):
    """Behind the last step stands what is expected; the server stays until Enter."""
    served = Served(build)
    served.read_until(PROMPT)
    for _ in range(3):
        served.press_enter()
        served.read_until(PROMPT)
    assert "expect   must: heard of S is [1,2,3]" in served.printed, served.printed
    assert ask(served.printed, "/account/whoami")["user_id"] == told(served.printed, "user")
    served.press_enter()
    assert served.end() == 0


def a_timer(build):
    """With --every nobody needs to press anything, and the server stays."""
    served = Served(build, "--every", "1")
    served.process.stdin.close()
    served.read_until("[Ctrl-C]\n")
    assert "expect   must: heard of S is [1,2,3]" in served.printed, served.printed
    assert len([kind for kind in types_since(served.printed)[0]]) >= 5
    served.process.terminate()
    assert served.process.wait(SECONDS_MAX) == -15


def what_cannot_be_served(build):
    """A port that is taken, a selection that holds nothing."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert port in refused(build, "serve", *SCENARIO, "--port", port)
        assert port in refused(build, "run", "basics.ended", "--port", port, "--", "true")
    assert "no_such" in refused(build, "serve", "no_such")
    assert "--every" in refused(build, "serve", *SCENARIO, "--every", "-1")


def shown(build):
    """`show` tells the clause, the steps and what is expected, each scenario once."""
    printed = subprocess.run([f"{build}/deadair", "show", "basics.ended"], text=True,
                             capture_output=True, check=True).stdout
    assert printed.startswith("basics.ended\n"), printed
    for line in ("  clause   order (must): ", "  step 0   emit S c1 c2 c3 X(3)\n",
                 "  expect   must: heard of S is [1,2,3]\n"):
        assert printed.count(line) == 1, printed
    assert "name a scenario" in refused(build, "show")


def one_page_of_two_runs(build):
    """`report` puts two runs on one page; what it cannot read or write is said with its place."""
    with tempfile.TemporaryDirectory() as room:
        for name in ("a", "b"):
            subprocess.run([f"{build}/deadair", "run", *SCENARIO, "--out", f"{room}/{name}", "--",
                            f"{build}/deadair-reference"], check=True, capture_output=True)
        results = [f"{room}/a", f"{room}/b/results.jsonl"]
        page = pathlib.Path(room, "page.html")
        subprocess.run([f"{build}/deadair", "report", *results, "-o", str(page)], check=True,
                       capture_output=True)
        assert all(path in page.read_text(encoding="utf-8") for path in results)
        assert f"{room}/c" in refused(build, "report", f"{room}/c/results.jsonl")
        assert f"{room}/no/page" in refused(build, "report", results[0], "-o", f"{room}/no/page")


TESTS = [a_step_at_enter, to_its_end, a_timer, what_cannot_be_served, shown, one_page_of_two_runs]


if __name__ == "__main__":
    sys.exit(steps.run_all(TESTS, sys.argv[1]))
