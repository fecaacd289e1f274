#!/usr/bin/env python3
"""A whole client that turns hostile: hostile_client.py --once FILE MODE METHOD -- CLIENT ARGUMENTS…

Stands between deadair and a well-behaved client with its adapter. Of all the processes of one run
only the first, which makes FILE, is hostile (with no FILE, '', they all are): it passes everything on until METHOD is called and then
does what MODE says. The others become the client itself, where part_of() has nothing for them to do. The modes are those of hostile_adapter.py,
the functions below whose names begin with `on_` (towards the contract), and those of hostile_requests.py with `at_server_`
(towards the homeserver; what METHOD asks for is done afterwards).
Nothing here waits for time to pass.
"""

import json
import os
import signal
import subprocess
import sys

import hostile_adapter
import hostile_requests
from hostile_adapter import hang, line, write
from hostile_requests import OPENED, connect, head, send_a_byte_more

CLIENT = []  # program and arguments of the client that is passed on to
STATE = {"process": None}


def forward(call):
    """Asks the client behind us; returns its answer, or None if it is gone."""
    process = STATE["process"]
    request = {"jsonrpc": "2.0", "params": {}, **call}
    process.stdin.write(json.dumps(request).encode() + b"\n")
    process.stdin.flush()
    for text in process.stdout:
        answer = json.loads(text)
        if "id" in answer:
            return answer
    return None


def good_answer(call):
    if call["method"] == "open":
        OPENED.update(call["params"])
    answer = forward(call)
    # One process, one case: what it does wrong is then seen in that one alone.
    if call["method"] == "hello" and "result" in answer and "reset" not in sys.argv:
        answer["result"]["features"].remove("reset")
    return json.dumps(answer) + "\n"


# What is done towards the contract.


def on_deaf(call):
    """Answers everything by itself from here on; the client behind never hears of it."""
    write(line({"id": call["id"], "result": {}}))
    for text in sys.stdin:
        asked = json.loads(text)
        result = {"broadcasts": []} if asked["method"] == "observe" else {}
        write(line({"id": asked["id"], "result": result}))
        if asked["method"] == "bye":
            os._exit(0)


def on_stderr_for_ever(call):
    """A child that prints on stderr as long as it can; the case goes on."""
    write(good_answer(call))
    hostile_adapter.fork_grandchild(lambda: [write("e" * 65536, stream=2) for _ in iter(int, 1)])


def on_grandchild(call):
    hostile_adapter.fork_grandchild(hang)
    write(good_answer(call))


def on_daemon(call):
    hostile_adapter.leave_daemon(hang)
    write(good_answer(call))


def on_bare_daemon(call):
    hostile_adapter.leave_bare_daemon()
    write(good_answer(call))


def on_stubborn_daemon(call):
    """It ignores signals, holds our pipes, and keeps its own connection to the server."""

    def stay():
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        kept = [connect(), connect()]
        hang()
        del kept

    hostile_adapter.leave_daemon(stay)
    os._exit(0)


def on_slow_hang(call):
    """Hangs for ever, whatever signal asks it to end."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    announce()
    hang()


def on_daemon_and_hang(call):
    """One that hangs, and another out of reach that keeps a connection to the server."""

    def stay():
        kept = [connect()]
        kept[0].sendall(head("GET", "/_matrix/client/v3/sync?timeout=30000"))
        hang()

    hostile_adapter.leave_daemon(stay)
    on_slow_hang(call)


def announce():
    """Tells whoever waits at the other end of the pipe that we are there."""
    pipe = os.environ.get("DEADAIR_HOSTILE_PIPE")
    if pipe:
        with open(pipe, "w", encoding="utf-8") as there:
            there.write("here\n")


def neighbour_tells(call):
    """The good neighbour of the one above: tells who it is and waits until that was used."""
    with open(os.environ["DEADAIR_HOSTILE_PIPE"], "w", encoding="utf-8") as pipe:
        pipe.write(json.dumps(OPENED) + "\n")
    with open(os.environ["DEADAIR_HOSTILE_PIPE"] + ".done", encoding="utf-8") as pipe:
        pipe.readline()
    write(good_answer(call))


def other_announces(call):
    """One beside or behind the first, at its end."""
    announce()
    write(good_answer(call))


def action_of(mode):
    """What is done with a call at METHOD, or None if there is no such mode."""
    on_server = getattr(hostile_requests, "at_server_" + mode, None)
    if on_server is not None:

        def act(call):
            if call["method"] == "open":  # the token is known once it is answered
                write(good_answer(call))
                on_server()
                return
            on_server()
            write(good_answer(call))

        return act
    return globals().get("on_" + mode) or getattr(hostile_adapter, "at_" + mode, None)


def part_of(mode, method, once):
    """What this process does, and when; None if it becomes the client itself."""
    if is_first(once):
        if mode == "second_hangs":
            return None
        return (hostile_adapter.at_hang if mode == "first_hangs" else action_of(mode)), method
    if mode == "second_hangs":
        return on_slow_hang, method
    if mode == "first_hangs":
        return other_announces, "bye"
    if mode == "foreign_token" and is_first(once + ".neighbour"):
        return neighbour_tells, "act"
    return None


def serve(act, method):
    hostile_adapter.good_answer = good_answer
    done = False
    for text in sys.stdin:
        call = json.loads(text)
        send_a_byte_more()
        if call["method"] == method and not done:
            done = True
            act(call)
        else:
            write(good_answer(call))
        if call["method"] == "bye":
            return


def is_first(path):
    if not path:
        return True
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def start_client():
    STATE["process"] = subprocess.Popen(CLIENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def main():
    split = sys.argv.index("--")
    CLIENT.extend(sys.argv[split + 1 :])
    _, _, once, mode, method = sys.argv[:5]
    start = getattr(hostile_adapter, "start_" + mode, None)
    if action_of(mode) is None and start is None and mode not in ("first_hangs", "second_hangs"):
        sys.exit("no such mode: " + mode)
    part = part_of(mode, method, once)
    if part is None:
        os.execvp(CLIENT[0], CLIENT)
    act, method = part
    start_client()
    if start is not None:
        start()
    serve(act or hostile_adapter.at_good, method)
    STATE["process"].stdin.close()
    STATE["process"].wait()


if __name__ == "__main__":
    main()
