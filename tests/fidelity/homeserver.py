"""Synapse, a real homeserver, alone with itself: on loopback, in a folder of its own, until it is ended."""

import ctypes
import hashlib
import hmac
import json
import os
import pathlib
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
SETUP = HERE / "synapse"  # requirements.txt, and the virtual environment made of it
SERVER_NAME = "deadair.test"
SECRET = "only for accounts of this test"
START_SECONDS = 90
END_SECONDS = 20
PR_SET_PDEATHSIG = 1  # of Linux
SKIPPED = 77
STARTS = 3  # another program may take the port between our look and Synapse's

sys.path.insert(0, str(HERE.parent.parent / "clients" / "smoke"))
import setups  # noqa: E402, it lies beside the programs that drive SDKs

LIMITS = ["rc_message", "rc_registration", "rc_registration_token_validity", "rc_admin_redaction",
          "rc_3pid_validation", "rc_invites", "rc_joins", "rc_login", "rc_joins_per_room", "rc_media_create",
          "rc_presence", "rc_delayed_event_mgmt", "rc_room_creation", "rc_reports", "rc_user_directory"]
OF_PARTS = {
    "rc_login": ["address", "account", "failed_attempts"],
    "rc_joins": ["local", "remote"],
    "rc_invites": ["per_room", "per_user", "per_issuer"],
    "rc_presence": ["per_user"],
}


def is_set_up():
    return setups.is_set_up(SETUP)


def set_up():
    """Installs Synapse where it is missing. Raises Skipped or Failed of setups."""
    setups.set_up(SETUP)


def unlimited():
    """Rates that no test reaches."""
    rate = {"per_second": 100000, "burst_count": 100000}
    return {name: {part: rate for part in OF_PARTS[name]} if name in OF_PARTS else rate for name in LIMITS}


def configuration(folder, port):
    """YAML is a superset of JSON."""
    return {
        "server_name": SERVER_NAME,
        "public_baseurl": f"http://127.0.0.1:{port}/",
        "listeners": [{"port": port, "type": "http", "bind_addresses": ["127.0.0.1"],
                       "resources": [{"names": ["client"], "compress": False}]}],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "log_config": str(folder / "log.json"),
        "media_store_path": str(folder / "media"),
        "pid_file": str(folder / "pid"),
        "signing_key_path": str(folder / "signing.key"),
        "registration_shared_secret": SECRET,
        "macaroon_secret_key": SECRET,
        "form_secret": SECRET,
        "report_stats": False,
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "federation_domain_whitelist": [],
        "enable_authenticated_media": False,  # so that media come by the older paths too
        "presence": {"enabled": False},
        "enable_metrics": False,
        **unlimited(),
    }


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def die_with_parent():
    """Between fork and exec: whatever kills the test, Synapse does not outlive it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Synapse:
    """Runs while the context lasts. Whatever ends the test, also Ctrl-C, ends it."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="fidelity-synapse-"))
        self.process = None
        self.base_url = ""

    def __enter__(self):
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
        try:
            for attempt in range(1, STARTS + 1):
                if self.start() or attempt == STARTS:
                    break
            assert self.base_url, f"Synapse does not start: {self.last_lines()}"
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(self, *reason):
        self.end()

    def start(self):
        """Whether it serves. It says so itself, as a service does to its manager."""
        port = free_port()
        self.write(port)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            place = str(self.folder / "notify")
            pathlib.Path(place).unlink(missing_ok=True)
            told.bind(place)
            with open(self.folder / "printed", "ab") as printed:
                self.process = subprocess.Popen(
                    [str(SETUP / ".venv/bin/python"), "-B", "-m", "synapse.app.homeserver", "-c",
                     str(self.folder / "homeserver.yaml")],
                    cwd=self.folder, env={**os.environ, "NOTIFY_SOCKET": place}, stdin=subprocess.DEVNULL,
                    stdout=printed, stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=die_with_parent)
            ended = os.pidfd_open(self.process.pid)
            try:
                heard, _, _ = select.select([told, ended], [], [], START_SECONDS)
            finally:
                os.close(ended)
            if told not in heard or b"READY=1" not in told.recv(4096):
                return False
        self.base_url = f"http://127.0.0.1:{port}"
        return True

    def write(self, port):
        self.end_process()
        (self.folder / "log.json").write_text(json.dumps({
            "version": 1, "disable_existing_loggers": False,
            "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
            "handlers": {"file": {"class": "logging.FileHandler", "formatter": "plain",
                                  "filename": str(self.folder / "homeserver.log")}},
            "root": {"level": "WARNING", "handlers": ["file"]}}), encoding="utf-8")
        # Ed25519: any 32 bytes; nothing that is signed with it leaves this machine.
        (self.folder / "signing.key").write_text("ed25519 a_test " + "A" * 43 + "\n", encoding="utf-8")
        (self.folder / "homeserver.yaml").write_text(
            json.dumps(configuration(self.folder, port)), encoding="utf-8")

    def last_lines(self):
        lines = []
        for name in ("printed", "homeserver.log"):
            path = self.folder / name
            if path.is_file():
                lines += path.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]
        return "\n".join(lines)

    def end_process(self):
        if self.process is None:
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, number)
                self.process.wait(END_SECONDS)
                break
            except subprocess.TimeoutExpired:
                continue
            except ProcessLookupError:
                self.process.wait(END_SECONDS)
                break
        self.process = None

    def end(self):
        self.end_process()
        shutil.rmtree(self.folder, ignore_errors=True)

    def register(self, name, password, display_name):
        """An account by the shared secret: its user_id, access_token and device_id."""
        place = self.base_url + "/_synapse/admin/v1/register"
        with urllib.request.urlopen(place, timeout=START_SECONDS) as answer:
            nonce = json.load(answer)["nonce"]
        words = "\0".join([nonce, name, password, "notadmin"]).encode()
        body = {"nonce": nonce, "username": name, "password": password, "admin": False,
                "displayname": display_name, "mac": hmac.new(SECRET.encode(), words, hashlib.sha1).hexdigest()}
        request = urllib.request.Request(place, data=json.dumps(body).encode(), method="POST",
                                         headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=START_SECONDS) as answer:
            return json.load(answer)
