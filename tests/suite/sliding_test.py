#!/usr/bin/env python3
"""Scenarios delivered through sliding sync. Called with the build folder and a folder to work in."""
import json
import pathlib
import shutil
import subprocess
import sys

BUILD, FOLDER = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
DEADAIR, REFERENCE = BUILD / "deadair", BUILD / "deadair-reference"
SLIDING = "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync"


def run(out, selection, adapter):
    """Plays them where only the sliding sync is served; the exit code."""
    words = [DEADAIR, "run", *selection, "--sync", "sliding", "--traces", "all", "--out", FOLDER / out, "--", REFERENCE]
    return subprocess.run(words + adapter, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600).returncode


def syncs(out):
    """The targets of all polls in the traces of a run."""
    targets = []
    for trace in (FOLDER / out / "traces").glob("*.jsonl"):
        for line in trace.read_text().splitlines():
            if '"route":"sync"' in line:
                targets.append(line)
    return targets


def verdicts(out):
    return {json.loads(line)["verdict"] for line in (FOLDER / out / "results.jsonl").read_text().splitlines()[1:-1]}


shutil.rmtree(FOLDER, ignore_errors=True)
FOLDER.mkdir(parents=True)
SAMPLE = ["basics", "sync", "session", "--dialect", "stable"]

assert run("pass", SAMPLE, ["--sync", "sliding"]) == 0, "the reference does not pass"
assert verdicts("pass") == {"pass"}, verdicts("pass")
polls = syncs("pass")
assert len(polls) > 100, len(polls)
assert all(SLIDING in poll for poll in polls), "a poll went another way"

# A client that asks for the other sync does not get it, so the run above was delivered by this one.
assert run("other", ["basics.live", "--dialect", "stable"], []) != 0, "a client of GET /sync passed"

# And it can fail: gaps and the state block matter here as they do there.
for mutant in ("ignores_limited", "ignores_state_block"):
    code = run(mutant, ["sync", "--dialect", "stable"], ["--sync", "sliding", "--mutant", mutant])
    assert code == 1, f"{mutant}: exit code {code}"
print(f"ok: {len(polls)} polls by sliding sync")
