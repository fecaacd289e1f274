#!/usr/bin/env python3
"""Reads the reports that reports_samples writes with readers that are not ours."""
import base64
import hashlib
import html.parser
import json
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

problems = []


def expect(truth, what):
    if not truth:
        problems.append(what)


def check_junit(path):
    root = ElementTree.parse(path).getroot()
    expect(root.tag == "testsuites", f"{path}: the root is {root.tag}")
    sums = {"tests": 0, "failures": 0, "errors": 0}
    names = set()
    for suite in root:
        cases = suite.findall("testcase")
        for key in sums:
            sums[key] += int(suite.get(key))
        expect(int(suite.get("tests")) == len(cases), f"{path}: tests of {suite.get('name')}")
        for key, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            found = len(suite.findall(f"testcase/{tag}"))
            expect(int(suite.get(key)) == found, f"{path}: {key} of {suite.get('name')}")
        for case in cases:
            name = (case.get("classname"), case.get("name"))
            expect(all(name), f"{path}: a test case without a name")
            expect(name not in names, f"{path}: {name} stands there twice")
            names.add(name)
            float(case.get("time"))
            order = [child.tag for child in case]
            allowed = ["failure", "error", "skipped", "system-out", "system-err"]
            expect(order == sorted(order, key=allowed.index), f"{path}: order {order}")
    for key, total in sums.items():
        expect(int(root.get(key)) == total, f"{path}: {key} is not the sum of the suites")
    expect(sums["tests"] == 7 and sums["failures"] == 1 and sums["errors"] == 2, f"{path}: {sums}")


class Page(html.parser.HTMLParser):
    """Collects elements and attributes; checks that every element is closed in its turn."""

    void = {"meta", "input", "br", "link"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.attributes, self.scripts = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "script":
            self.scripts.append("")
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag):
        expect(self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}")
        if self.open:
            self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.scripts[-1] += data


def check_html(path, cases):
    text = path.read_bytes().decode("utf-8")
    page = Page()
    page.feed(text)
    page.close()
    expect(not page.open, f"{path}: not closed: {page.open}")
    expect(len(page.scripts) == 2, f"{path}: {len(page.scripts)} scripts")
    data = json.loads(page.scripts[0])
    expect(len(data["cases"]) == cases, f"{path}: {len(data['cases'])} cases")
    for tag, name, value in page.attributes:
        expect(not name.startswith("on"), f"{path}: {tag} has {name}")
        expect(name not in ("src", "href", "action", "srcset"), f"{path}: {tag} has {name}={value}")
    digest = base64.b64encode(hashlib.sha256(page.scripts[1].encode()).digest()).decode()
    expect(f"script-src 'sha256-{digest}'" in text,
           f"{path}: the policy does not name the script")


def check_no_controls(path, allowed="\n"):
    text = path.read_bytes().decode("utf-8")
    found = re.findall(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe]", text)
    found = sorted({letter for letter in found if letter not in allowed})
    expect(not found, f"{path}: control characters {found!r}")


def check_lines(path):
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    kinds = [line["kind"] for line in lines]
    expect(kinds == ["header"] + ["case"] * 7 + ["footer"], f"{path}: {kinds}")
    longest = max(len(line) for line in path.read_bytes().splitlines())
    expect(longest < 8 << 20, f"{path}: a line of {longest} bytes")


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    subprocess.run([program, str(folder)], check=True, timeout=120)
    for name in ("sample", "hostile"):
        check_junit(folder / name / "junit.xml")
        check_html(folder / name / "report.html", 7)
        check_lines(folder / name / "results.jsonl")
        for report in ("junit.xml", "report.html", "summary.md"):
            check_no_controls(folder / name / report)
            expect((folder / name / report).stat().st_size < 4 << 20, f"{name}/{report} is too big")
    check_html(folder / "many" / "report.html", 2000)
    expect((folder / "many" / "report.html").stat().st_size < 5_000_000, "many: too big")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
