"""A walk over all that the mock homeserver serves, as a person's client would take it."""

import json
import re
import subprocess
import urllib.error
import urllib.parse
import urllib.request

SECONDS_MAX = 60
PROMPT = "[Enter] "


class Served:
    """deadair serve, with one broadcast in its room."""

    def __init__(self, build):
        self.process = subprocess.Popen([f"{build}/deadair", "serve", "basics.ended", "--dialect", "stable"],
                                        text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.printed = ""
        self.read_prompt()
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        self.read_prompt()

    def read_prompt(self):
        begin = len(self.printed)
        while not self.printed.endswith(PROMPT, begin):
            letter = self.process.stdout.read(1)
            assert letter, f"ended behind: {self.printed}"
            self.printed += letter

    def told(self, name):
        return re.search(rf"^{name} +(\S+)$", self.printed, re.MULTILINE).group(1)

    def end(self):
        self.process.stdin.close()
        assert self.process.wait(SECONDS_MAX) == 0


class Walker:
    """Asks the server, and keeps what was said."""

    def __init__(self, served):
        self.base_url = served.told("homeserver")
        self.token = served.told("access token")
        self.exchanges = []

    def ask(self, method, path, body=None, token=True):
        """The answer's status and JSON."""
        text = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base_url + path, data=text, method=method)
        if text is not None:
            request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", "Bearer " + self.token)
        try:
            with urllib.request.urlopen(request, timeout=SECONDS_MAX) as answer:
                status, said = answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            status, said = refusal.code, refusal.read()
        self.exchanges.append({
            "scenario": "the walk", "method": method, "target": path, "request": (text or b"").decode(),
            "status": status, "answer": said.decode(errors="replace"),
        })
        return status, json.loads(said) if said[:1] in (b"{", b"[") else None

    def must(self, method, path, body=None, **more):
        status, answer = self.ask(method, path, body, **more)
        assert status == 200, f"{method} {path}: {status} {answer}"
        return answer


def quoted(word):
    return urllib.parse.quote(word, safe="")


def account(walker, user, device, password):
    walker.must("GET", "/_matrix/client/versions", token=False)
    walker.must("GET", "/_matrix/client/v3/login", token=False)
    login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": user}, "password": password}
    walker.must("POST", "/_matrix/client/v3/login", login, token=False)
    walker.ask("POST", "/_matrix/client/v3/login", {**login, "password": "wrong"}, token=False)
    for path in ("account/whoami", "capabilities", "devices", f"devices/{device}", "pushrules/", "pushers",
                 f"profile/{quoted(user)}", f"profile/{quoted(user)}/displayname", f"presence/{quoted(user)}/status",
                 "voip/turnServer", "joined_rooms"):
        walker.must("GET", f"/_matrix/client/v3/{path}")
    walker.must("PUT", f"/_matrix/client/v3/profile/{quoted(user)}/displayname", {"displayname": "Someone"})
    walker.must("PUT", f"/_matrix/client/v3/presence/{quoted(user)}/status", {"presence": "online"})
    walker.must("PUT", f"/_matrix/client/v3/devices/{device}", {"display_name": "a device"})
    kept = walker.must("POST", f"/_matrix/client/v3/user/{quoted(user)}/filter", {"room": {"timeline": {"limit": 5}}})
    walker.must("GET", f"/_matrix/client/v3/user/{quoted(user)}/filter/{kept['filter_id']}")
    walker.must("PUT", f"/_matrix/client/v3/user/{quoted(user)}/account_data/m.direct", {"a": []})
    walker.must("GET", f"/_matrix/client/v3/user/{quoted(user)}/account_data/m.direct")
    walker.ask("GET", f"/_matrix/client/v3/user/{quoted(user)}/account_data/no.such")
    walker.ask("GET", "/.well-known/matrix/client", token=False)


