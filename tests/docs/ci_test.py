#!/usr/bin/env python3
"""The recipes for CI, and every deadair command on the pages: ci_test.py BUILD SOURCE WORK.

YAML parses; each verb and option on a page is one that the program has; the steps of action.yml do what
docs/ci.md says, run by a shell as the service would run them."""

import os
import pathlib
import re
import subprocess
import sys

import yaml

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
COMMAND = re.compile(r"(?:^|[\s'\"])(?:\$ )?(?:build/|\S*/build/)?deadair ((?:[a-z][a-z-]*)\b.*)")
INPUT = re.compile(r"\$\{\{ *inputs\.(\w+) *\}\}")
WITH_NOUN = {"adapter", "expect"}


class StrictLoader(yaml.SafeLoader):
    """Takes no key twice, as the services do not."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        doubled = {key for key in keys if keys.count(key) > 1}
        assert not doubled, f"{node.start_mark}: twice: {doubled}"
        return super().construct_mapping(node, deep)


def pages(source):
    return [source / "README.md", source / "CONTRIBUTING.md", *sorted(source.glob("docs/*.md"))]


def check_yaml(source):
    """Every YAML file and block; how many there were."""
    texts = {str(path): path.read_text(encoding="utf-8")
             for path in [source / "action.yml", *sorted(source.glob(".github/**/*.yml"))]}
    for page in pages(source):
        blocks = [text for kind, text in BLOCK.findall(page.read_text(encoding="utf-8"))
                  if kind == "yaml"]
        texts |= {f"{page}, block {number}": text for number, text in enumerate(blocks, 1)}
    for name, text in texts.items():
        try:
            read = yaml.load(text, StrictLoader)
        except yaml.YAMLError as problem:
            raise AssertionError(f"{name}: {problem}") from problem
        assert isinstance(read, dict), f"{name}: holds no mapping"
    return len(texts)


class Program:
    """What the program says of its verbs."""

    def __init__(self, deadair):
        self.deadair, self.known = deadair, {}

    def options(self, words):
        """The options of a verb, from its own help; None: there is no such verb."""
        if words not in self.known:
            got = subprocess.run([self.deadair, *words, "--help"], check=False, text=True,
                                 capture_output=True)
            names = set(re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", got.stdout))
            self.known[words] = names if got.returncode == 0 else None
        return self.known[words]


def commands(text):
    """The deadair commands in the blocks of a page or in a script, each without what is behind --."""
    joined = text.replace("\\\n", " ")
    for line in joined.splitlines():
        for found in COMMAND.findall(line.split(" # ")[0]):
            yield found


def check_commands(program, name, text):
    count = 0
    for command in commands(text):
        words = command.replace("'", " ").replace('"', " ").split()
        verb = tuple(words[:2] if words[0] in WITH_NOUN else words[:1])
        options = program.options(verb)
        assert options is not None, f"{name}: no such verb: deadair {command}"
        for word in words[: words.index("--") if "--" in words else None]:
            option = word.split("=")[0].rstrip(",;:)")
            if re.fullmatch(r"--?[a-zA-Z][\w-]*", option):
                assert option in options, f"{name}: deadair {' '.join(verb)} has no {option}: {command}"
        count += 1
    return count


def check_pages(program, source):
    counts = {}
    for page in pages(source):
        blocks = [text for kind, text in BLOCK.findall(page.read_text(encoding="utf-8"))
                  if kind in ("sh", "yaml", "groovy")]
        counts[page.name] = sum(check_commands(program, page.name, text) for text in blocks)
    counts["action.yml"] = check_commands(program, "action.yml",
                                          (source / "action.yml").read_text(encoding="utf-8"))
    assert counts["ci.md"] >= 4 and counts["action.yml"] >= 2, counts
    return sum(counts.values())


class Action:
    """action.yml, its steps run as the service would; building and keeping are left out."""

    def __init__(self, source, build, folder):
        self.read = yaml.load((source / "action.yml").read_text(encoding="utf-8"), StrictLoader)
        self.build, self.folder = build, folder

    def run(self, **inputs):
        """Exit code of the run, and the summary of the job."""
        unknown = set(inputs) - set(self.read["inputs"])
        assert not unknown, f"action.yml has no input {unknown}"
        values = {name: one["default"] for name, one in self.read["inputs"].items()} | inputs
        summary = self.folder / "summary"
        summary.write_text("", encoding="utf-8")
        codes = {}
        for step in self.read["runs"]["steps"]:
            if step["name"] not in ("Run deadair", "Show the summary"):
                continue
            filled = {name: INPUT.sub(lambda found: values[found[1]], text)
                      for name, text in step["env"].items()}
            environment = {**os.environ, **filled, "GITHUB_STEP_SUMMARY": str(summary),
                           "PATH": f"{self.build}:{os.environ['PATH']}"}
            done = subprocess.run(["bash", "-eo", "pipefail", "-c", step["run"]], check=False, text=True,
                                  cwd=self.folder, env=environment, capture_output=True)
            codes[step["name"]] = (done.returncode, done.stdout + done.stderr)
        assert len(codes) == 2, codes
        assert codes["Show the summary"][0] == 0, codes
        return codes["Run deadair"], summary.read_text(encoding="utf-8")


def check_action(source, build, work):
    """Two parts of a small selection, a known failure in one of them, and the whole."""
    work.mkdir(parents=True, exist_ok=True)
    action = Action(source, build, work)
    adapter = f"'{build}/deadair-reference' --mutant arrival_order"
    selection = "order.by_number_not_by_text basics.ended basics.live --jobs 2 --dialect stable"
    plain, summary = action.run(adapter=adapter, arguments=selection, out="plain")
    assert plain[0] == 1 and "order.by_number_not_by_text" in summary, plain
    listed = subprocess.run([f"{build}/deadair", "expect", "update", "known.json", "--results",
                             "plain/results.jsonl", "--link", "https://tracker.example/1"],
                            check=False, cwd=work, capture_output=True, text=True)
    assert listed.returncode == 0, listed.stderr
    for part in ("1", "2"):
        done, summary = action.run(adapter=adapter, arguments=selection, expect="known.json",
                                   shard=f"{part}/2", out=f"part-{part}")
        assert done[0] == 0 and summary, done
    whole, summary = action.run(merge="part-1 part-2", out="whole")
    assert whole[0] == 0 and summary, whole
    for name in ("junit.xml", "summary.md", "report.html", "results.jsonl"):
        assert (work / "whole" / name).stat().st_size > 0, name
    missing, _ = action.run(merge="part-1", out="half")
    assert missing[0] == 2, missing


def main():
    build, source, work = (pathlib.Path(word).resolve() for word in sys.argv[1:])
    files = check_yaml(source)
    count = check_pages(Program(f"{build}/deadair"), source)
    subprocess.run(["rm", "-rf", str(work)], check=True)
    check_action(source, build, work)
    print(f"ci: {files} pieces of YAML, {count} commands, and the action")
    return 0


if __name__ == "__main__":
    sys.exit(main())
