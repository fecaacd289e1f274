"""What both homeservers are asked by simplified sliding sync (MSC4186): connections, lists, subscriptions, extensions."""

from sequence import CLIENT, ROOM, chunk, info, membership, quoted

SYNC = "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync"
MINE = ["m.room.member", "$ME"]
LAZY = ["m.room.member", "$LAZY"]
NAME = ["m.room.name", ""]
EVERYTHING = ["*", "*"]


def a_list(limit=5, state=(NAME, MINE), ranges=((0, 9),), **more):
    return {"ranges": ranges, "timeline_limit": limit, "required_state": state, **more}


def lists(**named):
    return {"lists": named}


def subscription(limit=5, state=(NAME, MINE), room="{room}"):
    return {"room_subscriptions": {room: {"timeline_limit": limit, "required_state": state}}}


def extensions(**named):
    return {"extensions": {name: {"enabled": True, **more} for name, more in named.items()}}


def message(name, sender="caster", **more):
    return {"as": name, "sender": sender, "type": "m.room.message", "content": {"msgtype": "m.text", "body": name, **more}}


def state(name, kind, content, key=""):
    return {"as": name, "sender": "caster", "type": kind, "state_key": key, "content": content}


class Connection:
    """One connection of the listener's: it goes on from where the answer before ended."""

    def __init__(self, side, name):
        self.side = side
        self.name = name
        self.pos = ""

    def next(self, name, asked, pos=None):
        body = {"conn_id": self.name, **asked}
        place = self.pos if pos is None else pos
        answer = self.side.ask(f"sliding, {name}", "POST",
                               f"{SYNC}?timeout=0" + (f"&pos={quoted(place)}" if place else ""), body)
        self.pos = answer.get("pos", self.pos)
        return answer


def alone(side, name, asked):
    """A first request on a connection that nobody goes on with."""
    return Connection(side, name).next(name, asked)


def refused(side):
    """What is wrong with a request, and what is not."""
    for name, asked in (
            ("nothing asked for", {}), ("no limit", lists(all={"required_state": []})),
            ("no state", lists(all={"timeline_limit": 1})), ("no ranges", lists(all=a_list(ranges=None))),
            ("a limit in words", lists(all=a_list("5"))), ("a limit below zero", lists(all=a_list(-1))),
            ("a limit above the most", lists(all=a_list(1001))), ("a range of one end", lists(all=a_list(ranges=[[0]]))),
            ("a range below zero", lists(all=a_list(ranges=[[-1, 3]]))), ("state that is no pair", lists(all=a_list(state=[["a"]]))),
            ("a list that is none", lists(all=[])), ("lists that are none", {"lists": []}),
            ("many lists", lists(**{f"l{number}": a_list(0, []) for number in range(101)})),
            ("a filter of a wrong type", lists(all=a_list(filters={"is_dm": "yes"}))),
            ("an unknown member", {**lists(all=a_list(1)), "org.example": 1}),
            ("a subscription without a limit", {"room_subscriptions": {"{room}": {"required_state": []}}}),
            ("a subscription elsewhere", subscription(room="!nowhere:deadair.test")),
            ("an extension that is none", {"extensions": {"typing": 1}}), ("an unknown extension", {"extensions": {"org.example": {}}}),
            ("to device, a wrong token", extensions(to_device={"since": "nonsense"}))):
        alone(side, name, asked)
    side.ask("sliding, no JSON", "POST", SYNC, b"{")
    side.ask("sliding, no token", "POST", SYNC, {}, role="")
    side.ask("sliding, a timeout in words", "POST", SYNC + "?timeout=soon", {})


def windows(side):
    """Lists and what they leave out."""
    named = {"dm": {"is_dm": True}, "no dm": {"is_dm": False}, "encrypted": {"is_encrypted": True}, "plain": {"is_encrypted": False},
             "invites": {"is_invite": True}, "no invites": {"is_invite": False}, "of no type": {"room_types": [None]},
             "spaces": {"room_types": ["m.space"]}, "not of no type": {"not_room_types": [None]},
             "tagged": {"tags": ["m.favourite"]}, "not tagged": {"not_tags": ["m.favourite"]}, "unfiltered": {}}
    alone(side, "filters", lists(**{name: a_list(1, [], filters=filters) for name, filters in named.items()}))
    for name, ranges in (("a window of one", [[0, 0]]), ("a window behind", [[1, 5]]), ("two windows", [[0, 0], [1, 9]])):
        alone(side, name, lists(all=a_list(1, ranges=ranges)))
    alone(side, "two lists", lists(one=a_list(1, [NAME]), other=a_list(4, [MINE])))
    alone(side, "a list and a subscription", {**lists(all=a_list(1, [NAME])), **subscription(4, [MINE])})


