#!/usr/bin/env python3
"""A whole client that turns hostile: hostile_client.py --once FILE MODE METHOD -- CLIENT ARGUMENTS…

Stands between deadair and a well-behaved client with its adapter. Of all the processes of one run
only the first, which makes FILE, is hostile (with no FILE, '', they all are): it passes everything on until METHOD is called and then
does what MODE says. The others become the client itself, where part_of() has nothing for them to do. The modes are those of hostile_adapter.py,
and the functions below whose names begin with `on_` (towards the contract) and `at_server_`
(towards the homeserver; what METHOD asks for is done afterwards).
Nothing here waits for time to pass.
"""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import urllib.parse

import hostile_adapter
from hostile_adapter import hang, line, write

CLIENT = []  # program and arguments of the client that is passed on to
STATE = {"process": None, "open": None, "kept": [], "slow": [], "counter": 0}


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
        STATE["open"] = call["params"]
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


# What is done towards the server.


def progress():
    """Work goes on: much of it takes longer than one budget."""
    STATE["counter"] += 1
    if STATE["counter"] % 50 == 0:
        write(hostile_adapter.notice("progress", counter=STATE["counter"]))


def server_address():
    url = urllib.parse.urlsplit(STATE["open"]["homeserver"]["base_url"])
    return url.hostname, url.port


def connect():
    return socket.create_connection(server_address())


def head(method, path, *more, token=True):
    lines = [f"{method} {path} HTTP/1.1", "Host: x"]
    if token:
        lines.append("Authorization: Bearer " + STATE["open"]["user"]["access_token"])
    return ("\r\n".join([*lines, *more]) + "\r\n\r\n").encode("latin-1")


def read_answer(stream):
    """One answer with a Content-Length; returns its status, or None if the server has closed."""
    status = stream.readline().split()
    if len(status) < 2:
        return None
    length = 0
    for text in iter(stream.readline, b"\r\n"):
        if not text:
            return None
        if text.lower().startswith(b"content-length:"):
            length = int(text.split(b":")[1])
    stream.read(length)
    return int(status[1])


def ask(data):
    with connect() as peer:
        try:
            peer.sendall(data)
        except OSError:
            pass  # it need not listen to the end
        try:
            return read_answer(peer.makefile("rb"))
        except OSError:
            return None


def at_server_sync_storm():
    """Polls in a tight loop, each time from the start."""
    for _ in range(2100):
        progress()
        ask(head("GET", "/_matrix/client/v3/sync?timeout=0"))


