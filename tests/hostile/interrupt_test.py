#!/usr/bin/env python3
"""Ending a run from outside, and a client that is dead: interrupt_test.py BUILD."""

import json
import os
import select
import signal
import sys
import time

from hostile_run import HostileRun, adopt_orphans, children

SECONDS_MAX = 2.0
SECONDS_TO_BEGIN = 60  # of a run on a busy machine
SELECTION = ["basics", "order", "--dialect", "stable"]


def check(truth, text):
    if not truth:
        raise AssertionError(text)


class LeftBehind(Exception):
    """No budget excuses it."""


def hanging_run(build, mode="slow_hang", method="act", words=()):
    """A run one of whose adapters hangs and ignores SIGTERM; returns when it does."""
    run = HostileRun(build, mode, method, [*SELECTION, *words], multiplier=100)
    run.start()
    with open(run.pipe, encoding="utf-8") as pipe:
        check(pipe.readline() == "here\n", "the client did not get to where it hangs")
    return run


def ends_by(build, number):
    run = hanging_run(build)
    try:
        began = time.monotonic()
        run.process.send_signal(number)
        run.finish()
        took = time.monotonic() - began
        check(took < SECONDS_MAX, f"it took {took:.2f} s")
        check(run.status == 128 + number, f"exit status {run.status}")
        footers = run.lines("footer")
        check(len(footers) == 1, "the report has no footer")
        check(footers[0]["complete"] is False, "the report does not say that it is incomplete")
        check(len(run.lines("case")) < run.lines("header")[0]["cases"], "every case is there")
        for name in ("junit.xml", "summary.md", "report.html"):
            check((run.out / name).stat().st_size > 0, f"{name} is missing")
        check("not run" in run.printed, "the terminal does not say that cases were not run")
        check(not run.left_behind(), f"left behind: {run.left_behind()}")
    finally:
        run.close()


def interrupt(build):
    """Ctrl-C ends a run in time, with its children gone and a report that says so."""
    ends_by(build, signal.SIGINT)


def terminate(build):
    """So does SIGTERM."""
    ends_by(build, signal.SIGTERM)


def hang_up(build):
    """So does a terminal that is closed."""
    ends_by(build, signal.SIGHUP)


def over_before_the_end(build, mode, method, words, keep_reset=False):
    """The cases that a run reports which is ended while its one job waits for an adapter."""
    run = HostileRun(build, mode, method, [*SELECTION, *words], multiplier=100, jobs=1, keep_reset=keep_reset)
    try:
        run.start()
        with open(run.pipe, encoding="utf-8") as pipe:
            check(pipe.readline() == "here\n", "the adapter did not get to where it hangs")
        run.process.send_signal(signal.SIGINT)
        run.finish()
        check(run.status == 130, f"exit status {run.status}")
        check(not run.left_behind(), f"left behind: {run.left_behind()}")
        check(run.lines("footer")[0]["complete"] is False, "the report does not say that it is incomplete")
        return run.lines("case")
    finally:
        run.close()


def slow_to_go(build):
    """A case that was over is not lost where its adapter still takes leave, or is made ready for another one."""
    for method in ("bye", "reset"):
        cases = over_before_the_end(build, "slow_hang", method, [], keep_reset=method == "reset")
        check(cases, f"the case is lost in {method}")
        check(cases[0]["verdict"] == "pass", f"the client has to answer for the end of the run in {method}: {cases[0]}")


def slow_to_go_repeated(build):
    """With --repeat it is over behind its last round, and not before."""
    words = ["--repeat", "2", "--isolate"]
    cases = over_before_the_end(build, "second_hangs", "bye", words)
    check(cases, "the case is lost")
    check(cases[0]["verdict"] == "pass", f"not passed: {cases[0]}")
    cases = over_before_the_end(build, "slow_hang", "bye", words)
    check(not cases, f"half a case is told as a whole one: {cases}")


def behind_a_hanging_one(build):
    """Ctrl-C loses no case that waited for one which hangs."""
    run = HostileRun(build, "first_hangs", "open", SELECTION, multiplier=100)
    try:
        # Open for both, so that nothing that was written is lost between two who write.
        pipe = os.open(run.pipe, os.O_RDWR)
        run.start()
        # The second process has ended and a third one is at its end: its case stands behind those of the first two.
        told = b""
        while told.count(b"\n") < 2:
            check(select.select([pipe], [], [], SECONDS_TO_BEGIN)[0], f"only {told} was told")
            told += os.read(pipe, 4096)
        run.process.send_signal(signal.SIGINT)
        run.finish()
        os.close(pipe)
        check(run.status == 130, f"exit status {run.status}")
        played = {one["n"] for one in run.lines("case")}
        hanging = min(set(range(len(played) + 1)) - played)
        check(hanging < 2, f"case {hanging} hung; played were {sorted(played)}")
        check(len(played) >= 2 and max(played) > hanging, f"{hanging} hung; only {sorted(played)} are reported")
    finally:
        run.close()


def stubborn_daemon(build):
    """A child in a session of its own, which holds a connection, does not delay the end."""
    run = hanging_run(build, mode="daemon_and_hang")
    try:
        began = time.monotonic()
        run.process.send_signal(signal.SIGINT)
        run.finish()
        check(time.monotonic() - began < SECONDS_MAX, "it took too long")
        check(not run.left_behind(), f"left behind: {run.left_behind()}")
    finally:
        run.close()


