"""One run of deadair with hostile clients in it, and what it left behind."""

import ctypes
import json
import os
import pathlib
import subprocess
import tempfile
import threading
import uuid

HERE = pathlib.Path(__file__).resolve().parent
PR_SET_CHILD_SUBREAPER = 36
RUN_SECONDS_MAX = 60


def adopt_orphans():
    """What outlives a run becomes our child, however it tried to get away."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def children():
    """Numbers of our children that are alive or not yet reaped."""
    for _ in range(1000):
        found = set()
        try:
            for task in pathlib.Path("/proc/self/task").iterdir():
                found.update(int(number) for number in (task / "children").read_text().split())
            return found
        except (FileNotFoundError, ProcessLookupError):
            continue  # a thread ended meanwhile, and its children went to another one
    raise RuntimeError("threads end faster than they can be listed")


def processes_of(mark):
    """Processes that carry the mark in their environment or arguments."""
    found = []
    for place in pathlib.Path("/proc").glob("[0-9]*"):
        if place.name == str(os.getpid()):
            continue
        try:
            text = (place / "environ").read_bytes() + (place / "cmdline").read_bytes()
        except OSError:
            continue
        if mark.encode() in text:
            found.append(int(place.name))
    return found


class HostileRun:
    """deadair run over SELECTION, with MODE at METHOD in one of its processes, or in all."""

    def __init__(self, build, mode, method, selection, multiplier, jobs=2, keep_reset=False,
                 everywhere=False, seconds_max=RUN_SECONDS_MAX):
        self.mark = "hostile-" + uuid.uuid4().hex
        self.room = tempfile.TemporaryDirectory(prefix="hostile-")
        place = pathlib.Path(self.room.name)
        self.out = place / "out"
        self.temporary = place / "tmp"
        self.temporary.mkdir()
        self.pipe = str(place / "pipe")
        os.mkfifo(self.pipe)
        os.mkfifo(self.pipe + ".done")
        once = "" if everywhere else str(place / "once")
        adapter = [str(HERE / "hostile_client.py"), "--once", once, mode, method]
        self.command = [f"{build}/deadair", "run", *selection, "--jobs", str(jobs)]
        self.command += ["--timeout-multiplier", str(multiplier), "--out", str(self.out), "--"]
        self.command += ["python3", *adapter, *(["reset"] if keep_reset else [])]
        self.command += ["--", f"{build}/deadair-reference"]
        self.environment = {
            **os.environ,
            "TMPDIR": str(self.temporary),
            "DEADAIR_HOSTILE_RUN": self.mark,
            "DEADAIR_HOSTILE_PIPE": self.pipe,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.seconds_max = seconds_max
        self.process = None
        self.status = None
        self.rss_mib = 0
        self.printed = ""  # what it printed

    def start(self, output=None):
        with open(self.out.with_name("printed"), "wb") as printed:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=printed if output is None else output,
                stderr=subprocess.STDOUT,
            )

    def finish(self):
        """Waits for the end; what it took is the most that the runner or a child of it had."""
        guard = threading.Timer(self.seconds_max, self.process.kill)
        guard.start()
        _, status, usage = os.wait4(self.process.pid, 0)
        guard.cancel()
        self.status = self.process.returncode = os.waitstatus_to_exitcode(status)
        self.rss_mib = usage.ru_maxrss // 1024
        self.printed = self.out.with_name("printed").read_text(errors="replace")
        return self

    def close(self):
        self.room.cleanup()

    def lines(self, kind):
        path = self.out / "results.jsonl"
        if not path.exists():
            return []
        read = [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines()]
        return [one for one in read if one["kind"] == kind]

    def not_passed(self):
        """What came of the cases that did not pass, as one word each."""
        cases = [one for one in self.lines("case") if one["verdict"] != "pass"]
        return sorted(f"{one['verdict']} {one['owner']} {one['code']}" for one in cases)

    def report_bytes(self):
        return sum(path.stat().st_size for path in self.out.rglob("*") if path.is_file())

    def left_behind(self):
        """Complaints about what should be gone."""
        complaints = []
        for number in processes_of(self.mark):
            try:
                words = pathlib.Path(f"/proc/{number}/cmdline").read_text(errors="replace")
            except OSError:
                continue
            complaints.append(f"process {number} lives on: {words[:200]!r}")
            os.kill(number, 9)
        complaints += [f"left in the temporary folder: {path}" for path in self.temporary.iterdir()]
        return complaints
