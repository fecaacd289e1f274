#!/usr/bin/env python3
"""Hostile clients end to end: hostile_test.py BUILD [MODE…].

Each row is one run of some cases at two jobs in which one process turns hostile. It must cost its
own case and nothing else: that case has the verdict named, the others pass, and nothing stays
behind: no process, no file, and no more memory than a runner may take.
"""

import concurrent.futures
import os
import sys
import threading

from hostile_run import HostileRun, adopt_orphans, children

SELECTION = [
    *("basics.live", "basics.ended", "basics.one_chunk", "basics.pause_and_resume"),
    *("basics.mid_live_start", "basics.no_fallback_text"),
    *("--dialect", "stable"),
]
RESTARTS = ["restart", "--dialect", "stable"]
RSS_MIB_MAX = int(os.environ.get("DEADAIR_HOSTILE_RSS_MIB_MAX", "200"))
REPORT_BYTES_MAX = 64 << 20
RUNS_AT_ONCE = 4

SILENT = "broken adapter adapter.silent"
HUNG = "fail client client.hung"
ADAPTER_EXITED = "broken adapter adapter.exited"
EXITED = "fail client client.exited"
NOISE = "broken adapter adapter.noise"
WRONG_ID = "broken adapter adapter.wrong_id"
GARBAGE = "broken adapter adapter.garbage"
TOO_LONG = "broken adapter adapter.line_too_long"
FLOOD = "broken adapter adapter.flood"
TOO_DEEP = "broken adapter adapter.too_deep"
PASS = ""

# Mode, the method at which it strikes, and what comes of its case.
ROWS = [
    # It hangs, at each call.
    ("hang", "hello", SILENT),
    ("hang", "open", SILENT),
    ("hang", "act", HUNG),
    ("hang", "settle", HUNG),
    ("hang", "advance", HUNG),
    ("hang", "restart", HUNG),
    ("hang", "observe", SILENT),
    ("hang", "reset", SILENT),
    ("hang", "bye", PASS),
    ("progress_and_hang", "bye", PASS),
    ("never_reads", "hello", SILENT),
    ("progress_stuck", "settle", HUNG),
    ("stubborn", "settle", HUNG),
    ("slow_hang", "act", HUNG),
    # It crashes, or goes without being asked, at each call.
    ("exit", "hello", ADAPTER_EXITED),
    ("abort", "hello", ADAPTER_EXITED),
    ("abort", "open", EXITED),
    ("abort", "act", EXITED),
    ("abort", "settle", EXITED),
    ("abort", "advance", EXITED),
    ("abort", "restart", EXITED),
    ("abort", "observe", EXITED),
    ("abort", "reset", EXITED),
    ("abort", "bye", EXITED),
    ("exit_0", "open", EXITED),
    ("exit_0", "settle", EXITED),
    ("exit_0", "observe", EXITED),
    ("exit_3", "act", EXITED),
    ("exit_99", "act", ADAPTER_EXITED),
    ("answer_and_exit", "act", EXITED),
    ("half_a_line_and_exit", "act", EXITED),
    # It leaves children.
    ("grandchild", "act", PASS),
    ("grandchild_and_exit", "act", EXITED),
    ("grandchild_writes_and_exit", "act", EXITED),
    ("daemon", "act", PASS),
    ("bare_daemon", "act", PASS),
    ("stubborn_daemon", "act", EXITED),
    ("traced", "act", HUNG),
    ("joins", "act", HUNG),
    ("stderr_for_ever", "open", PASS),
    # It talks out of turn.
    ("banner", "hello", NOISE),
    ("ahead", "hello", WRONG_ID),
    ("noise", "act", NOISE),
    ("empty_line", "act", NOISE),
    ("invalid_utf8", "act", NOISE),
    ("deep", "act", TOO_DEEP),
    ("deep_open", "act", TOO_DEEP),
    ("wrong_id", "act", WRONG_ID),
    ("text_id", "act", WRONG_ID),
    ("no_id", "act", WRONG_ID),
    ("doubled", "act", WRONG_ID),
    ("early", "act", WRONG_ID),
    ("garbage", "act", GARBAGE),
    ("neither", "act", GARBAGE),
    ("calls", "act", GARBAGE),
    ("closes_stdout", "act", "broken adapter adapter.closed_stdout"),
    ("closes_stdout_and_exits", "act", EXITED),
    ("closes_stdin", "act", "broken adapter adapter.closed_stdin"),
    # It talks too much.
    ("long_line", "act", TOO_LONG),
    ("many_lines", "act", NOISE),
    ("flood", "act", FLOOD),
    ("flood_unasked", "act", FLOOD),
    ("heavy", "act", FLOOD),
    ("wide", "act", TOO_LONG),
    ("stderr", "act", PASS),
    ("stderr_unasked", "act", PASS),
    # It turns against the server.
    ("deaf", "open", "fail client client.never_synced"),
    ("sync_storm", "act", "fail client requests.storm"),
    ("pipelining", "act", "fail client requests.storm"),
    ("connections", "act", PASS),
    ("half_open", "act", PASS),
    ("slow_headers", "open", PASS),
    ("half_closed", "act", PASS),
    ("reads_nothing", "act", PASS),
    ("unread_downloads", "act", "fail client sync.stopped"),
    ("big_body", "act", PASS),
    ("big_chunked_body", "act", PASS),
    ("wide_body", "act", "fail client requests.storm"),
    ("wrong_methods", "act", "fail client request.method"),
    ("path_tricks", "act", "fail client request.unknown_route"),
    ("header_bomb", "act", PASS),
    ("foreign_token", "act", "fail client request.foreign_token"),
]

