#!/usr/bin/env python3
"""scripts/check_tree.py finds what it is for, and leaves a good tree alone."""
import pathlib
import subprocess
import sys
import tempfile

CHECK = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "check_tree.py"

GOOD = {
    "harness/base/a.h": "// A.\n#pragma once\n",
    "harness/base/a.cpp": '// A.\n#include "harness/base/a.h"\n#include <rapidjson/reader.h>\n',
    "harness/run/r.cpp": '// R.\n#include "harness/base/a.h"\n',
    "cli/main.cpp": '// Main.\n#include "harness/base/a.h"\n',
}

# name, file, its text, what must be said
BAD = [
    ("an include that goes up", "harness/base/b.cpp",
     '// B.\n#include "harness/run/r.h"\n', "harness/base/b.cpp:2: harness/base must not include"),
    ("an include between neighbours", "harness/client/b.cpp",
     '// B.\n#include "harness/scenario/s.h"\n', "harness/client must not include"),
    ("a run that knows its homeserver", "harness/run/b.cpp",
     '// B.\n#include "mock_homeserver/m.h"\n', "harness/run must not include mock_homeserver"),
    ("a run that knows its reports", "harness/run/b.cpp",
     '// B.\n#include "reports/m.h"\n', "harness/run must not include reports"),
    ("a reference client that knows the judge", "clients/reference/b.cpp",
     '// B.\n#include "harness/judge/j.h"\n', "clients/reference must not include harness/judge"),
    ("an include that is not from the root", "harness/base/b.cpp",
     '// B.\n#include "a.h"\n', "write includes from the root"),
    ("RapidJSON outside of base", "reports/b.cpp",
     "// B.\n#include <rapidjson/document.h>\n", "may be included only in harness/base/"),
    ("httplib outside of its places", "cli/b.cpp",
     "// B.\n#include <httplib.h>\n", "may be included only in mock_homeserver/http/"),
    ("a sleep", "harness/run/b.cpp",
     "// B.\nstd::this_thread::sleep_for(1ms);\n", "harness/run/b.cpp:2: nobody sleeps"),
    ("a sleep of Python", "cli/b.py", "import time\ntime.sleep(1)\n", "cli/b.py:2: nobody sleeps"),
    ("a file that is too long", "cli/b.cpp", "// B.\n" * 451, "451 lines"),
    ("a file without a first line", "cli/b.cpp", "int x;\n", "opens with one plain line"),
    ("a header without its guard", "cli/b.h", "// B.\n", "needs #pragma once"),
    ("something left open", "cli/b.cpp", "// B.\n// TODO: all of it\n", "left half done"),
]

# What the bad ones include must be there, or another rule speaks first.
SUPPORT = ["harness/run/r.h", "harness/scenario/s.h", "harness/judge/j.h", "mock_homeserver/m.h",
           "reports/m.h"]


def run(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        done = subprocess.run([sys.executable, str(CHECK), folder], capture_output=True, text=True)
        return done.returncode, done.stdout


def main():
    problems = []
    good = dict(GOOD) | {name: "// S.\n#pragma once\n" for name in SUPPORT}
    code, out = run(good)
    if code != 0 or out:
        problems.append(f"a good tree: {code} {out}")
    for name, file, text, message in BAD:
        code, out = run(good | {file: text})
        if code != 1 or message not in out or out.count("\n") != 1:
            problems.append(f"{name}: exit code {code}, said: {out or 'nothing'}")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
