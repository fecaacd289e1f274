#!/usr/bin/env python3
"""Reads the planted bugs, and checks that each patch can still be applied.

usage: fuzz/planted.py [ROOT] [--compile BUILD]

With --compile the patched files are also compiled, as BUILD/compile_commands.json has it, but for the code.

A bug is fuzz/planted/NAME.patch: lines "key: value" that tell of it, then a unified diff of the code under test.
  bug     what is wrong, for a reader
  target  which fuzz target has to find it
  oracle  which part of the target's property it breaks
  says    what stands in the output of every finding (a regular expression)
Prints one line a finding and exits with 1 if there is any.
"""
import argparse
import dataclasses
import json
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

CACHES = ("ccache", "sccache")  # may stand before the compiler
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


def command_for(name, root, commands):
    """How a file is compiled; a header is compiled with the first file that includes it. Nothing where no file is."""
    if (name_of := root / name) in commands:
        return name_of, commands[name_of]
    includes = f'#include "{name}"'
    for path in sorted(commands):
        if path.is_relative_to(root) and includes in path.read_text(encoding="utf-8"):
            return path, commands[path]
    return None, None


def compile_errors(bug, root, commands):
    """What a compiler says of the patched files."""
    with tempfile.TemporaryDirectory() as folder:
        tree = pathlib.Path(folder)
        for name in bug.files:
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, tree / name)
        refused = apply(bug, tree)
        if refused:
            return refused
        for name in bug.files:
            path, command = command_for(name, root, commands)
            if path is None:
                return f"nothing compiles {name}"
            source = tree / name if path == root / name else path
            words = [word for word in shlex.split(command["command"])
                     if word != "-c" and pathlib.Path(word).name not in CACHES]
            del words[words.index("-o"):words.index("-o") + 2]
            words[words.index(command["file"])] = str(source)
            done = subprocess.run([words[0], f"-I{tree}", *words[1:], "-fsyntax-only"], check=False, capture_output=True,
                                  text=True, cwd=command["directory"])
            if done.returncode != 0:
                return done.stderr.strip()
    return ""


def compile_problems(root, build):
    listed = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    commands = {pathlib.Path(entry["directory"], entry["file"]).resolve(): entry for entry in listed}
    for bug in read_all(root / "fuzz/planted"):
        said = compile_errors(bug, root, commands)
        if said:
            yield f"{bug.name}.patch: does not compile any more: {said}"


def main():
    parser = argparse.ArgumentParser(prog="fuzz/planted.py", allow_abbrev=False)
    parser.add_argument("root", nargs="?", default=".", type=pathlib.Path)
    parser.add_argument("--compile", metavar="BUILD", type=pathlib.Path)
    options = parser.parse_args()
    root = options.root.resolve()
    found = list(problems(root))
    if not found and options.compile:
        found = list(compile_problems(root, options.compile))
    print("\n".join(found) if found else "planted: every bug can be planted")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