def states(side):
    """Required state as clients write it."""
    for name, wanted in (
            ("no state wanted", []), ("everything", [EVERYTHING]), ("every type without a key", [["*", ""]]),
            ("every key of a type", [["m.room.member", "*"]]), ("own", [["*", "$ME"]]), ("lazily", [LAZY, MINE]),
            ("a user", [["m.room.member", "{caster}"]]), ("everything and lazily", [EVERYTHING, LAZY]),
            ("state that is not there", [["m.room.topic", ""]])):
        alone(side, name, subscription(2, wanted))
    alone(side, "no timeline", subscription(0, [NAME]))
    alone(side, "all of it", subscription(50, [NAME]))


def live(side):
    """A broadcast as it goes on, by a list."""
    asked = {**lists(all=a_list(5, [["m.room.create", ""], NAME, LAZY, ["m.voice_broadcast_info", "*"]])), **extensions(e2ee={})}
    connection = Connection(side, "live")
    connection.next("first", asked)
    connection.next("nothing new", asked)
    side.others_send(info("S", "started"))
    connection.next("started", asked)
    side.others_send(chunk(1), chunk(2), chunk(3))
    connection.next("three chunks", asked)
    side.others_send(*[chunk(number) for number in range(4, 12)])
    connection.next("limited", asked)
    side.others_send(info("P", "paused", last_chunk_sequence=11), *[chunk(number) for number in range(12, 18)])
    connection.next("limited, state left out", asked)
    side.others_send({"as": "red", "sender": "caster", "type": "m.room.redaction", "redacts": "{c2}", "content": {}})
    connection.next("a redaction", asked)
    side.others_send(message("hello", "stranger"))
    connection.next("a bump by somebody new", asked)
    answer = side.must("PUT", ROOM + "/send/m.room.message/s1", {"msgtype": "m.text", "body": "mine"})
    side.names["mine"] = answer["event_id"]
    connection.next("own message", asked)
    side.others_send(state("topic", "m.room.topic", {"topic": "radio"}))
    connection.next("state that is not wanted", asked)
    side.others_send(state("named", "m.room.name", {"name": "Radio"}), state("avatar", "m.room.avatar", {"url": "mxc://deadair.test/a"}))
    connection.next("another name and a picture", asked)
    side.others_send(state("unnamed", "m.room.name", {"name": ""}))
    connection.next("no name", asked)
    alone(side, "without a name", asked)
    side.others_send(membership("gone", "stranger", "stranger", "leave"))
    connection.next("the stranger leaves", asked)
    side.others_send(membership("invited", "caster", "stranger", "invite", displayname="Stranger"))
    connection.next("the stranger is invited", asked)
    side.others_send(membership("back", "stranger", "stranger", "join", displayname="Stranger"))
    connection.next("the stranger is back", asked)
    side.others_send(state("named2", "m.room.name", {"name": "Broadcasts"}))
    connection.next("a name again", asked)


def growing(side):
    """What is asked for changes from request to request."""
    connection = Connection(side, "growing")
    connection.next("one event", subscription(1, [NAME]))
    connection.next("six events", subscription(6, [NAME]))
    connection.next("six events, nothing new", subscription(6, [NAME]))
    connection.next("two events", subscription(2, [NAME]))
    connection.next("six again", subscription(6, [NAME]))
    connection.next("more state", subscription(6, [NAME, ["m.room.create", ""], MINE]))
    connection.next("less state", subscription(6, [NAME]))
    connection.next("that state again", subscription(6, [NAME, ["m.room.create", ""]]))
    connection.next("lazily from here", subscription(6, [NAME, LAZY]))
    side.others_send(message("m1"))
    connection.next("lazily, one known", subscription(6, [NAME, LAZY]))
    side.others_send(message("m2", "stranger"))
    connection.next("lazily, one more", subscription(6, [NAME, LAZY]))
    connection.next("everything from here", subscription(6, [EVERYTHING]))
    connection.next("unsubscribed", {"lists": {}})
    connection.next("subscribed again, nothing new", subscription(6, [NAME]))
    connection.next("out of sight", lists(all=a_list(ranges=[[1, 3]])))
    side.others_send(message("m3"))
    connection.next("out of sight, a message", lists(all=a_list(ranges=[[1, 3]])))
    side.others_send(message("m3b", "stranger"))
    connection.next("out of sight, another", lists(all=a_list(ranges=[[1, 3]])))
    connection.next("in sight again", lists(all=a_list(ranges=[[0, 3]])))
    connection.next("in sight, nothing new", lists(all=a_list(ranges=[[0, 3]])))