PRINTING = threading.Lock()


def wrong_outcome(run, expected):
    """What a machine that is too busy for short budgets may do to good clients."""
    complaints = []
    found = run.not_passed()
    if found != ([expected] if expected else []):
        complaints.append(f"not passed: {found}, expected: {expected or 'none'}")
    # The runner's exit code is that of its worst case.
    wanted = {"": 0, "fail": 1, "broken": 3}[expected.partition(" ")[0]]
    if run.status != wanted:
        complaints.append(f"exit status {run.status}, expected {wanted}")
    return complaints


def complaints_about(run):
    """What no run may do, whatever comes of its cases."""
    complaints = []
    footers = run.lines("footer")
    if len(footers) != 1 or not footers[0]["complete"]:
        complaints.append("the report is not complete")
    if run.rss_mib > RSS_MIB_MAX:
        complaints.append(f"{run.rss_mib} MiB of memory; {RSS_MIB_MAX} are allowed")
    if run.report_bytes() > REPORT_BYTES_MAX:
        complaints.append(f"the report has {run.report_bytes()} bytes")
    return complaints + run.left_behind()


def play_once(build, row, multiplier):
    mode, method, expected = row
    selection = RESTARTS if method == "restart" else SELECTION
    run = HostileRun(build, mode, method, selection, multiplier, keep_reset=method == "reset")
    try:
        run.start()
        run.finish()
        return wrong_outcome(run, expected), complaints_about(run), run.printed, run.rss_mib
    finally:
        run.close()


def play(build, row):
    # Short budgets make hangs cheap, but on a busy machine good clients miss them too: an outcome
    # that is wrong with them must be wrong with long ones. What stays behind is wrong with either.
    for multiplier in (0.1, 1):
        outcome, complaints, printed, rss_mib = play_once(build, row, multiplier)
        complaints = outcome + complaints
        if complaints != outcome or not outcome:
            break
    with PRINTING:
        word = "FAIL" if complaints else "ok  "
        print(f"{word} {row[0]} at {row[1]}, {rss_mib} MiB, budgets x {multiplier}", flush=True)
        for complaint in complaints:
            print("     " + complaint)
        if complaints:
            print(printed[-3000:])
    return not complaints


def main():
    build, wanted = sys.argv[1], set(sys.argv[2:])
    rows = [row for row in ROWS if not wanted or row[0] in wanted]
    if not rows:
        sys.exit("no such mode")
    adopt_orphans()
    with concurrent.futures.ThreadPoolExecutor(RUNS_AT_ONCE) as pool:
        good = list(pool.map(lambda row: play(build, row), rows))
    left = children()
    if left:
        print(f"FAIL processes that outlived their run: {sorted(left)}")
    print(f"{sum(good)} of {len(rows)} hostile clients cost what they should")
    return 0 if all(good) and not left else 1


if __name__ == "__main__":
    sys.exit(main())
