#!/usr/bin/env python3
"""An adapter that breaks the contract in one way: hostile_adapter.py MODE [METHOD].

It answers every call well until METHOD (settle where none is named) is called. The modes are the
functions below whose names begin with `at_`; `start_` modes act before the first line is read.
Nothing here waits for time to pass: what hangs, hangs for ever.
"""

import ctypes
import json
import os
import signal
import sys

ANSWERS = {
    "hello": {
        "contract": 1,
        "client": {"name": "hostile", "version": "1"},
        "roles": ["listener"],
        "dialects": ["stable", "unstable", "element"],
        "depths": ["client"],
        "features": ["reset"],
        "reports": ["heard"],
    },
    "observe": {"broadcasts": []},
}


def write(data, stream=1):
    """Writes everything; text of less than 4096 bytes arrives in one piece."""
    data = data.encode() if isinstance(data, str) else data
    while data:
        data = data[os.write(stream, data):]


def line(message):
    return json.dumps({"jsonrpc": "2.0", **message}) + "\n"


def good_answer(call):
    return line({"id": call["id"], "result": ANSWERS.get(call["method"], {})})


def notice(method, **params):
    return line({"method": method, "params": params})


def hang():
    while True:
        signal.pause()


def die_by(number):
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    hang()


# What happens at METHOD. Each takes the call and either answers, or ends, or hangs.


def at_good(call):
    write(good_answer(call))


def at_hang(_call):
    hang()


def at_abort(_call):
    write("assertion failed: sequence > 0\n", stream=2)
    die_by(signal.SIGABRT)


def at_exit_0(_call):
    os._exit(0)


def at_exit_3(_call):
    os._exit(3)


def at_exit_99(_call):
    os._exit(99)


def at_answer_and_exit(call):
    write(good_answer(call))
    os._exit(0)


def at_half_a_line_and_exit(call):
    write(good_answer(call)[:20])
    os._exit(4)


def at_noise(call):
    write("Starting player\x1b[0m …\n" + good_answer(call))


def at_empty_line(call):
    write("\n" + good_answer(call))


def at_long_line(_call):
    while True:
        write("x" * 65536)


def at_long_answer(call):
    write(line({"id": call["id"], "result": {"text": "x" * (3 << 20)}}))


def at_many_lines(_call):
    while True:
        write(("y" * 99 + "\n") * 1000)


def at_invalid_utf8(call):
    write(b'{"jsonrpc":"2.0","id":%d,"result":{"text":"\xff\xfe"}}\n' % call["id"])


def at_deep(call):
    write('{"jsonrpc":"2.0","id":%d,"result":' % call["id"] + "[" * 10000 + "]" * 10000 + "}\n")


def at_deep_open(_call):
    write("[" * 100000 + "\n")


def at_wrong_id(call):
    write(line({"id": call["id"] + 7, "result": {}}))


def at_text_id(call):
    write(line({"id": str(call["id"]), "result": {}}))


def at_no_id(_call):
    write(line({"id": None, "error": {"code": -32700, "message": "parse error"}}))


def at_doubled(call):
    write(good_answer(call) * 2)


def at_early(call):
    write(good_answer(call) + good_answer({"id": call["id"] + 1, "method": "observe"}))


def at_garbage(call):
    write(line({"id": call["id"], "result": {}, "error": {"code": 1, "message": "both"}}))


def at_neither(call):
    write(line({"id": call["id"]}))


def at_calls(call):
    write(line({"id": call["id"], "method": "log", "params": {}}))


def at_closes_stdout(_call):
    os.close(1)
    hang()


def at_closes_stdout_and_exits(_call):
    os.close(1)
    os._exit(5)


def at_closes_stdin(call):
    os.close(0)
    write(good_answer(call))
    hang()


def at_flood(_call):
    counter = 0
    while True:
        counter += 1
        write(notice("log", text="again %d" % counter))


def at_flood_unasked(call):
    write(good_answer(call))
    at_flood(call)


def at_progress_moves(call):
    for counter in range(1, 6):
        write(notice("progress", counter=counter))
    write(good_answer(call))


def at_progress_and_hang(_call):
    for counter in range(1, 6):
        write(notice("progress", counter=counter))
    hang()


def at_progress_stuck(_call):
    for _ in range(5):
        write(notice("progress", counter=7))
    hang()


def at_stderr(call):
    write(("e" * 79 + "\n") * 40000 + "the last words\n", stream=2)
    write(good_answer(call))


def at_stderr_unasked(call):
    write(good_answer(call))
    write(b"\xff" * (3 << 20), stream=2)


def at_slowly(call):
    for byte in good_answer(call).encode():
        os.write(1, bytes([byte]))


def at_descriptors(call):
    # The listing itself is one of them, and closed again when its result is there.
    there = [int(name) for name in os.listdir("/proc/self/fd")]
    still = [number for number in there if os.path.exists("/proc/self/fd/%d" % number)]
    write(line({"id": call["id"], "result": {"descriptors": sorted(still)}}))


