#!/usr/bin/env python3
"""A long run leaks nothing, whatever its clients take: leak_test.py BUILD.

Every client of the run opens connections and is killed with them (greedy_client.py). It counts the
runner's descriptors while it is there; late in the run they must be no more than early.
"""

import collections
import socket
import sys

from hostile_run import HERE, HostileRun, adopt_orphans, children

SELECTION = ["gaps", "--every-dialect"]
CASES_MIN = 200
SECONDS_MAX = 500
WINDOW = 40
# Connections of the client before may not be closed yet when the next one counts, so the least of a
# window counts. One descriptor a case would make it more than a hundred.
SLACK = 8


def is_listening(port):
    with socket.socket() as peer:
        return peer.connect_ex(("127.0.0.1", port)) == 0


def complaints_about(run, counts):
    lines = [[int(word) for word in line.split()] for line in counts.read_text().splitlines()]
    if len(lines) < CASES_MIN:
        return [f"only {len(lines)} cases were counted"]
    complaints = []
    runner = [line[0] for line in lines]
    early, late = min(runner[:WINDOW]), min(runner[-WINDOW:])
    print(f"{len(lines)} cases; descriptors of the runner: {early} early, {late} late, "
          f"{max(runner)} at most; {run.rss_mib} MiB")
    if late > early + SLACK:
        complaints.append(f"{late} descriptors late in the run, {early} early")
    inherited = max(line[1] for line in lines)
    if inherited:
        complaints.append(f"a client was started with {inherited} descriptors too many")
    complaints += [f"port {port} is still open" for port in {line[2] for line in lines}
                   if is_listening(port)]
    return complaints


def main():
    build = sys.argv[1]
    adopt_orphans()
    run = HostileRun(build, "good", "act", SELECTION, multiplier=1, seconds_max=SECONDS_MAX)
    try:
        counts = run.out.with_name("counts")
        counts.touch()
        split = run.command.index("--")
        run.command[split + 1 :] = ["python3", str(HERE / "greedy_client.py"), str(counts)]
        run.start()
        run.finish()
        complaints = complaints_about(run, counts) + run.left_behind()
        # Each was killed in its own case, and nothing else came of it.
        found = collections.Counter(run.not_passed())
        if set(found) != {"fail client client.exited"}:
            complaints.append(f"what came of the cases: {dict(found)}")
        if run.status != 1:
            complaints.append(f"exit status {run.status}, expected 1")
        if complaints:
            print(run.printed[-3000:])
    finally:
        run.close()
    complaints += [f"process {number} outlived the run" for number in children()]
    for complaint in complaints:
        print("FAIL " + complaint)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
