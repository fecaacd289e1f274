"""What both homeservers are asked: a listener's day, and what the others in the room do meanwhile."""

import json

from sides import quoted

INFO, CHUNK = "m.voice_broadcast_info", "m.voice_broadcast_chunk"
CLIENT = "/_matrix/client/v3"
ROOM = CLIENT + "/rooms/{room}"
RELATIONS = "/_matrix/client/v1/rooms/{room}/relations"
NOWHERE = CLIENT + "/rooms/" + quoted("!nowhere:deadair.test")
NO_EVENT = quoted("$nothing0000000000000000000000000000000000000")
REFERENCE = {"rel_type": "m.reference", "event_id": "{S}"}


def info(name, state, **more):
    content = {"state": state, **more}
    if state == "started":
        content["device_id"] = "CASTERDEV"
    else:
        content["m.relates_to"] = REFERENCE
    return {"as": name, "sender": "caster", "type": INFO, "state_key": "{caster}", "content": content}


def chunk(number, sender="caster"):
    return {"as": f"c{number}", "sender": sender, "type": CHUNK, "content": {
        "m.relates_to": REFERENCE, "sequence": number,
        "info": {"duration": 200, "mimetype": "audio/ogg", "size": 1000}, "url": "mxc://deadair.test/nothing"}}


def redaction(name, of):
    return {"as": name, "sender": "caster", "type": "m.room.redaction", "redacts": of, "content": {"reason": "a slip"}}


class Syncing:
    """The listener's syncs, each from where the one before ended."""

    def __init__(self, side):
        self.side = side
        self.since = ""

    def next(self, name, query="", **room_filter):
        if room_filter:
            query += "&filter=" + quoted(json.dumps(self.side.fill({"room": room_filter})))
        since = f"&since={self.since}" if self.since else ""
        answer = self.side.ask(name, "GET", f"{CLIENT}/sync?timeout=0{since}{query}")
        self.since = answer["next_batch"]
        return answer.get("rooms", {}).get("join", {}).get(self.side.names["room"], {})

    def fresh(self, name, **room_filter):
        """A first sync that others do not go on from."""
        return Syncing(self.side).next(name, **room_filter)


def account(side):
    side.ask("versions", "GET", "/_matrix/client/versions", role="")
    side.ask("login, flows", "GET", CLIENT + "/login", role="")
    login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": "{listener}"},
             "password": "{password}", "device_id": "OTHER"}
    side.ask("login, wrong password", "POST", CLIENT + "/login", {**login, "password": "no"}, role="")
    side.ask("login, unknown kind", "POST", CLIENT + "/login", {**login, "type": "m.login.none"}, role="")
    answer = side.ask("login", "POST", CLIENT + "/login", login, role="")
    side.tokens["other"] = answer["access_token"]
    side.ask("whoami of another device", "GET", CLIENT + "/account/whoami", role="other")
    side.ask("logout", "POST", CLIENT + "/logout", {}, role="other")
    side.ask("whoami, logged out", "GET", CLIENT + "/account/whoami", role="other")
    side.ask("whoami", "GET", CLIENT + "/account/whoami")
    side.ask("whoami, no token", "GET", CLIENT + "/account/whoami", role="")
    side.ask("whoami, a wrong token", "GET", CLIENT + "/account/whoami", role="nonsense")
    for path in ("capabilities", "devices", "devices/{device}", "devices/NONE", "pushers", "profile/{caster}",
                 "profile/{caster}/displayname", "profile/@nobody:deadair.test", "joined_rooms"):
        side.ask(path, "GET", f"{CLIENT}/{path}")


def kept_data(side):
    place = CLIENT + "/user/{listener}"
    made = side.ask("filter, put", "POST", place + "/filter", {"room": {"timeline": {"limit": 5}}})
    side.ask("filter, back", "GET", f"{place}/filter/{made['filter_id']}")
    side.ask("filter, unknown", "GET", place + "/filter/999")
    side.ask("filter, no object", "POST", place + "/filter", {"room": []})
    side.ask("filter of another", "POST", CLIENT + "/user/{caster}/filter", {})
    side.ask("account data, put", "PUT", place + "/account_data/org.example.a", {"a": 1})
    side.ask("account data, back", "GET", place + "/account_data/org.example.a")
    side.ask("account data, unknown", "GET", place + "/account_data/org.example.none")
    side.ask("room data, put", "PUT", place + "/rooms/{room}/account_data/org.example.b", {"b": 1})
    side.ask("room data, back", "GET", place + "/rooms/{room}/account_data/org.example.b")
    side.ask("tags", "GET", place + "/rooms/{room}/tags")


