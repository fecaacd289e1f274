"""scripts/smoke, ended by a signal, leaves nothing running of what it started."""

import importlib.machinery
import importlib.util
import os
import pathlib
import select
import signal
import subprocess
import sys

import steps

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "smoke"

# An SDK that says who it is and then never comes to an end, whoever closes its streams.
DEAF = """
import os, signal
for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM): signal.signal(number, signal.SIG_IGN)
print("tell", os.getpid(), flush=True)
while True: signal.pause()
"""


class Teller:
    """In place of the server: hands on what the SDK says."""

    cast = "{}"

    @staticmethod
    def tell(line):
        print(line, flush=True)
        return ""


def be_smoke():
    """Plays that SDK with the script's own functions."""
    sys.dont_write_bytecode = True
    loader = importlib.machinery.SourceFileLoader("smoke", str(SCRIPT))
    smoke = importlib.util.module_from_spec(importlib.util.spec_from_loader("smoke", loader))
    loader.exec_module(smoke)
    smoke.end_on_signals()
    smoke.play([sys.executable, "-c", DEAF], "/", Teller)


def signals_end_the_sdk(_build):
    """Each signal that asks for an end ends the SDK too, and is told by the exit code."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        with subprocess.Popen([sys.executable, __file__, "be_smoke"], text=True,
                              stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as smoke:
            sdk = os.pidfd_open(int(smoke.stdout.readline()))
            try:
                smoke.send_signal(number)
                assert smoke.wait(steps.SECONDS_MAX) == 128 + number, smoke.returncode
                # Readable once it has ended; whoever inherits it reaps it in its own time.
                ended, _, _ = select.select([sdk], [], [], steps.SECONDS_MAX)
                assert ended, f"the SDK outlives {number.name}"
            finally:
                try:
                    signal.pidfd_send_signal(sdk, signal.SIGKILL)
                except ProcessLookupError:
                    pass
                os.close(sdk)


if __name__ == "__main__":
    if sys.argv[1:] == ["be_smoke"]:
        be_smoke()
    sys.exit(steps.run_all([signals_end_the_sdk], *sys.argv[1:]))
