#!/usr/bin/env python3
"""The example in Python keeps the contract, passes what is simple, and fails honestly:
python_example_test.py BUILD SOURCE."""

import json
import pathlib
import subprocess
import sys
import tempfile

EXPECTED = {
    "basics.ended": "pass ",
    "basics.live": "pass ",
    "basics.one_chunk": "pass ",
    "basics.pause_and_resume": "pass ",
    "order.ended_three[arrival=3-2-1]": "pass ",
    "foreign.chunk_live": "fail heard.foreign",
    "duplicates.delivered_again[chunk=c1]": "fail heard.repeat",
}
LINES_MAX = 99


def main():
    build, source = sys.argv[1], pathlib.Path(sys.argv[2])
    adapter = source / "clients/python-example/adapter.py"
    lines = len(adapter.read_text(encoding="utf-8").splitlines())
    assert lines <= LINES_MAX, f"{lines} lines; the pages promise fewer than 100"
    command = ["--", "python3", str(adapter)]
    check = subprocess.run([f"{build}/deadair", "adapter", "check", *command], check=False,
                           capture_output=True, text=True)
    assert check.returncode == 0, check.stdout
    with tempfile.TemporaryDirectory() as out:
        chosen = [word for name in EXPECTED for word in ("--id", name)]
        run = subprocess.run([f"{build}/deadair", "run", *chosen, "--dialect", "stable", "--jobs", "2",
                              "--out", out, *command], check=False, capture_output=True, text=True)
        assert run.returncode == 1, run.stdout + run.stderr
        results = [json.loads(line) for line in open(f"{out}/results.jsonl", encoding="utf-8")]
    found = {one["id"]: f"{one['verdict']} {one['code']}" for one in results if one["kind"] == "case"}
    assert found == EXPECTED, found
    return 0


if __name__ == "__main__":
    sys.exit(main())
