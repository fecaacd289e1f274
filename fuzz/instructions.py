#!/usr/bin/env python3
"""Counts the instructions that one run of a fuzz target takes, and holds them against what is kept.

usage: fuzz/instructions.py [--write] BUILD

BUILD is a release build with its replay_TARGET programs. A count comes from valgrind and repeats exactly, so that it shows
what a change costs on a machine that other things slow down. The kept counts are those of one compiler; with another one,
or without valgrind, nothing is compared (exit code 77). Exits with 1 if a count has risen by more than a tenth, or has
fallen so far that the kept one says nothing any more. --write keeps the new counts, in fuzz/instructions.tsv.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

INPUTS = ["chunk_event/encrypted", "sync_response/typical", "playlist/many"]
KEPT = "fuzz/instructions.tsv"
FEW, MANY = 2, 12  # files on the command line; each is run twice
RISE, FALL = 1.10, 0.80


def counted(build, target, path, times):
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "counts")
        subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}",
                        f"{build}/fuzz/replay_{target}", *[path] * times],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(out, encoding="utf-8") as file:
            return int(re.search(r"^(?:totals|summary): (\d+)", file.read(), re.MULTILINE)[1])


def count(build, name):
    """Instructions of one run; what starting costs, and reading a file, falls out of the difference but for its reading."""
    target, path = name.split("/")[0], f"corpus/{name}"
    return (counted(build, target, path, MANY) - counted(build, target, path, FEW)) // (2 * (MANY - FEW))


def compiler_of(build):
    with open(f"{build}/CMakeCache.txt", encoding="utf-8") as file:
        program = re.search(r"^CMAKE_CXX_COMPILER:\w+=(.*)$", file.read(), re.MULTILINE)[1]
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
    return version.splitlines()[0]


def kept():
    with open(KEPT, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    return rows[0][1], {name: int(text) for name, text in rows[1:]}


def write(compiler, counts):
    with open(KEPT, "w", encoding="utf-8") as file:
        file.write("# Instructions of one run of a fuzz target, release build; written by fuzz/instructions.py --write.\n")
        file.write(f"compiler\t{compiler}\n")
        for name, instructions in counts.items():
            file.write(f"{name}\t{instructions}\n")


def main():
    words = sys.argv[1:]
    writes = "--write" in words
    folders = [word for word in words if not word.startswith("-")]
    if len(folders) != 1 or set(words) - set(folders) - {"--write"}:
        print(__doc__, file=sys.stderr)
        return 2
    build = os.path.abspath(folders[0])
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    if shutil.which("valgrind") is None:
        print("instructions: skipped, since valgrind is not installed")
        return 77
    compiler = compiler_of(build)
    if not writes and kept()[0] != compiler:
        print(f"instructions: skipped, since the kept counts are of {kept()[0]}, and this is {compiler}")
        return 77
    counts = {name: count(build, name) for name in INPUTS}
    if writes:
        write(compiler, counts)
    wrong = 0
    for name, instructions in counts.items():
        ratio = instructions / kept()[1][name]
        print(f"instructions: {name}: {instructions:,}, {ratio:.3f} of what is kept")
        if not FALL < ratio < RISE:
            print(f"instructions: {name} has changed; if it is meant to be so: fuzz/instructions.py --write {build}")
            wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