def live(side, sync):
    """A broadcast as it goes on."""
    sync.next("first sync")
    sync.next("sync, nothing new")
    side.others_send(info("S", "started"))
    sync.next("sync, started")
    side.others_send(chunk(1), chunk(2), chunk(3))
    sync.next("sync, three chunks")
    side.others_send(info("P", "paused", last_chunk_sequence=3))
    sync.next("sync, paused")
    side.others_send(info("R", "resumed"))
    sync.next("sync, resumed")
    side.others_send(redaction("red", "{c2}"))
    sync.next("sync, redaction of a chunk")


def sending(side, sync):
    """What the listener sends, and how it comes back."""
    message = {"msgtype": "m.text", "body": "hello"}
    answer = side.ask("send", "PUT", ROOM + "/send/m.room.message/t1", message)
    side.names["hello"] = answer["event_id"]
    side.ask("send, the same once more", "PUT", ROOM + "/send/m.room.message/t1", message)
    sync.next("sync, own message")
    answer = side.ask("state, put", "PUT", ROOM + f"/state/{INFO}/{{listener}}", {"state": "started", "device_id": "L"})
    side.names["own"] = answer["event_id"]
    sync.next("sync, own state")
    answer = side.ask("redact", "PUT", ROOM + "/redact/{hello}/t2", {"reason": "a slip"})
    side.names["unsaid"] = answer["event_id"]
    sync.next("sync, own redaction")
    side.ask("typing", "PUT", ROOM + "/typing/{listener}", {"typing": True, "timeout": 30000})
    sync.next("sync, typing")
    side.ask("receipt", "POST", ROOM + "/receipt/m.read/{c1}", {})
    sync.next("sync, receipt")
    side.ask("fully read", "POST", ROOM + "/read_markers", {"m.fully_read": "{c1}"})
    sync.next("sync, fully read")


def refused(side):
    """What the listener may not do."""
    side.ask("state without power", "PUT", ROOM + "/state/m.room.name/", {"name": "mine"})
    side.ask("state of another", "PUT", ROOM + f"/state/{INFO}/{{caster}}", {"state": "stopped"})
    side.ask("redact of another", "PUT", ROOM + "/redact/{c1}/t3", {})
    side.ask("redact, unknown", "PUT", ROOM + f"/redact/{NO_EVENT}/t4", {})
    side.ask("send, no JSON", "PUT", ROOM + "/send/m.room.message/t5", b"{")
    side.ask("send, no object", "PUT", ROOM + "/send/m.room.message/t6", [])
    side.ask("send, too large", "PUT", ROOM + "/send/m.room.message/t7", {"body": "a" * 70000, "msgtype": "m.text"})
    side.ask("send elsewhere", "PUT", NOWHERE + "/send/m.room.message/t8", {"body": "a", "msgtype": "m.text"})
    side.ask("state elsewhere", "GET", NOWHERE + "/state")
    side.ask("messages elsewhere", "GET", NOWHERE + "/messages?dir=b")
    side.ask("join elsewhere", "POST", CLIENT + "/join/" + quoted("!nowhere:deadair.test"), {})
    side.ask("typing of another", "PUT", ROOM + "/typing/{caster}", {"typing": True})
    side.ask("typing, nothing said", "PUT", ROOM + "/typing/{listener}", {})
    side.ask("receipt of an unknown kind", "POST", ROOM + "/receipt/m.none/{c1}", {})
    side.ask("no such path", "GET", CLIENT + "/no/such/path")
    side.ask("no such method", "DELETE", CLIENT + "/account/whoami")
    side.ask("state, no token", "GET", ROOM + "/state", role="")