def keys(walker, user, device):
    walker.must("POST", "/_matrix/client/v3/keys/upload", {})
    walker.must("POST", "/_matrix/client/v3/keys/query", {"device_keys": {user: []}})
    walker.must("POST", "/_matrix/client/v3/keys/claim", {"one_time_keys": {user: {device: "signed_curve25519"}}})
    walker.ask("GET", "/_matrix/client/v3/room_keys/version")
    walker.must("PUT", "/_matrix/client/v3/sendToDevice/a.type/1", {"messages": {user: {device: {"a": 1}}}})


def room(walker, user, name):
    """Reading and writing in the room; returns the newest token."""
    inside = f"/_matrix/client/v3/rooms/{quoted(name)}"
    first = walker.must("GET", "/_matrix/client/v3/sync?timeout=0")
    events = first["rooms"]["join"][name]["timeline"]["events"]
    chunk = events[-2]
    event = quoted(chunk["event_id"])
    for path in ("state", "state/m.room.create/", "members", "joined_members", f"event/{event}", f"context/{event}",
                 "messages?dir=b&limit=3", "messages?dir=f&limit=3", "aliases"):
        walker.ask("GET", f"{inside}/{path}")
    start = quoted(chunk["content"]["m.relates_to"]["event_id"])
    for path in (f"relations/{start}", f"relations/{start}/m.reference", f"relations/{start}/m.reference/m.room.message",
                 f"relations/{start}?limit=1", "threads"):
        walker.ask("GET", f"/_matrix/client/v1/rooms/{quoted(name)}/{path}")
    sent = walker.must("PUT", f"{inside}/send/m.room.message/1", {"msgtype": "m.text", "body": "hello"})
    walker.ask("PUT", f"{inside}/state/m.room.topic/", {"topic": "only for those with power"})
    walker.must("PUT", f"{inside}/state/m.voice_broadcast_info/{quoted(user)}", {"state": "started"})
    walker.must("PUT", f"{inside}/redact/{quoted(sent['event_id'])}/2", {"reason": "none"})
    walker.must("POST", f"{inside}/receipt/m.read/{event}", {})
    walker.must("POST", f"{inside}/read_markers", {"m.fully_read": chunk["event_id"]})
    tags = f"/_matrix/client/v3/user/{quoted(user)}/rooms/{quoted(name)}/tags"
    walker.must("PUT", f"{tags}/m.favourite", {"order": 0.5})
    walker.must("GET", tags)
    walker.must("DELETE", f"{tags}/m.favourite")
    walker.must("PUT", f"{inside}/typing/{quoted(user)}", {"typing": True, "timeout": 1000})
    return walker.must("GET", f"/_matrix/client/v3/sync?timeout=0&since={first['next_batch']}")["next_batch"]


def media(walker, name, since):
    walker.must("GET", "/_matrix/client/v1/media/config")
    walker.must("GET", "/_matrix/media/v3/config")
    made = walker.must("POST", "/_matrix/media/v3/upload", {"any": "bytes"})
    address = made["content_uri"].removeprefix("mxc://")
    walker.must("GET", f"/_matrix/client/v1/media/download/{address}")
    walker.must("POST", "/_matrix/media/v1/create")
    walker.ask("GET", f"/_matrix/client/v1/media/thumbnail/{address}?width=1&height=1")
    walker.ask("GET", "/_matrix/client/v1/media/download/deadair.test/nothing")
    walker.must("POST", f"/_matrix/client/v3/rooms/{quoted(name)}/leave", {})
    walker.must("GET", f"/_matrix/client/v3/sync?timeout=0&since={since}")
    walker.must("POST", f"/_matrix/client/v3/rooms/{quoted(name)}/join", {})
    walker.must("GET", f"/_matrix/client/v3/sync?timeout=0&full_state=true&since={since}")
    walker.must("POST", "/_matrix/client/v3/logout", {})
    status, _ = walker.ask("GET", "/_matrix/client/v3/account/whoami")
    assert status == 401, status


def walk(build):
    """The exchanges of a whole walk."""
    served = Served(build)
    walker = Walker(served)
    user, device, name = served.told("user"), served.told("device"), served.told("room")
    account(walker, user, device, served.told("password"))
    keys(walker, user, device)
    media(walker, name, room(walker, user, name))
    served.end()
    return walker.exchanges
