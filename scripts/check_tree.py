#!/usr/bin/env python3
"""Checks what no compiler does: which folder may include which, lengths, sleeps, openings.

usage: scripts/check_tree.py [ROOT]

Prints one line a finding, "file:line: what is wrong and what to do", and exits with 1 if there is
any. The arrows are those of ARCHITECTURE.md: a folder includes only what stands below it.
"""
import pathlib
import re
import subprocess
import sys

HARNESS = ["harness/base", "harness/msc3888", "harness/scenario", "harness/client",
           "harness/judge", "harness/run", "harness/told"]

# folder -> the other folders that its files may include; a folder that is not named may include all.
MAY_INCLUDE = {
    "harness/base": [],
    "harness/msc3888": HARNESS[:1],
    "harness/scenario": HARNESS[:2],
    "harness/client": HARNESS[:2],
    "harness/judge": HARNESS[:4],
    "harness/run": HARNESS[:5],
    "harness/told": HARNESS[:6],
    "mock_homeserver": HARNESS[:6],
    "reports": HARNESS[:5],
    "clients/reference": HARNESS[:2],
    "cli": HARNESS + ["mock_homeserver", "reports"],
}

# header of a library -> the only places that may include it.
ONLY_IN = {
    "rapidjson/": ["harness/base/"],
    "httplib.h": ["mock_homeserver/http/", "mock_homeserver/homeserver_test.cpp", "benchmarks/",
                  "clients/reference/http_network"],
}

NEVER_SLEEPS = ["harness/", "mock_homeserver/", "clients/reference/", "cli/", "reports/", "fuzz/"]
SLEEP = re.compile(r"\b(sleep_for|sleep_until|usleep|nanosleep|time\.sleep|sleep)\s*\(")
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]')
LEFT_OPEN = re.compile(r"\b(TODO|FIXME|XXX)\b")
LINES_MAX = 450


def listed(root):
    """Files that git knows or would add; where there is no git, all but build folders."""
    try:
        out = subprocess.run(["git", "-C", str(root), "ls-files", "-co", "--exclude-standard", "-z"],
                             check=True, capture_output=True).stdout.decode()
        names = [name for name in out.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [path.relative_to(root) for path in root.rglob("*") if path.is_file()]
        names = [str(path) for path in paths if not path.parts[0].startswith(("build", "."))]
    return sorted(name for name in set(names) if (root / name).is_file())


def folder_of(path):
    """The folder of the table that a file or an included path lies in."""
    for folder in MAY_INCLUDE:
        if path.startswith(folder + "/"):
            return folder
    return path.split("/")[0]


def check_include(root, name, bracket, target):
    for prefix, places in ONLY_IN.items():
        if target.startswith(prefix) and not any(name.startswith(place) for place in places):
            return f"<{target}> may be included only in {', '.join(places)}"
    if bracket == "<":
        return None
    if not (root / target).is_file():
        return f'"{target}" is not there: write includes from the root of the project'
    here, there = folder_of(name), folder_of(target)
    if here == there or here not in MAY_INCLUDE or there in MAY_INCLUDE[here]:
        return None
    allowed = ", ".join(MAY_INCLUDE[here]) or "nothing else"
    return f"{here} must not include {there}: it stands on {allowed}"


def check_source(root, name, lines):
    if not lines or not lines[0].startswith("//"):
        yield 1, "a file opens with one plain line (//) that says what it holds"
    if name.endswith(".h") and "#pragma once" not in lines:
        yield 1, "a header needs #pragma once"
    if len(lines) > LINES_MAX:
        yield len(lines), f"{len(lines)} lines; {LINES_MAX} are the most: split it by concept"
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        problem = check_include(root, name, match[1], match[2]) if match else None
        if problem:
            yield number, problem


def check_text(name, lines):
    for number, line in enumerate(lines, 1):
        if any(name.startswith(place) for place in NEVER_SLEEPS) and SLEEP.search(line):
            yield number, "nobody sleeps: wait for what you mean, with a deadline that names it"
        if LEFT_OPEN.search(line):
            yield number, "nothing is left half done: finish it, or say in the docs what is not there"


def findings(root):
    for name in listed(root):
        is_source = name.endswith((".h", ".cpp"))
        if not is_source and not name.endswith((".py", ".sh")):
            continue
        if name == "scripts/check_tree.py" or name.startswith("tests/tree/"):
            continue  # they speak of what they forbid
        try:
            lines = (root / name).read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            yield name, 1, "is not UTF-8"
            continue
        if is_source:
            for number, problem in check_source(root, name, lines):
                yield name, number, problem
        for number, problem in check_text(name, lines):
            yield name, number, problem


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    found = 0
    for name, number, problem in findings(root):
        found += 1
        print(f"{name}:{number}: {problem}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