def places(side):
    """Tokens that are used twice, too late, or elsewhere."""
    asked, longer = subscription(2), subscription(4)
    connection = Connection(side, "places")
    first = connection.next("places, first", asked)["pos"]
    side.others_send(message("m4"))
    connection.next("places, second", asked)
    connection.next("places, the first once more", asked, pos=first)
    side.others_send(message("m5"))
    connection.next("places, third", asked)
    connection.next("places, fourth", asked)
    good = connection.pos
    lost = connection.next("places, an answer that was lost", longer, pos=good)["pos"]
    connection.next("places, asked again", longer, pos=good)
    connection.next("places, gone on with", longer)
    connection.next("places, expired", longer, pos=lost)
    connection.next("places, an old one", asked, pos=first)
    connection.next("places, nonsense", asked, pos="nonsense")
    Connection(side, "elsewhere").next("places, of another connection", asked, pos=connection.pos)
    connection.next("places, begun anew", asked, pos="")
    connection.next("places, nothing new", asked)


def beside(side):
    """Extensions: what is not of the room's events."""
    every = extensions(to_device={}, e2ee={}, account_data={}, receipts={}, typing={})
    asked = {**subscription(1), **every}
    connection = Connection(side, "beside")
    connection.next("extensions, first", asked)
    connection.next("extensions, nothing new", asked)
    place = CLIENT + "/user/{listener}"
    side.must("PUT", place + "/account_data/org.example.a", {"a": 1})
    connection.next("account data", asked)
    side.must("PUT", place + "/rooms/{room}/account_data/org.example.b", {"b": 1})
    connection.next("account data of the room", asked)
    side.must("PUT", ROOM + "/typing/{listener}", {"typing": True, "timeout": 30000})
    connection.next("typing", asked)
    side.must("PUT", ROOM + "/typing/{listener}", {"typing": False})
    connection.next("nobody types", asked)
    side.must("POST", ROOM + "/receipt/m.read/{m5}", {})
    connection.next("a receipt", asked)
    side.must("PUT", CLIENT + "/sendToDevice/org.example.a/s2", {"messages": {"{listener}": {"{device}": {"a": 1}}}})
    told = connection.next("to device", asked)["extensions"]["to_device"]["next_batch"]
    connection.next("to device, not acknowledged", asked)
    since = {**subscription(1), **extensions(to_device={"since": told}, e2ee={})}
    connection.next("to device, acknowledged", since)
    connection.next("to device, the token once more", since)
    side.must("POST", CLIENT + "/keys/upload", {"one_time_keys": {"signed_curve25519:AAAA": {
        "key": "a2V5", "signatures": {"{listener}": {"ed25519:ONE": "c2lnbmVk"}}}}})
    connection.next("keys", since)
    for name, more in (("extensions of no room", {"rooms": [], "lists": []}), ("extensions of this room", {"rooms": ["{room}"]}),
                       ("extensions of lists", {"lists": ["*"], "rooms": []})):
        alone(side, name, {**subscription(1, []), **extensions(account_data=more, receipts=more, typing=more)})
    alone(side, "extensions alone", extensions(to_device={}, e2ee={}, account_data={}))
    side.must("PUT", place + "/account_data/m.direct", {"{caster}": ["{room}"]})
    alone(side, "a direct room", lists(dm=a_list(1, [], filters={"is_dm": True}), other=a_list(1, [], filters={"is_dm": False})))


def going(side):
    """Out of the room, invited into it, and in again."""
    asked = {**lists(all=a_list(2), invites=a_list(2, [], filters={"is_invite": True})), **extensions(account_data={})}
    connection = Connection(side, "going")
    connection.next("going, first", asked)
    side.must("POST", ROOM + "/leave", {})
    connection.next("left", asked)
    connection.next("left, nothing new", asked)
    alone(side, "left before", asked)
    alone(side, "left before, subscribed", subscription(2))
    invitation = membership("invited1", "caster", "listener", "invite", displayname="Listener")
    side.others_send(invitation)
    connection.next("invited", asked)
    connection.next("invited, nothing new", asked)
    alone(side, "invited before", asked)
    alone(side, "invited, subscribed", subscription(5, [EVERYTHING]))
    side.must("POST", ROOM + "/leave", {})
    connection.next("declined", asked)
    side.others_send({**invitation, "as": "invited2"})
    connection.next("invited again", asked)
    side.must("POST", CLIENT + "/join/{room}", {})
    connection.next("joined", asked)
    side.others_send(message("m6"))
    connection.next("joined, a message", asked)
    side.others_send(membership("kicked", "caster", "listener", "leave"))
    connection.next("kicked", asked)
    alone(side, "kicked before", asked)
    side.others_send(message("m7"))
    connection.next("kicked, a message", asked)


def walk(side):
    refused(side)
    windows(side)
    states(side)
    live(side)
    growing(side)
    places(side)
    beside(side)
    going(side)
