"""Stands between a client and a homeserver, and decides when the client's polls get through."""

import json
import re
import threading

from recording import Recorder

SECONDS_MAX = 40
ROUTES = [("sync", r"/sync$"), ("relations", r"/relations/"), ("messages", r"/messages$"), ("event", r"/event/"),
          ("media", r"/media/"), ("redact", r"/redact/"), ("session", r"/logout$"), ("state", r"/state")]


def route_of(target):
    path = target.split("?")[0]
    return next((name for name, pattern in ROUTES if re.search(pattern, path)), "unknown")


class Gate:
    """While it is closed the client's polls wait before it, so that whatever is sent meanwhile comes
    in one answer. A real server promises nothing of the kind."""

    def __init__(self, base_url):
        self.changed = threading.Condition()
        self.closed = False
        self.waiting = 0
        self.answered = []  # exchanges, in the order of their answers
        self.recorder = Recorder(base_url, self.keep, self.admit)

    def admit(self, _method, target):
        if route_of(target) != "sync":
            return
        with self.changed:
            self.waiting += 1
            self.changed.notify_all()
            self.wait(lambda: not self.closed, "the gate to open")
            self.waiting -= 1

    def keep(self, exchange):
        with self.changed:
            self.answered.append(exchange)
            self.changed.notify_all()

    def wait(self, done, what):
        """With the lock held."""
        assert self.changed.wait_for(done, SECONDS_MAX), f"waited {SECONDS_MAX} s for {what}"

    def close(self, wake):
        """Until the client waits at the gate. `wake` makes the homeserver answer the poll that it has."""
        with self.changed:
            self.closed = True
        wake()
        with self.changed:
            self.wait(lambda: self.waiting > 0, "the client's next poll")

    def open_until(self, event_id):
        """Lets the polls through, and waits until the client was told of that event."""
        with self.changed:
            begin = len(self.answered)
            self.closed = False
            self.changed.notify_all()
            self.wait(lambda: any(route_of(one["target"]) == "sync" and event_id in one["answer"]
                                  for one in self.answered[begin:]), "a sync with " + event_id)

    def newest_token(self):
        with self.changed:
            return next((json.loads(one["answer"])["next_batch"] for one in reversed(self.answered)
                         if route_of(one["target"]) == "sync" and one["status"] == 200), "")

    def since(self, number):
        with self.changed:
            return self.answered[number:]

    def end(self):
        with self.changed:
            self.closed = False
            self.changed.notify_all()
        self.recorder.shutdown()
        self.recorder.server_close()