def at_length(call):
    write(line({"id": call["id"], "result": {"bytes": len(call["params"].get("padding", ""))}}))


def fork_grandchild(act):
    """Its number is known before anything else happens."""
    child = os.fork()
    if child == 0:
        act()
        os._exit(0)
    return child


def at_grandchild(call):
    child = fork_grandchild(hang)
    write(line({"id": call["id"], "result": {"grandchild": child}}))


def at_grandchild_and_exit(_call):
    fork_grandchild(hang)
    os._exit(6)


def at_grandchild_writes_and_exit(call):
    fork_grandchild(lambda: at_flood(call))
    os._exit(6)


def leave_daemon(act):
    """Leaves a process in a session of its own, out of reach of signals to our group. Returns its
    number when it is there and its parent is gone."""
    reads, writes = os.pipe()
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return int(os.read(reads, 20))
    os.setsid()
    grandchild = os.fork()
    if grandchild == 0:
        act()
    os.write(writes, b"%d" % grandchild)
    os._exit(0)


def at_daemon(call):
    write(line({"id": call["id"], "result": {"grandchild": leave_daemon(hang)}}))


def at_ended_daemon(call):
    """One that has gone when it is told of; nobody has waited for it."""
    reads, writes = os.pipe()
    process = leave_daemon(lambda: os._exit(0))
    os.close(writes)
    os.read(reads, 1)  # its copy of the pipe is closed when it has ended
    write(line({"id": call["id"], "result": {"grandchild": process}}))


def leave_bare_daemon():
    """The same, with nothing left of the environment it came from."""
    script = "import signal\nwhile True: signal.pause()"
    command = [sys.executable, "-c", script, os.environ.get("DEADAIR_HOSTILE_RUN", "")]
    return leave_daemon(lambda: os.execve(command[0], command, {}))


def at_bare_daemon(call):
    write(line({"id": call["id"], "result": {"grandchild": leave_bare_daemon()}}))


def at_traced(call):
    """A process out of reach traces us as a debugger does, and never lets us go."""
    seize, set_tracer, anybody = 0x4206, 0x59616D61, ctypes.c_ulong(-1)
    libc, adapter = ctypes.CDLL(None, use_errno=True), os.getpid()
    libc.prctl(set_tracer, anybody, 0, 0, 0)
    (reads, writes), (may, says) = os.pipe(), os.pipe()

    def trace():
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        os.read(may, 1)  # the end of its parent, a signal to us, would stop us for good
        libc.ptrace(seize, adapter, 0, 0)  # where that is not allowed, this is one more daemon
        os.write(writes, b"x")
        hang()

    leave_daemon(trace)
    os.write(says, b"x")
    os.read(reads, 1)
    write(good_answer(call))
    hang()


def at_joins(call):
    """Helpers outside of our group that join it when they see that it was killed."""
    group, (ready, tells) = os.getpgrp(), os.pipe()

    def join_later():
        os.setpgid(0, 0)
        reads, writes = os.pipe()
        if os.fork() == 0:
            os.setpgid(0, group)
            os.close(reads)
            os.write(tells, b"x")
            hang()
        os.close(writes)
        os.read(reads, 1)  # it is dead, but ours to reap: the group is there as long as we do not
        os.setpgid(0, group)
        hang()

    for _ in range(5):
        fork_grandchild(join_later)
        os.read(ready, 1)
    write(good_answer(call))
    hang()


def at_wide(call):
    """Small values by the hundred thousand: little text, much memory."""
    write('{"jsonrpc":"2.0","id":%d,"result":[%s0]}\n' % (call["id"], "0," * 500000))


def at_heavy(_call):
    """Notifications without end, each of them within the limits."""
    text = "x" * (1 << 20)
    while True:
        write(notice("log", text=text))


def at_stubborn(call):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    write(good_answer(call))
    hang()


def at_refuses(call):
    write(line({"id": call["id"], "error": {"code": 1, "message": "refused"}}))


# What happens before the first line is read.


def start_exit():
    os._exit(0)


def start_never_reads():
    hang()


def start_banner():
    write("example adapter 1.0\n")


def start_ahead():
    write(line({"id": 40, "result": {}}))


def yes():
    """Says {} to everything, whatever it is."""
    for text in sys.stdin:
        write(line({"id": json.loads(text)["id"], "result": {}}))


def serve(mode, method):
    act = globals().get("at_" + mode, at_good)
    for text in sys.stdin:
        call = json.loads(text)
        (act if call["method"] == method else at_good)(call)
        if call["method"] == "bye":
            return


def main():
    mode = sys.argv[1]
    method = sys.argv[2] if len(sys.argv) > 2 else "settle"
    if mode == "yes":
        return yes()
    known = [name for name in ("at_" + mode, "start_" + mode) if name in globals()]
    if not known:
        sys.exit("no such mode: " + mode)
    if known[0].startswith("start_"):
        globals()[known[0]]()
    return serve(mode, method)


if __name__ == "__main__":
    main()