def reading(side):
    """The room as it stands."""
    for path in ("event/{S}", "event/{c1}", "event/{c2}", "event/{hello}", "event/{red}", f"event/{NO_EVENT}",
                 "context/{c3}?limit=4", f"context/{NO_EVENT}", f"state/{INFO}/{{caster}}", "state/m.room.name",
                 "state/m.room.name/", f"state/{INFO}/{{caster}}?format=event", "state/m.room.topic", "state",
                 "members", "members?membership=leave", "joined_members", "aliases"):
        side.ask("room " + path, "GET", f"{ROOM}/{path}")


def relations(side):
    """Relations of the started event both ways, whole and in pages."""
    for path in ("", "/m.reference", f"/m.reference/{CHUNK}", "/m.annotation", "?dir=f", "?limit=100&dir=b", "?dir=up",
                 "?limit=0", "?limit=words", "?from=nonsense"):
        side.ask("relations" + path, "GET", RELATIONS + "/{S}" + path)
    side.ask("relations of no event", "GET", f"{RELATIONS}/{NO_EVENT}")
    for way in "bf":
        pages(side, f"relations, pages {way}", RELATIONS + f"/{{S}}/m.reference?dir={way}&limit=2", "next_batch", 4)


def messages(side):
    """The room's events both ways, whole and in pages."""
    for query in ("dir=b", "dir=f", "dir=b&limit=3", "", "dir=up", "dir=b&limit=words", "dir=b&from=nonsense",
                  "dir=f&limit=100", "dir=b&limit=0"):
        side.ask("messages " + query, "GET", f"{ROOM}/messages?{query}")
    for name, wanted in (("types", {"types": [CHUNK]}), ("not types", {"not_types": [CHUNK]}),
                         ("senders", {"senders": ["{listener}"]}), ("bent", {"types": "all"})):
        query = quoted(json.dumps(side.fill(wanted)))
        side.ask(f"messages, {name}", "GET", f"{ROOM}/messages?dir=b&limit=50&filter={query}")
    for way in "bf":
        pages(side, f"messages, pages {way}", f"{ROOM}/messages?dir={way}&limit=7", "end", 4)


def pages(side, name, path, token, most):
    """Goes on until the server says that it ends."""
    since = ""
    for number in range(1, most + 1):
        answer = side.ask(f"{name} {number}", "GET", path + since)
        if token not in answer:
            return
        since = "&from=" + quoted(answer[token])


def gaps(side, sync):
    """More than a sync carries, and what was left out."""
    before = sync.since
    side.others_send(*[chunk(number) for number in range(4, 12)])
    section = sync.next("sync, limited to five", timeline={"limit": 5})
    back = quoted(section["timeline"]["prev_batch"])
    side.ask("messages into the gap", "GET", f"{ROOM}/messages?dir=b&limit=100&from={back}&to={quoted(before)}")
    side.ask("messages on from there", "GET", f"{ROOM}/messages?dir=f&limit=3&from={quoted(before)}")
    side.others_send(info("P2", "paused", last_chunk_sequence=11), *[chunk(number) for number in range(12, 19)])
    sync.next("sync, state in the gap", timeline={"limit": 3})
    side.others_send(info("X", "stopped", last_chunk_sequence=18), chunk(19))
    sync.next("sync, no chunks wanted", timeline={"not_types": [CHUNK]})
    sync.next("sync, full state", "&full_state=true")
    sync.fresh("first sync, limited to three", timeline={"limit": 3})
    sync.fresh("first sync, chunks only", timeline={"types": [CHUNK], "limit": 50})
    sync.fresh("first sync, of the stranger", timeline={"senders": ["{stranger}"], "limit": 50})
    sync.fresh("first sync, this room", rooms=["{room}"], timeline={"limit": 1})
    sync.fresh("first sync, not this room", not_rooms=["{room}"])
    sync.fresh("first sync, no state", state={"types": []}, timeline={"limit": 1})
    sync.fresh("first sync, no timeline", timeline={"limit": 0})
    side.ask("sync, a wrong token", "GET", CLIENT + "/sync?timeout=0&since=nonsense")
    side.ask("sync, a wrong filter", "GET", CLIENT + "/sync?timeout=0&filter=" + quoted('{"room":[]}'))
    side.ask("sync, an unknown filter", "GET", CLIENT + "/sync?timeout=0&filter=999")


