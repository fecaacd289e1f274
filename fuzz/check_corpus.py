#!/usr/bin/env python3
"""Checks that fuzz targets and what belongs to them are one: no target without seeds, no orphans.

usage: fuzz/check_corpus.py [ROOT]

Prints one line a finding and exits with 1 if there is any. A target is what fuzz/CMakeLists.txt
declares. Each needs fuzz/TARGET.cpp that opens with its property, corpus/TARGET/ with at least one
seed, corpus/TARGET.manifest that names each seed once, corpus/TARGET.options, and a row in
docs/fuzzing.md. Dictionaries, folders and files of anything else are orphans; a seed is at most
2 KiB, and no longer than the max_len of its options, which cuts it otherwise; a regression at most 4 KiB.
"""
import pathlib
import re
import sys

SEED_BYTES_MAX = 2048
REGRESSION_BYTES_MAX = 4096
# Seeds that are cut while fuzzing: only ordinary builds, where nodes of the tree are wide, need them as long.
ONLY_REPLAYED = {"playlist/many", "playlist/many_then_none"}
OPTION = re.compile(r"^(dict|max_len|timeout|rss_limit_mb|len_control|only_ascii) ?= ?\S+$")
DICT_LINE = re.compile(r'^(#.*|([A-Za-z0-9_]+=)?"([^"\\]|\\\\|\\"|\\x[0-9A-Fa-f]{2})+")?$')


def targets_of(root):
    text = (root / "fuzz/CMakeLists.txt").read_text(encoding="utf-8")
    return re.findall(r"^deadair_fuzz_target\((\w+)", text, re.MULTILINE)


def check_manifest(corpus, target):
    listed = []
    for line in (corpus / f"{target}.manifest").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            listed.append(line.split()[1] if line.split()[1:] else line)
    seeds = {path.name for path in (corpus / target).iterdir()}
    for name in sorted(set(listed) - seeds):
        yield f"corpus/{target}.manifest: {name} is not in corpus/{target}"
    for name in sorted(seeds - set(listed)):
        yield f"corpus/{target}/{name}: is not in corpus/{target}.manifest"
    for name in sorted({name for name in listed if listed.count(name) > 1}):
        yield f"corpus/{target}.manifest: {name} stands there twice"


def check_options(corpus, target):
    lines = (corpus / f"{target}.options").read_text(encoding="utf-8").splitlines()
    if not lines or lines[0] != "[libfuzzer]":
        yield f"corpus/{target}.options: begins with [libfuzzer]"
    for line in lines[1:]:
        if line and not line.startswith("#") and not OPTION.match(line):
            yield f"corpus/{target}.options: not an option: {line}"
    named = [line.split("=")[1].strip() for line in lines if line.startswith("dict")]
    has_dictionary = (corpus / f"{target}.dict").is_file()
    if named and (named != [f"{target}.dict"] or not has_dictionary):
        yield f"corpus/{target}.options: dict = {target}.dict, a file beside it"
    if has_dictionary and not named:
        yield f"corpus/{target}.dict: its options do not name it"


def check_lengths(corpus, target):
    options = (corpus / f"{target}.options").read_text(encoding="utf-8")
    most = re.search(r"^max_len ?= ?(\d+)$", options, re.MULTILINE)
    for path in sorted((corpus / target).iterdir()):
        if most and path.stat().st_size > int(most[1]) and f"{target}/{path.name}" not in ONLY_REPLAYED:
            yield f"corpus/{target}/{path.name}: more than the max_len of {most[1]} bytes"


def check_target(root, target):
    corpus = root / "corpus"
    source = root / "fuzz" / f"{target}.cpp"
    if not source.is_file() or not source.read_text(encoding="utf-8").startswith("// Property: "):
        yield f"fuzz/{target}.cpp: opens with // Property: …"
    if not (corpus / target).is_dir() or not any((corpus / target).iterdir()):
        yield f"corpus/{target}: has no seed"
        return
    for suffix in ("manifest", "options"):
        if not (corpus / f"{target}.{suffix}").is_file():
            yield f"corpus/{target}.{suffix}: is not there"
            return
    yield from check_manifest(corpus, target)
    yield from check_options(corpus, target)
    yield from check_lengths(corpus, target)
    if f"`{target}`" not in (root / "docs/fuzzing.md").read_text(encoding="utf-8"):
        yield f"docs/fuzzing.md: says nothing of `{target}`"


def check_orphans(corpus, targets):
    for path in sorted(corpus.iterdir()):
        if path.name not in ("regressions",) and path.name.split(".")[0] not in targets:
            yield f"corpus/{path.name}: belongs to no target"
        elif path.suffix not in ("", ".dict", ".manifest", ".options"):
            yield f"corpus/{path.name}: is neither .dict, .manifest nor .options"
        if path.suffix == ".dict":
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if not DICT_LINE.match(line):
                    yield f"corpus/{path.name}:{number}: not a line of a dictionary"
    for path in sorted((corpus / "regressions").glob("*")):
        if path.name not in targets:
            yield f"corpus/regressions/{path.name}: belongs to no target"
    for path in sorted(corpus.rglob("*")):
        if path.is_file() and path.parent != corpus:
            most = REGRESSION_BYTES_MAX if "regressions" in path.parts else SEED_BYTES_MAX
            if path.stat().st_size > most:
                yield f"{path.relative_to(corpus.parent)}: more than {most} bytes"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    targets = targets_of(root)
    found = [] if targets else ["fuzz/CMakeLists.txt: declares no target"]
    for target in targets:
        found += check_target(root, target)
    found += check_orphans(root / "corpus", targets)
    print("\n".join(found) if found else f"corpus: {len(targets)} targets are whole")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
