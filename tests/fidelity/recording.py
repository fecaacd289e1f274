"""A proxy that writes down what a client and the mock homeserver say to each other.

As a program, `recording.py FILE -- CLIENT ARGUMENTS…`, it is an adapter that stands between deadair
and a client with its adapter, sends the client to the proxy, and appends each exchange to FILE, a
line of JSON each.
"""

import http.client
import http.server
import json
import socketserver
import subprocess
import sys
import threading
import urllib.parse

HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}
SECONDS_MAX = 120


class Recorder(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """Passes requests on to base_url; `keep` is called with each exchange that was answered whole,
    `admit` with the method and target of each request before it is passed on."""

    daemon_threads = True

    def __init__(self, base_url, keep, admit=lambda method, target: None):
        super().__init__(("127.0.0.1", 0), Passing)
        self.upstream = urllib.parse.urlsplit(base_url).netloc
        self.keep = keep
        self.admit = admit
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def base_url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request, client_address):
        """A client or the server that goes away in the middle is none of ours."""


class Passing(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def pass_on(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.admit(self.command, self.path)
        upstream = http.client.HTTPConnection(self.server.upstream, timeout=SECONDS_MAX)
        try:
            kept = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
            upstream.request(self.command, self.path, body or None, kept)
            answer = upstream.getresponse()
            text = answer.read()
        finally:
            upstream.close()
        self.server.keep({
            "method": self.command, "target": self.path, "request": body.decode(errors="replace"),
            "status": answer.status, "answer": text.decode(errors="replace"),
        })
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = pass_on  # pylint: disable=invalid-name

    def log_message(self, *words):
        pass


class Adapter:
    """Passes the contract's lines on; a room is opened at the recorder."""

    def __init__(self, path, command):
        self.file = open(path, "a", encoding="utf-8")
        self.lock = threading.Lock()
        self.scenario = ""
        self.recorder = None
        self.client = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def keep(self, exchange):
        with self.lock:
            self.file.write(json.dumps({"scenario": self.scenario, **exchange}) + "\n")
            self.file.flush()

    def serve(self):
        threading.Thread(target=self.pass_answers, daemon=True).start()
        for text in sys.stdin:
            call = json.loads(text)
            if call["method"] == "open":
                homeserver = call["params"]["homeserver"]
                self.scenario = call["params"]["scenario"]
                self.recorder = self.recorder or Recorder(homeserver["base_url"], self.keep)
                homeserver["base_url"] = self.recorder.base_url
            self.client.stdin.write(json.dumps(call) + "\n")
            self.client.stdin.flush()
        self.client.stdin.close()
        sys.exit(self.client.wait())

    def pass_answers(self):
        for text in self.client.stdout:
            sys.stdout.write(text)
            sys.stdout.flush()


if __name__ == "__main__":
    Adapter(sys.argv[1], sys.argv[sys.argv.index("--") + 1 :]).serve()