def media(side):
    sound = b"OggS and so on"
    made = side.ask("upload", "POST", "/_matrix/media/v3/upload?filename=a.ogg", sound, content_type="audio/ogg")
    place = made["content_uri"].removeprefix("mxc://")
    for form in ("/_matrix/client/v1/media", "/_matrix/media/v3"):
        side.ask(f"download {form}", "GET", f"{form}/download/{place}")
        side.ask(f"download, named {form}", "GET", f"{form}/download/{place}/b.ogg")
        side.ask(f"download, unknown {form}", "GET", f"{form}/download/{{server}}/nothing")
        side.ask(f"thumbnail {form}", "GET", f"{form}/thumbnail/{place}?width=32&height=32")
        side.ask(f"media config {form}", "GET", f"{form}/config")
    side.ask("download, no token", "GET", f"/_matrix/client/v1/media/download/{place}", role="")
    side.ask("old download, no token", "GET", f"/_matrix/media/v3/download/{place}", role="")
    later = side.ask("create", "POST", "/_matrix/media/v1/create", {})["content_uri"].removeprefix("mxc://")
    side.ask("download, too early", "GET", f"/_matrix/client/v1/media/download/{later}?timeout_ms=0")
    side.ask("upload later", "PUT", f"/_matrix/media/v3/upload/{later}", sound, content_type="audio/ogg")
    side.ask("upload twice", "PUT", f"/_matrix/media/v3/upload/{later}", sound, content_type="audio/ogg")
    side.ask("download, late", "GET", f"/_matrix/client/v1/media/download/{later}")


def device_keys(key):
    return {"user_id": "{listener}", "device_id": "{device}", "algorithms": ["m.olm.v1.curve25519-aes-sha2"],
            "keys": {"ed25519:ONE": key}, "signatures": {"{listener}": {"ed25519:ONE": "c2lnbmVk"}}}


def one_time_key(text):
    return {"key": text, "signatures": {"{listener}": {"ed25519:ONE": "c2lnbmVk"}}}


def keys(side, sync):
    """Keys of end-to-end encryption, and what devices send each other. Nobody checks a signature."""
    upload, claim = CLIENT + "/keys/upload", {"one_time_keys": {"{listener}": {"{device}": "signed_curve25519"}}}
    mine = {"device_keys": {"{listener}": []}}
    side.ask("keys, none yet", "POST", CLIENT + "/keys/query", mine)
    side.ask("keys, counted", "POST", upload, {})
    side.ask("keys, put", "POST", upload, {
        "device_keys": device_keys("b25l"), "one_time_keys": {"signed_curve25519:AAAA": one_time_key("a2V5")},
        "fallback_keys": {"signed_curve25519:AAAB": {**one_time_key("ZmFsbA"), "fallback": True}}})
    sync.next("sync, own keys")
    side.ask("keys, asked for", "POST", CLIENT + "/keys/query", mine)
    side.ask("keys, of a device that is not there", "POST", CLIENT + "/keys/query",
             {"device_keys": {"{listener}": ["NONE"]}})
    side.ask("keys, of the caster", "POST", CLIENT + "/keys/query", {"device_keys": {"{caster}": []}})
    side.ask("keys, another of the same name", "POST", upload,
             {"one_time_keys": {"signed_curve25519:AAAA": one_time_key("eWVr")}})
    for what in ("a one-time key", "the fallback key", "the fallback key again"):
        side.ask(f"claim, {what}", "POST", CLIENT + "/keys/claim", claim)
    side.ask("claim, of a device that is not there", "POST", CLIENT + "/keys/claim",
             {"one_time_keys": {"{listener}": {"NONE": "signed_curve25519"}}})
    to_self = {"messages": {"{listener}": {"{device}": {"a": 1}}}}
    for name in ("to device", "to device, the same once more"):
        side.ask(name, "PUT", CLIENT + "/sendToDevice/org.example.a/t1", to_self)
    sync.next("sync, to device")
    sync.next("sync, nothing to device")
    side.ask("backup, none", "GET", CLIENT + "/room_keys/version")


