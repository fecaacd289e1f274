"""Two homeservers with the same room in them, to be asked the same."""

import json
import re
import subprocess
import urllib.error
import urllib.parse
import urllib.request

SECONDS_MAX = 60
ROLES = ("listener", "caster", "stranger")
INFO_TYPES = ("m.voice_broadcast_info", "org.matrix.msc3888.voice_broadcast_info", "io.element.voice_broadcast_info")
# The room of the mock homeserver, which is there from the start, as a client would make it.
POWER_LEVELS = {"ban": 50, "kick": 50, "redact": 50, "invite": 0, "events_default": 0, "state_default": 50,
                "users_default": 0, "events": {name: 0 for name in INFO_TYPES}}
PLACE = re.compile(r"\{(\w+)\}")


def quoted(word):
    return urllib.parse.quote(word, safe="")


class Side:
    """One of them. What it calls things is kept by names that both sides share: {room} in a path or
    a body stands for the room's ID on that side."""

    def __init__(self, base_url):
        self.base_url = base_url
        self.names = {}  # the shared name: what this side calls it
        self.tokens = {}  # the role: an access token
        self.exchanges = []

    def fill(self, value):
        if isinstance(value, str):
            return PLACE.sub(lambda match: str(self.names[match[1]]), value)
        if isinstance(value, list):
            return [self.fill(item) for item in value]
        if isinstance(value, dict):
            return {self.fill(key): self.fill(item) for key, item in value.items()}
        return value

    def request(self, method, path, body=None, role="listener", content_type="application/json"):
        """The status, the headers, and the bytes. Names in the path are filled in and quoted; bytes go
        as they are."""
        target = PLACE.sub(lambda match: quoted(str(self.names[match[1]])), path)
        text = body if body is None or isinstance(body, bytes) else json.dumps(self.fill(body)).encode()
        request = urllib.request.Request(self.base_url + target, data=text, method=method)
        if text is not None:
            request.add_header("Content-Type", content_type)
        token = self.tokens.get(role, role)
        if token:
            request.add_header("Authorization", "Bearer " + token)
        try:
            with urllib.request.urlopen(request, timeout=SECONDS_MAX) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.headers, refusal.read()

    def ask(self, name, method, path, body=None, **more):
        """Asks, and keeps the answer under that name for the comparison. Returns its JSON."""
        status, headers, said = self.request(method, path, body, **more)
        is_json = (headers.get("Content-Type") or "").startswith("application/json")
        answer = json.loads(said) if is_json else {"bytes": said.decode("latin-1")}
        self.exchanges.append({"name": name, "asked": f"{method} {path}", "status": status,
                               "headers": headers, "answer": answer})
        return answer

    def must(self, method, path, body=None, **more):
        """Asks for what has to work and is not compared."""
        status, _, said = self.request(method, path, body, **more)
        assert status == 200, f"{method} {path}: {status} {said[:400]}"
        return json.loads(said)

    def learn_room(self):
        """Names the events that the room began with by their type and key."""
        for event in self.must("GET", "/_matrix/client/v3/rooms/{room}/state"):
            key = next((role for role in ROLES if self.names[role] == event["state_key"]), event["state_key"])
            self.names[f"{event['type']}_{key}".replace(".", "_")] = event["event_id"]


class Mock(Side):
    """The mock homeserver; what others do in the room is told to it by lines."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, encoding="utf-8")
        cast = json.loads(self.process.stdout.readline())
        super().__init__(cast["base_url"])
        self.names.update({
            "room": cast["room_id"], "listener": cast["user_id"], "caster": cast["caster_id"],
            "stranger": cast["stranger_id"], "password": cast["password"], "device": cast["device_id"],
            "server": cast["room_id"].partition(":")[2]})
        self.tokens["listener"] = cast["access_token"]

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def others_send(self, *events):
        """One batch. Each event is {as, sender, type, content}, with state_key or redacts."""
        batch = []
        for event in events:
            plain = self.fill({key: value for key, value in event.items() if key != "as"})
            plain["sender"] = self.names[event["sender"]]
            if "redacts" in plain:
                plain["content"]["redacts"] = plain["redacts"]
            batch.append(plain)
        ids = self.tell("send " + json.dumps(batch)).split()
        assert len(ids) == len(events), f"the mock took {ids}"
        self.names.update(zip((event["as"] for event in events), ids))

    def end(self):
        self.process.stdin.close()
        self.process.stdout.read()
        assert self.process.wait(SECONDS_MAX) == 0


class Real(Side):
    """Synapse: the others are users with clients of their own."""

    def __init__(self, synapse, of=""):
        """`of` tells its users from those of another walk at the same server."""
        super().__init__(synapse.base_url)
        self.sent = 0
        for role in ROLES:
            account = synapse.register(role + of, "secret of " + role, role.capitalize())
            self.names[role] = account["user_id"]
            self.tokens[role] = account["access_token"]
            self.names["device"] = account["device_id"] if role == "listener" else ""
        self.names.update({"password": "secret of listener", "server": account["home_server"]})
        self.log_in()
        self.make_room()

    def log_in(self):
        """The mock's listener has a device from the start."""
        login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": "{listener}"},
                 "password": "{password}", "device_id": "LISTENER", "initial_device_display_name": "The client under test"}
        answer = self.must("POST", "/_matrix/client/v3/login", login, role="")
        self.names["device"] = answer["device_id"]
        self.tokens["listener"] = answer["access_token"]

    def make_room(self):
        self.names["room"] = self.must("POST", "/_matrix/client/v3/createRoom", {
            "preset": "public_chat", "room_version": "11", "name": "Broadcasts",
            "power_level_content_override": {**POWER_LEVELS, "users": {"{caster}": 100}}}, role="caster")["room_id"]
        for role in ("stranger", "listener"):
            self.must("POST", "/_matrix/client/v3/join/{room}", {}, role=role)

    def next(self):
        """A transaction that was not there before."""
        self.sent += 1
        return self.sent

    def others_send(self, *events):
        for event in events:
            place, content = f"/send/{event['type']}/{self.next()}", event["content"]
            if "state_key" in event:
                place = f"/state/{event['type']}/{quoted(self.fill(event['state_key']))}"
            elif "redacts" in event:
                place = f"/redact/{quoted(self.fill(event['redacts']))}/{self.next()}"
            made = self.must("PUT", "/_matrix/client/v3/rooms/{room}" + place, content, role=event["sender"])
            self.names[event["as"]] = made["event_id"]

    def end(self):
        """Synapse itself is ended by whoever started it."""
