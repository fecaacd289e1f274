"""What a hostile client does towards the homeserver: the functions whose names begin with `at_server_`.

OPENED is filled in by whoever knows what `open` said. Nothing here waits for time to pass.
"""

import json
import os
import resource
import socket
import urllib.parse

import hostile_adapter
from hostile_adapter import write

OPENED = {}  # what `open` said: the homeserver, the user, the room
STATE = {"kept": [], "slow": [], "counter": 0}


def progress():
    """Work goes on: much of it takes longer than one budget."""
    STATE["counter"] += 1
    if STATE["counter"] % 50 == 0:
        write(hostile_adapter.notice("progress", counter=STATE["counter"]))


def server_address():
    url = urllib.parse.urlsplit(OPENED["homeserver"]["base_url"])
    return url.hostname, url.port


def connect():
    return socket.create_connection(server_address())


def head(method, path, *more, token=True):
    lines = [f"{method} {path} HTTP/1.1", "Host: x"]
    if token:
        lines.append("Authorization: Bearer " + OPENED["user"]["access_token"])
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


def hundred_megabytes(header, before=b"", behind=b""):
    """To a place that takes a small object, in a hundred pieces."""
    room = urllib.parse.quote(OPENED["room"]["room_id"], safe="")
    path = f"/_matrix/client/v3/rooms/{room}/send/m.room.message/1"
    with connect() as peer:
        try:
            peer.sendall(head("PUT", path, header))
            for _ in range(100):
                peer.sendall(before + b"x" * 1000000 + behind)
        except OSError:
            pass


def at_server_big_body():
    hundred_megabytes("Content-Length: 100000000")


def at_server_big_chunked_body():
    hundred_megabytes("Transfer-Encoding: chunked", b"f4240\r\n", b"\r\n")


def at_server_wide_body():
    """Half a million values in one event."""
    room = urllib.parse.quote(OPENED["room"]["room_id"], safe="")
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
    place = urllib.parse.quote(OPENED["room"]["room_id"], safe="")
    bearer = "Authorization: Bearer " + theirs["user"]["access_token"]
    for _ in range(50):
        ask(head("GET", f"/_matrix/client/v3/rooms/{place}/messages?dir=b", bearer, token=False))
    with open(os.environ["DEADAIR_HOSTILE_PIPE"] + ".done", "w", encoding="utf-8") as pipe:
        pipe.write("done\n")