def membership(name, sender, of, what, **more):
    return {"as": name, "sender": sender, "type": "m.room.member", "state_key": "{" + of + "}",
            "content": {"membership": what, **more}}


def invited(side, sync):
    """Invitations into the room from which the listener has gone: declined, taken back, accepted."""
    side.ask("leave, nothing to leave", "POST", ROOM + "/leave", {})
    side.ask("leave elsewhere", "POST", NOWHERE + "/leave", {})
    invitation = membership("invited", "caster", "listener", "invite", displayname="Listener", reason="come")
    side.others_send(invitation)
    sync.next("sync, invited")
    side.others_send(chunk(20))
    sync.next("sync, invited, nothing new")
    sync.next("sync, invited, full state", "&full_state=true")
    sync.fresh("first sync, invited", timeline={"limit": 1})
    for path in ("state", "members", "messages?dir=b&limit=1", "event/{S}"):
        side.ask("invited, room " + path, "GET", f"{ROOM}/{path}")
    side.ask("invited, send", "PUT", ROOM + "/send/m.room.message/t10", {"body": "a", "msgtype": "m.text"})
    side.ask("invited, invite", "POST", ROOM + "/invite", {"user_id": "@nobody:deadair.test"})
    side.ask("invited, joined rooms", "GET", CLIENT + "/joined_rooms")
    side.ask("decline", "POST", ROOM + "/leave", {"reason": "no"})
    sync.next("sync, declined")
    sync.next("sync, declined, nothing new")
    sync.fresh("first sync, declined", timeline={"limit": 2})
    sync.fresh("first sync, left rooms too", include_leave=True, timeline={"limit": 3})
    side.others_send({**invitation, "as": "invited2"})
    sync.next("sync, invited again")
    side.others_send(membership("kicked", "caster", "listener", "leave"))
    sync.next("sync, invitation taken back")
    side.others_send({**invitation, "as": "invited3"})
    sync.next("sync, invited a third time")
    side.ask("join, invited", "POST", CLIENT + "/join/{room}", {})
    sync.next("sync, joined by invitation", timeline={"limit": 1})


def inviting(side, sync):
    """The listener invites the stranger, who has gone."""
    side.others_send(membership("gone", "stranger", "stranger", "leave"))
    sync.next("sync, the stranger has left")
    for name, body in (("nobody", {}), ("no ID", {"user_id": "nobody"}), ("who is there", {"user_id": "{caster}"}),
                       ("the stranger", {"user_id": "{stranger}", "reason": "back"}),
                       ("the stranger once more", {"user_id": "{stranger}", "reason": "back"})):
        side.ask("invite, " + name, "POST", ROOM + "/invite", body)
    side.ask("invite elsewhere", "POST", NOWHERE + "/invite", {"user_id": "{stranger}"})
    sync.next("sync, the stranger is invited")
    side.ask("members, with one invited", "GET", ROOM + "/members?membership=invite")
    side.others_send(membership("back", "stranger", "stranger", "join", displayname="Stranger"))
    sync.next("sync, the stranger is back")


def going(side, sync):
    """Out of the room and in again."""
    side.ask("leave", "POST", ROOM + "/leave", {})
    sync.next("sync, left")
    side.ask("messages, left", "GET", ROOM + "/messages?dir=b&limit=2")
    side.ask("send, left", "PUT", ROOM + "/send/m.room.message/t9", {"body": "a", "msgtype": "m.text"})
    side.ask("joined rooms, none", "GET", CLIENT + "/joined_rooms")
    side.ask("join", "POST", CLIENT + "/join/{room}", {})
    sync.next("sync, joined again", timeline={"limit": 3})


def walk(side):
    sync = Syncing(side)
    account(side)
    kept_data(side)
    live(side, sync)
    sending(side, sync)
    refused(side)
    reading(side)
    relations(side)
    messages(side)
    gaps(side, sync)
    media(side)
    keys(side, sync)
    going(side, sync)
    side.must("POST", ROOM + "/leave", {})
    sync.next("sync, left again")
    invited(side, sync)
    inviting(side, sync)
    again = {"state": "started", "device_id": "L"}
    side.ask("state, the same once more", "PUT", ROOM + f"/state/{INFO}/{{listener}}", again)
    sync.next("sync, the same state once more")
