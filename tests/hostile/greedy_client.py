#!/usr/bin/env python3
"""A client that takes connections and dies of it: greedy_client.py COUNTS.

At `open` it notes in COUNTS how many descriptors the runner has, how many it was itself started
with beside the three, and the server's port. Then it opens connections and half-open requests, and
kills itself at the first `settle`.
"""

import json
import os
import signal
import socket
import sys
import urllib.parse

CONNECTIONS = 24

HELLO = {
    "contract": 1,
    "client": {"name": "greedy", "version": "1"},
    "roles": ["listener"],
    "dialects": ["stable", "unstable", "element"],
    "depths": ["client"],
    "features": ["pause", "seek", "restart", "virtual_clock", "audio", "encrypted_files", "redact",
                 "logout"],
    "reports": ["state", "live", "chunks", "heard", "player", "position", "duration", "error",
                "tiles", "notifications"],
}


def descriptors(process):
    return set(os.listdir(f"/proc/{process}/fd"))


def inherited():
    """Descriptors that we were started with beside the three; the one that lists them is gone."""
    numbers = [int(number) for number in descriptors("self")]
    return [number for number in numbers if number > 2 and os.path.exists(f"/proc/self/fd/{number}")]


def take_connections(address):
    kept = []
    for number in range(CONNECTIONS):
        peer = socket.create_connection(address)
        if number % 3 == 1:
            peer.sendall(b"GET /_matrix/client/v3/sync HTTP/1.1\r\nHost: x\r\nX-Never-Ends: ")
        if number % 3 == 2:
            peer.sendall(b"GET /_matrix/client/versions HTTP/1.1\r\nHost: x\r\n\r\n")
        kept.append(peer)
    return kept


def main():
    counts, own = sys.argv[1], len(inherited())
    kept = []
    for text in sys.stdin:
        call = json.loads(text)
        result = HELLO if call["method"] == "hello" else {}
        if call["method"] == "open":
            url = urllib.parse.urlsplit(call["params"]["homeserver"]["base_url"])
            line = f"{len(descriptors(os.getppid()))} {own} {url.port}\n"
            with open(counts, "a", encoding="utf-8") as file:
                file.write(line)
            kept = take_connections((url.hostname, url.port))
        if call["method"] == "settle" and kept:
            os.kill(os.getpid(), signal.SIGKILL)
        print(json.dumps({"jsonrpc": "2.0", "id": call["id"], "result": result}), flush=True)
        if call["method"] == "bye":
            return


if __name__ == "__main__":
    main()
