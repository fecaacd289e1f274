#!/usr/bin/env python3
"""Reads the planted bugs, and checks that each patch can still be applied.

usage: fuzz/planted.py [ROOT]

A bug is fuzz/planted/NAME.patch: lines "key: value" that tell of it, then a unified diff of the code under test.
  bug     what is wrong, for a reader
  target  which fuzz target has to find it
  oracle  which part of the target's property it breaks
  says    what stands in the output of every finding (a regular expression)
Prints one line a finding and exits with 1 if there is any.
"""
import dataclasses
import pathlib
import re
import subprocess
import sys

KEYS = ("bug", "target", "oracle", "says")
# What judges must not be bent, or a bug would be found by what it broke; the example of a client is no judge.
UNTOUCHED = re.compile(r"^(fuzz/(?!byo/example\.c$)|tests/|corpus/)")


@dataclasses.dataclass(frozen=True)
class Bug:
    name: str
    path: str
    what: str
    target: str
    oracle: str
    says: str
    files: tuple


def read(path):
    """One bug. Raises ValueError where the file does not say all that it must."""
    text = path.read_text(encoding="utf-8")
    head = text.split("\n--- ", 1)[0]
    said = dict(re.findall(r"^(\w+): (.+)$", head, re.MULTILINE))
    absent = [key for key in KEYS if key not in said]
    if absent:
        raise ValueError(f"{path}: does not say its {', '.join(absent)}")
    files = tuple(re.findall(r"^\+\+\+ b/(\S+)", text, re.MULTILINE))
    return Bug(path.stem, str(path), said["bug"], said["target"], said["oracle"], said["says"], files)


def read_all(folder):
    return [read(path) for path in sorted(pathlib.Path(folder).glob("*.patch"))]


def apply(bug, tree, *options):
    """Applies the patch to that folder; what went wrong, or nothing."""
    command = ["patch", "-p1", "--forward", "--batch", "--silent", "--no-backup-if-mismatch", *options, "-d", str(tree)]
    with open(bug.path, encoding="utf-8") as text:
        done = subprocess.run(command, stdin=text, check=False, capture_output=True, text=True)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip() or "patch failed"


def problems(root):
    targets = re.findall(r"^deadair_fuzz_target\((\w+)", (root / "fuzz/CMakeLists.txt").read_text(encoding="utf-8"),
                         re.MULTILINE)
    paths = sorted((root / "fuzz/planted").glob("*.patch"))
    if not paths:
        yield "fuzz/planted: holds no bug"
    for path in paths:
        try:
            bug = read(path)
            re.compile(bug.says)
        except (ValueError, re.error) as error:
            yield str(error)
            continue
        if bug.target not in targets:
            yield f"{path.name}: there is no target {bug.target}"
        if not bug.files or any(UNTOUCHED.match(name) for name in bug.files):
            yield f"{path.name}: changes the code under test, and neither targets nor tests"
        refused = apply(bug, root, "--dry-run", "--fuzz=0")
        if refused:
            yield f"{path.name}: does not apply any more: " + refused.replace("\n", "; ")


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    found = list(problems(root))
    print("\n".join(found) if found else "planted: every bug can be planted")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
