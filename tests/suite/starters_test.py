#!/usr/bin/env python3
"""A starter, written out by the program, keeps the contract, passes what is simple, and fails honestly:
starters_test.py BUILD WORK LANGUAGE [TUTORIAL]. The edit that the tutorial shows mends what it says. Ends with 77 where the language's tools are missing."""

import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

EXPECTED = {
    "basics.ended": "pass ",
    "basics.live": "pass ",
    "basics.one_chunk": "pass ",
    "basics.pause_and_resume": "pass ",
    "order.ended_three[arrival=3-2-1]": "pass ",
    "foreign.chunk_live": "fail heard.foreign",
    "duplicates.delivered_again[chunk=c1]": "fail heard.repeat",
}
TOOLS = {"javascript": "node", "kotlin": "mvn", "python": "python3", "rust": "cargo"}
LINES_MAX = 100
SKIPPED = 77


def call(command, folder, status=0):
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == status, f"{command}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def clear(folder, target):
    """Takes the starter of an earlier run away, but for what was compiled: that takes very long."""
    if (folder / "target").exists():
        shutil.rmtree(target, ignore_errors=True)
        (folder / "target").rename(target)
    shutil.rmtree(folder, ignore_errors=True)


def build(words, folder):
    """Compiles, if the libraries can be had."""
    if words[0] == "cargo":
        os.environ.update(CARGO_NET_RETRY="0", CARGO_HTTP_TIMEOUT="20")
        fetch, is_missing, offline = ["cargo", "fetch", *words[2:]], lambda _: True, "--offline"
    else:
        # Maven fetches and compiles in one; only what it cannot fetch is no fault of the starter.
        timeouts = ["-Dmaven.wagon.http.retryHandler.count=0", "-Daether.connector.connectTimeout=20000"]
        fetch, is_missing, offline = [*words, *timeouts], lambda text: "Could not transfer" in text, "-o"
    fetched = subprocess.run(fetch, cwd=folder, check=False, capture_output=True, text=True)
    told = fetched.stdout + fetched.stderr
    if fetched.returncode != 0 and is_missing(told):
        skip(f"{words[0]} cannot have the libraries: {told.strip().splitlines()[-1]}")
    assert fetched.returncode == 0, told
    call([*words, offline], folder)


def follow(tutorial, adapter):
    """Makes the edit of the tutorial."""
    blocks = re.findall(r"^```diff\n(.*?)^```", tutorial.read_text(encoding="utf-8"), re.M | re.S)
    assert len(blocks) == 1, f"{tutorial}: {len(blocks)} edits; this test knows one"
    lines = blocks[0].splitlines()
    before, after = ("".join(line[1:] + "\n" for line in lines if line[0] == sign) for sign in "-+")
    text = adapter.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{adapter} has no such line: {before}"
    adapter.write_text(text.replace(before, after), encoding="utf-8")


def main():
    deadair = str(pathlib.Path(sys.argv[1], "deadair").resolve())
    work, language = pathlib.Path(sys.argv[2]), sys.argv[3]
    if shutil.which(TOOLS[language]) is None:
        skip(f"{TOOLS[language]} is not there")
    os.makedirs(work, exist_ok=True)
    clear(work / language, work / f"{language}-target")
    written = call([deadair, "adapter", "new", language, language], work).splitlines()
    if (work / f"{language}-target").exists():
        (work / f"{language}-target").rename(work / language / "target")
    files = [line.removeprefix("wrote ") for line in written if line.startswith("wrote ")]
    assert files, written
    for name in files:
        lines = len((work / name).read_text(encoding="utf-8").splitlines())
        assert lines <= LINES_MAX, f"{name}: {lines} lines; the pages promise at most {LINES_MAX}"
    # The commands are those that it says come next.
    commands = [shlex.split(line) for line in written if line.startswith("  ")]
    for words in [words for words in commands if words[0] in ("cargo", "mvn")]:
        build(words, work)
    check, run = [words[1:] for words in commands if words[0] == "deadair"]
    call([deadair, *check], work)
    adapter = run[run.index("--"):]
    chosen = [word for name in EXPECTED for word in ("--id", name)]
    call([deadair, "run", *chosen, "--dialect", "stable", "--out", f"{language}-out", *adapter], work, 1)
    results = map(json.loads, open(work / f"{language}-out/results.jsonl", encoding="utf-8"))
    found = {one["id"]: f"{one['verdict']} {one['code']}" for one in results if one["kind"] == "case"}
    assert found == EXPECTED, found
    for tutorial in map(pathlib.Path, sys.argv[4:]):
        follow(tutorial, work / files[0])
        call([deadair, "run", "foreign.chunk_live", "--dialect", "stable", "--out", "again", *adapter], work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
