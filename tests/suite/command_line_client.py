#!/usr/bin/env python3
"""A client without an adapter: command_line_client.py MODE BASE_URL ACCESS_TOKEN ROOM_ID [BROADCAST].

It syncs and fetches the sound of every chunk that it sees, or of one broadcast. The modes besides
`good` are what it does wrong: `exits` and `crashes` at the first chunk, `once` after one sync,
`deaf` never syncs, `hangs` after the first sync.
"""

import json
import os
import signal
import sys
import urllib.error
import urllib.request

CHUNKS = {"m.voice_broadcast_chunk", "org.matrix.msc3888.voice_broadcast_chunk", "m.room.message"}


def get(base_url, token, path):
    request = urllib.request.Request(base_url + path, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def main():
    mode, base_url, token, room_id, *broadcast = sys.argv[1:]
    print(json.dumps(sys.argv[1:]), flush=True)
    while mode == "deaf":
        signal.pause()
    since = ""
    while True:
        try:
            answer = json.loads(get(base_url, token, f"/_matrix/client/v3/sync?timeout=30000{since}"))
        except (urllib.error.HTTPError, OSError, ValueError):
            continue  # and asks again
        since = "&since=" + answer["next_batch"]
        room = answer.get("rooms", {}).get("join", {}).get(room_id, {})
        for event in room.get("timeline", {}).get("events", []):
            if event.get("type") not in CHUNKS:
                continue
            if mode == "exits":
                sys.exit("a chunk is too much")
            if mode == "crashes":
                os.abort()
            take(base_url, token, event.get("content"), broadcast)
        if mode == "once":
            return
        while mode == "hangs":
            signal.pause()


def take(base_url, token, content, broadcast):
    """Fetches the sound of a chunk, if it has one and is wanted."""
    try:
        if broadcast and content["m.relates_to"]["event_id"] != broadcast[0]:
            return
        url = content.get("url") or content["file"]["url"]
        get(base_url, token, "/_matrix/client/v1/media/download/" + url.removeprefix("mxc://"))
    except (AttributeError, KeyError, TypeError, ValueError, OSError):
        pass


if __name__ == "__main__":
    main()