def many_connections(data):
    """Opens as many as it may, up to 10,000, says so much on each, and keeps them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    for _ in range(min(10000, hard - 100)):
        progress()
        try:
            peer = connect()
            peer.sendall(data)
        except OSError:
            continue
        STATE["kept"].append(peer)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def at_server_connections():
    many_connections(b"")


def at_server_half_open():
    many_connections(b"GET /_matrix/client/v3/sync HTTP/1.1\r\nHost: x\r\nX-Never-Ends: ")


def at_server_slow_headers():
    """Headers that never end, on a hundred connections: a byte more of each with every call."""
    for _ in range(100):
        peer = connect()
        peer.sendall(b"GET /_matrix/client/v3/sync HTTP/1.1\r\nHost: x\r\nX-Never-Ends: ")
        STATE["slow"].append(peer)


def send_a_byte_more():
    for peer in STATE["slow"]:
        try:
            peer.send(b"x")
        except OSError:
            pass  # the server has had enough of it


def at_server_half_closed():
    """Ends its own side at once and never reads."""
    for _ in range(500):
        peer = connect()
        peer.sendall(head("GET", "/_matrix/client/versions", token=False))
        peer.shutdown(socket.SHUT_WR)
        STATE["kept"].append(peer)


def at_server_reads_nothing():
    """Asks for answers by the thousand and reads none of them."""
    for _ in range(50):
        peer = connect()
        peer.setblocking(False)
        data = head("GET", "/_matrix/client/versions", token=False) * 2000
        try:
            while data:
                data = data[peer.send(data):]
        except BlockingIOError:
            pass
        STATE["kept"].append(peer)


def at_server_unread_downloads():
    """Uploads one large file, and asks for it on many connections that it never reads from."""
    size = 8 << 20
    with connect() as peer:
        peer.sendall(head("POST", "/_matrix/media/v3/upload", f"Content-Length: {size}"))
        peer.sendall(b"x" * size)
        answer = b""
        while b"content_uri" not in answer:
            answer += peer.recv(4096)
    name = json.loads(answer.partition(b"\r\n\r\n")[2])["content_uri"].removeprefix("mxc://")
    for _ in range(200):
        peer = socket.socket()
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        peer.connect(server_address())
        peer.sendall(head("GET", "/_matrix/client/v1/media/download/" + name))
        STATE["kept"].append(peer)


def at_server_big_body():
    """100 MB to a place that takes a small object."""
    room = urllib.parse.quote(STATE["open"]["room"]["room_id"], safe="")
    path = f"/_matrix/client/v3/rooms/{room}/send/m.room.message/1"
    with connect() as peer:
        try:
            peer.sendall(head("PUT", path, "Content-Length: 100000000"))
            for _ in range(100):
                peer.sendall(b"x" * 1000000)
        except OSError:
            pass


def at_server_big_chunked_body():
    room = urllib.parse.quote(STATE["open"]["room"]["room_id"], safe="")
    path = f"/_matrix/client/v3/rooms/{room}/send/m.room.message/1"
    with connect() as peer:
        try:
            peer.sendall(head("PUT", path, "Transfer-Encoding: chunked"))
            for _ in range(100):
                peer.sendall(b"f4240\r\n" + b"x" * 1000000 + b"\r\n")
        except OSError:
            pass


def at_server_wide_body():
    """Half a million values in one event."""
    room = urllib.parse.quote(STATE["open"]["room"]["room_id"], safe="")
    body = b'{"a":[' + b"0," * 500000 + b"0]}"
    for number in range(20):
        path = f"/_matrix/client/v3/rooms/{room}/send/m.room.message/{number}"
        ask(head("PUT", path, f"Content-Length: {len(body)}") + body)


def at_server_wrong_methods():
    for method in ("DELETE", "PATCH", "POST", "BREW", "X" * 5000):
        ask(head(method, "/_matrix/client/v3/sync", "Content-Length: 0"))


def at_server_path_tricks():
    places = (
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/_matrix/media/v3/download/deadair.test/..%2f..%2f..%2fetc%2fpasswd",
        "//_matrix//client//v3//sync",
        "/_matrix/client/v3/sync%00.html",
        "/_matrix/client/v3/rooms/%ff%fe/messages",
        "/_matrix/client/v3/rooms/" + "%2f" * 5000,
        "/" + "a/" * 15000,
        "/" + "a" * 200000,
        "*",
        "",
        "http://example.org/",
    )
    for place in places:
        ask(head("GET", place))


def at_server_header_bomb():
    ask(head("GET", "/_matrix/client/v3/sync", *(f"X-{n}: {'b' * 60}" for n in range(20000))))
    ask(head("GET", "/_matrix/client/v3/sync", "X-Long: " + "b" * 2000000))
    ask(b"\x00\xff" * 100000)
    ask(b"\r\n" * 100000)


def at_server_pipelining():
    """Hundreds of requests on one connection before any answer is read, again and again."""
    request = head("GET", "/_matrix/client/v3/account/whoami")
    with connect() as peer:
        stream = peer.makefile("rb")
        for _ in range(30):
            progress()
            peer.sendall(request * 100)
            for _ in range(100):
                read_answer(stream)


def at_server_foreign_token():
    """Reads its neighbour's token, uses it in its own room, and tells the neighbour to go on."""
    with open(os.environ["DEADAIR_HOSTILE_PIPE"], encoding="utf-8") as pipe:
        theirs = json.loads(pipe.readline())
    place = urllib.parse.quote(STATE["open"]["room"]["room_id"], safe="")
    bearer = "Authorization: Bearer " + theirs["user"]["access_token"]
    for _ in range(50):
        ask(head("GET", f"/_matrix/client/v3/rooms/{place}/messages?dir=b", bearer, token=False))
    with open(os.environ["DEADAIR_HOSTILE_PIPE"] + ".done", "w", encoding="utf-8") as pipe:
        pipe.write("done\n")


def neighbour_tells(call):
    """The good neighbour of the one above: tells who it is and waits until that was used."""
    with open(os.environ["DEADAIR_HOSTILE_PIPE"], "w", encoding="utf-8") as pipe:
        pipe.write(json.dumps(STATE["open"]) + "\n")
    with open(os.environ["DEADAIR_HOSTILE_PIPE"] + ".done", encoding="utf-8") as pipe:
        pipe.readline()
    write(good_answer(call))


def other_announces(call):
    """One beside or behind the first, at its end."""
    announce()
    write(good_answer(call))


def action_of(mode):
    """What is done with a call at METHOD, or None if there is no such mode."""
    on_server = globals().get("at_server_" + mode)
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
