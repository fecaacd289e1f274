#!/usr/bin/env python3
"""Adapters that lie are found out: lying_test.py BUILD [MODE…].

Each row is a mode of lying_adapter.py in front of the reference client, which does nothing wrong. A
lie is found by probes of `deadair adapter check`, or in a run, where it must be told as the
adapter's fault.
"""

import collections
import concurrent.futures
import json
import pathlib
import subprocess
import sys
import tempfile

from hostile_run import HERE

# Long, for a busy machine.
BUDGET_MS = "60000"
# The server holds a download back for a short while, in which a busy machine may not get to tell the
# lie that settle.waits listens for.
TRIES = {"settles_early": 3}
SECONDS_MAX = 240
RUNS_AT_ONCE = 2
SELECTION = ["basics", "order", "--dialect", "stable"]
# Whether a lie about settling shows is a race, lost in all but some 4 of 100 cases: it takes many.
MORE = {"settles_early": ["media", "relations", "faults", "gaps", "sync"]}

# The probes that must fail. All of them pass where nothing is bent.
CHECKS = {
    "honest": set(),
    "settles_early": {"settle.waits"},
    "sorts": {"play.again"},
    "filters": {"play.again"},
    "repeats_snapshot": {"observe.fresh", "play.again", "play.heard"},
    "no_reset": {"reset.forgets", "reset.same_as_fresh"},
    "invents": {"observe.fresh", "play.again", "play.heard"},
}
PROBES = sorted(set().union(*CHECKS.values()))

# What must come of some of the cases.
RUNS = {
    "honest": None,
    "settles_early": "adapter.settled_early",
    "no_reset": "adapter.invented",
    "invents": "adapter.invented",
    "never_plays": "adapter.heard_without_media",
}
# Where every case in which anything is told is found out, nothing is held against the client.
THOROUGH = {"honest", "no_reset", "invents", "never_plays"}


def call(build, mode, words):
    adapter = ["python3", str(HERE / "lying_adapter.py"), mode, "--", f"{build}/deadair-reference"]
    return subprocess.run([f"{build}/deadair", *words, "--", *adapter], capture_output=True,
                          text=True, check=False, stdin=subprocess.DEVNULL, timeout=SECONDS_MAX)


def check(build, mode):
    """Complaints about what `adapter check` says, and what it printed."""
    for _ in range(TRIES.get(mode, 1)):
        complaints, printed = check_once(build, mode)
        if not complaints:
            break
    return complaints, printed


def check_once(build, mode):
    done = call(build, mode, ["adapter", "check", "--budget-ms", BUDGET_MS, *PROBES])
    words = [line.split() for line in done.stdout.splitlines()]
    outcomes = {line[1]: line[0] for line in words if line[0] in ("ok", "failed", "skipped")}
    wanted = {probe: "failed" if probe in CHECKS[mode] else "ok" for probe in PROBES}
    complaints = [f"{probe}: {outcomes.get(probe)}, expected {wanted[probe]}"
                  for probe in PROBES if outcomes.get(probe) != wanted[probe]]
    # 3: the adapter is at fault.
    status = 3 if CHECKS[mode] else 0
    if done.returncode != status:
        complaints.append(f"exit status {done.returncode}, expected {status}")
    return complaints, done.stdout + done.stderr


def run(build, mode):
    """Complaints about what comes of the cases of a run, and what it printed."""
    code = RUNS[mode]
    with tempfile.TemporaryDirectory(prefix="lying-") as room:
        # Spread, since a settle that is early shows only while client and runner run at once.
        done = call(build, mode, ["run", *SELECTION, *MORE.get(mode, []), "--jobs", "2", "--spread",
                                  "--out", f"{room}/out"])
        lines = pathlib.Path(f"{room}/out/results.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [one for one in map(json.loads, lines) if one["kind"] == "case"]
    found = collections.Counter(
        f"{one['verdict']} {one['owner']} {one['code']}" for one in cases if one["verdict"] != "pass")
    complaints = []
    if code and not found[f"broken adapter {code}"]:
        complaints.append(f"{code} is never told")
    others = {word for word in found if not code or not word.endswith(code)}
    if mode in THOROUGH and others:
        complaints.append(f"told beside it: {others}")
    status = 3 if code else 0
    if done.returncode != status:
        complaints.append(f"exit status {done.returncode}, expected {status}")
    return complaints, f"{len(cases)} cases, {dict(found)}\n{done.stdout[-2000:]}"


def main():
    build, wanted = sys.argv[1], sys.argv[2:]
    rows = [(way, mode) for way, modes in ((check, CHECKS), (run, RUNS)) for mode in modes
            if not wanted or mode in wanted]
    if not rows:
        sys.exit("no such mode")
    with concurrent.futures.ThreadPoolExecutor(RUNS_AT_ONCE) as pool:
        results = list(pool.map(lambda row: row[0](build, row[1]), rows))
    for (way, mode), (complaints, printed) in zip(rows, results):
        print(f"{'FAIL' if complaints else 'ok  '} {mode}, {way.__name__}")
        for complaint in complaints:
            print("     " + complaint)
        if complaints:
            print(printed[-3000:])
    return 1 if any(complaints for complaints, _ in results) else 0


if __name__ == "__main__":
    sys.exit(main())
