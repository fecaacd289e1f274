"""What two homeservers answered, made alike where they may differ, and what is left of differences."""

import fnmatch
import json
import pathlib
import re

# Members whose values are each server's own: only that they are there, and of which type, is compared.
OWN = {"origin_server_ts": "a time", "ts": "a time", "age": "a time", "next_batch": "a token", "prev_batch": "a token",
       "start": "a token", "end": "a token", "pos": "a token", "bump_stamp": "a place",
       "access_token": "a token", "filter_id": "a token",
       "error": "words", "last_seen_ts": "a time", "last_seen_ip": "an address", "unused_expires_at": "a time"}
HEADERS = ["Content-Type", "Access-Control-Allow-Origin", "Content-Disposition", "Content-Security-Policy",
           "Cross-Origin-Resource-Policy"]
EVENT_ID = re.compile(r"^\$[A-Za-z0-9_-]{3,}$")
MEDIA = re.compile(r"^mxc://([^/]+)/\w+$")
# Lists that have no order of their own: state, what stands beside the room, and users.
UNORDERED = re.compile(
    r"/(state|state_after|invite_state|account_data|ephemeral)/events$|^answer$|^answer/state$|/device_lists/(changed|left)$"
    r"|^answer/rooms/[^/]*/(required_state|invite_state)$|/account_data/(global$|rooms/)")


def sort_key(event):
    return (event.get("type", ""), event.get("state_key", "")) if isinstance(event, dict) else (str(event), "")


class Alike:
    """Turns what one side says into what both would say."""

    def __init__(self, side):
        self.by_value = {str(value): f"<{name}>" for name, value in side.names.items() if len(str(value)) > 3}
        self.server = side.names["server"]

    def text(self, text):
        if text in self.by_value:
            return self.by_value[text]
        if EVENT_ID.match(text):
            return "<an event>"
        media = MEDIA.match(text)
        if media:
            return "<media of the server>" if media[1] == self.server else "<media from elsewhere>"
        return text

    def value(self, value, key=""):
        if key in OWN and not isinstance(value, (dict, list)):
            return f"<{OWN[key]}: {type(value).__name__}>"
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, dict):
            return {self.text(name): self.value(item, name) for name, item in value.items()}
        return value

    def exchange(self, exchange):
        headers = {name: exchange["headers"].get(name) for name in HEADERS if exchange["headers"].get(name)}
        return {"status": exchange["status"], "headers": headers, "answer": self.value(exchange["answer"])}


def differences(name, mock, real):
    """One (exchange, path, kind, what) for each place at which they differ."""
    found = []

    def note(path, kind, what):
        found.append({"exchange": name, "path": path, "kind": kind, "what": json.dumps(what)[:160]})

    def walk(path, ours, theirs):
        if isinstance(ours, dict) and isinstance(theirs, dict):
            for key in sorted({*ours, *theirs}):
                here = f"{path}/{key}" if path else key
                if key not in ours:
                    note(here, "only Synapse", theirs[key])
                elif key not in theirs:
                    note(here, "only the mock", ours[key])
                else:
                    walk(here, ours[key], theirs[key])
        elif isinstance(ours, list) and isinstance(theirs, list):
            if UNORDERED.search(path) or (path == "answer/chunk" and "members" in name):
                ours, theirs = sorted(ours, key=sort_key), sorted(theirs, key=sort_key)
            if len(ours) != len(theirs):
                note(path, "another length", {"mock": [brief(item) for item in ours],
                                              "Synapse": [brief(item) for item in theirs]})
                return
            for one, other in zip(ours, theirs):
                walk(f"{path}/*", one, other)
        elif ours != theirs:
            note(path, "another value", {"mock": ours, "Synapse": theirs})

    walk("", mock, real)
    return found


def brief(item):
    """An event in a word or two."""
    if not isinstance(item, dict) or "type" not in item:
        return item
    return item["type"] + " " + str(item.get("event_id", ""))


class Listed:
    """Differences that are meant to be, each with its reason. An entry that matches none is at fault
    too, but for those that say that they match sometimes, since Synapse itself answers now so, now so."""

    MATCHED = ("exchange", "path", "kind", "what")

    def __init__(self, path):
        self.entries = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
        self.matched = [0] * len(self.entries)

    def covers(self, difference):
        for number, entry in enumerate(self.entries):
            if all(fnmatch.fnmatchcase(difference[key], entry[key]) for key in self.MATCHED if key in entry):
                self.matched[number] += 1
                return True
        return False

    def stale(self):
        return [entry for entry, times in zip(self.entries, self.matched)
                if times == 0 and not entry.get("sometimes")]