def twice(build):
    """A second Ctrl-C ends it at once, whatever the first one is about; the authority's file goes too."""
    run = hanging_run(build, words=["--tls"])
    try:
        check(list(run.temporary.glob("deadair-tls-*/authority.pem")), "the authority's file is not where it is looked for")
        run.process.send_signal(signal.SIGSTOP)
        run.process.send_signal(signal.SIGINT)
        run.process.send_signal(signal.SIGTERM)
        run.process.send_signal(signal.SIGCONT)
        run.finish()
        check(run.status in (130, 143), f"exit status {run.status}")
        check(not list(run.temporary.glob("deadair-tls-*")), "the authority's file stays behind")
    finally:
        for number in list(children()):
            os.kill(number, signal.SIGKILL)
            os.waitpid(number, 0)
        run.close()


def probes(build):
    """Ctrl-C ends `adapter check` too, with what was found so far."""
    run = HostileRun(build, "slow_hang", "act", SELECTION, multiplier=1, everywhere=True)
    behind = run.command.index("--")
    run.command[1:behind] = ["adapter", "check", "--budget-ms", "100000"]
    try:
        run.start()
        with open(run.pipe, encoding="utf-8") as pipe:
            check(pipe.readline() == "here\n", "the client did not get to where it hangs")
        began = time.monotonic()
        run.process.send_signal(signal.SIGINT)
        run.finish()
        took = time.monotonic() - began
        check(took < SECONDS_MAX, f"it took {took:.2f} s")
        check(run.status == 130, f"exit status {run.status}")
        check("ok       hello.answered" in run.printed, "what was found is not told")
        check(" 0 failed" in run.printed, "what was cut short is told as the adapter's")
        check("interrupted" in run.printed, "that it was interrupted is not told")
        check(not run.left_behind(), f"left behind: {run.left_behind()}")
    finally:
        run.close()


def dead_client(build):
    """A client that hangs in every case costs a few budgets, and the report says what was not tried."""
    try:
        dead_client_at(build, 0.05)
    except AssertionError:  # on a busy machine it may not get through hello with short budgets
        dead_client_at(build, 0.5)


def dead_client_at(build, multiplier):
    selection = ["basics", "order"]
    # A dozen budgets of up to five seconds, on a machine that may be busy.
    run = HostileRun(build, "hang", "settle", selection, multiplier, jobs=1, everywhere=True, seconds_max=240)
    try:
        run.start()
        run.finish()
        left_behind = run.left_behind()
        if left_behind:
            raise LeftBehind(left_behind)
        check(run.status == 3, f"exit status {run.status}")
        cases = run.lines("case")
        hung = [one for one in cases if one["code"] == "client.hung"]
        rest = [one for one in cases if one["code"] == "client.not_tried"]
        check(len(hung) + len(rest) == len(cases), f"other codes: {run.not_passed()}")
        check(len(cases) >= 40, "too few cases for this test")
        # Three in a row, and one for each doubling of the plan.
        budgets_max = 3 + len(cases).bit_length()
        check(3 <= len(hung) <= budgets_max, f"{len(hung)} budgets of {budgets_max} were spent")
        check(all(one["verdict"] == "broken" for one in rest), "not broken")
        check(all(one["owner"] == "client" for one in rest), "not the client's")
        check(run.lines("footer")[0]["complete"], "the report is not complete")
        check(f"{len(rest)} not tried" in run.printed, "the terminal does not count them")
        check(run.printed.count("client.not_tried") == 1, "the terminal shows them one by one")
    finally:
        run.close()


def dead_client_again(build):
    """With --repeat the same: a round that was passed over is no other outcome of the case."""
    try:
        dead_client_again_at(build, 0.05)
    except AssertionError:
        dead_client_again_at(build, 0.5)


def dead_client_again_at(build, multiplier):
    run = HostileRun(build, "hang", "settle", ["basics", "--repeat", "2"], multiplier, jobs=1, everywhere=True,
                     seconds_max=240)
    try:
        run.start()
        run.finish()
        left_behind = run.left_behind()
        if left_behind:
            raise LeftBehind(left_behind)
        codes = {one["code"] for one in run.lines("case")}
        check("client.not_tried" in codes, f"only {codes}")
        check("run.unequal" not in codes, "a case that was passed over once counts as flaky")
    finally:
        run.close()


def reader_goes_away(build):
    """Whoever reads what deadair prints may go away; the report is written all the same."""
    run = HostileRun(build, "good", "act", SELECTION, multiplier=1)
    try:
        reads, writes = os.pipe()
        os.close(reads)
        run.start(output=writes)
        os.close(writes)
        run.finish()
        check(run.status == 0, f"exit status {run.status}")
        check(json.loads(run.out.joinpath("results.jsonl").read_text().splitlines()[-1])["complete"],
              "the report is not complete")
    finally:
        run.close()


TESTS = [interrupt, terminate, hang_up, slow_to_go, slow_to_go_repeated, behind_a_hanging_one, stubborn_daemon, twice, probes, dead_client, dead_client_again,
         reader_goes_away]


def main():
    build, wanted = sys.argv[1], sys.argv[2:]
    adopt_orphans()
    failed = 0
    for test in TESTS:
        if wanted and test.__name__ not in wanted:
            continue
        try:
            test(build)
            print(f"ok   {test.__name__}", flush=True)
        except (AssertionError, LeftBehind) as problem:
            failed += 1
            print(f"FAIL {test.__name__}: {test.__doc__}\n     {problem}", flush=True)
    left = children()
    if left:
        print(f"FAIL processes that outlived their run: {sorted(left)}")
    return 1 if failed or left else 0


if __name__ == "__main__":
    sys.exit(main())
