"""What the Python tests of the suite share: running their steps, and being refused."""

import os
import subprocess

SECONDS_MAX = 120


def refused(build, *words, environment=None):
    """deadair with these words ends with exit code 2; returns what it says on standard error."""
    done = subprocess.run([f"{build}/deadair", *words], text=True, capture_output=True, check=False,
                          stdin=subprocess.DEVNULL, timeout=SECONDS_MAX, env={**os.environ, **(environment or {})})
    assert done.returncode == 2, done
    return done.stderr


def run_all(tests, build):
    """Calls each test with the build folder and prints a line for each; the exit code."""
    failed = 0
    for test in tests:
        try:
            test(build)
            print(f"ok   {test.__name__}", flush=True)
        except (AssertionError, KeyError, OSError, subprocess.TimeoutExpired) as problem:
            failed += 1
            print(f"FAIL {test.__name__}: {test.__doc__}\n     {problem}", flush=True)
    return 1 if failed else 0
