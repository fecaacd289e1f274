#!/usr/bin/env python3
"""Checks a folder of built fuzz targets as OSS-Fuzz's infrastructure does before it takes them.

usage: fuzz/check_out.py OUT [--engine libfuzzer|afl|honggfuzz|none] [--sanitizer address]

Prints a line a target and a line a finding, and exits with 1 if there is any. Each target that
fuzz/CMakeLists.txt declares, but the canary and those for somebody's own parser, must be there, have
the entry point, start, be instrumented, survive an empty input and its seeds, and need no library that
the runner has not. Seeds, dictionaries and options are called after their target, or nothing finds them.
"""
import argparse
import configparser
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
RUNNER_HAS = re.compile(r"(ld-linux-x86-64|libc|libm|libdl|libpthread|librt|libresolv|libgcc_s|libstdc\+\+)\.so\.\d+")
RUNS_MIN = 4
EDGES_MIN = 100
AFL_EDGES_MIN = 20
HONGGFUZZ_RUNS = 40
SANITIZER_CALLS_MIN = {"address": 1000, "undefined": 168}
SECONDS_MAX = 300


def shipped_targets():
    text = (ROOT / "fuzz/CMakeLists.txt").read_text(encoding="utf-8")
    names = re.findall(r"^deadair_fuzz_target\((\w+)", text, re.MULTILINE)
    return [name for name in names if name != "canary" and not name.startswith("byo_")]


def run(command, **more):
    """Exit code and output, both streams together."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=SECONDS_MAX, check=False, **more)
    except subprocess.TimeoutExpired:
        return 124, f"not done within {SECONDS_MAX} s"
    return done.returncode, done.stdout.decode("utf-8", "replace")


class Target:
    def __init__(self, out, name, options):
        self.out, self.name, self.options = out, name, options
        self.program = out / name
        self.flags = []
        self.told = []

    def problems(self):
        if not self.program.is_file() or not os.access(self.program, os.X_OK):
            yield "is no program in this folder"
            return
        if self.program.read_bytes()[:4] != b"\x7fELF":
            yield "is no ELF file"
            return
        for check in (self.entry_point, self.libraries, self.option_file, self.start, self.sanitized,
                      self.seeds):
            yield from check()

    def entry_point(self):
        if b"LLVMFuzzerTestOneInput" not in self.program.read_bytes():
            yield "has no LLVMFuzzerTestOneInput: the runner takes it for no target"

    def libraries(self):
        _, text = run(["readelf", "-d", str(self.program)])
        for library in re.findall(r"\(NEEDED\).*\[(.+)\]", text):
            if not RUNNER_HAS.fullmatch(library) and not (self.out / "lib" / library).is_file():
                yield f"needs {library}, which the runner has not"
        # What those need in their turn: this machine may have what the runner has not.
        surroundings = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
        code, text = run(["ldd", str(self.program)], env=surroundings)
        if code != 0:
            yield f"ldd does not tell what it needs (exit code {code}): {text[-200:]}"
        for library, place in re.findall(r"^\s*(\S+) => (not found|\S+)", text, re.MULTILINE):
            if not RUNNER_HAS.fullmatch(library) and pathlib.Path(place).parent.resolve() != (self.out / "lib").resolve():
                yield f"finds {library} as {place}, and not in lib: the runner has not got it"

    def option_file(self):
        path = self.out / f"{self.name}.options"
        if not path.is_file():
            yield "has no options"
            return
        parser = configparser.ConfigParser()
        parser.read(path)
        for key, value in parser["libfuzzer"].items():
            if key == "dict":
                if not (self.out / value).is_file():
                    yield f"{path.name} names {value}, which is not there"
                    continue
                value = str(self.out / value)
            self.flags.append(f"-{key}={value}")

    def start(self):
        if self.options.sanitizer == "coverage":
            return  # the engine has no edges then, and stops at that; its seeds are run below, as for the report
        if self.options.engine == "libfuzzer":
            yield from self.start_libfuzzer()
        elif self.options.engine == "afl":
            yield from self.start_afl()
        elif self.options.engine == "honggfuzz":
            yield from self.start_honggfuzz()

    def start_afl(self):
        if b"##SIG_AFL_PERSISTENT##" not in self.program.read_bytes():
            yield "is not in persistent mode: it lacks AFL++'s driver"
            return
        with tempfile.TemporaryDirectory() as folder:
            edges = pathlib.Path(folder) / "edges"
            environment = {**os.environ, "ASAN_OPTIONS": "abort_on_error=1:symbolize=0:detect_leaks=0"}
            code, text = run(["afl-showmap", "-q", "-m", "none", "-t", "10000", "-o", str(edges), "--", str(self.program)],
                             input=b"{}", env=environment)
            count = len(edges.read_text().splitlines()) if edges.is_file() else 0
        self.told.append(f"{count} edges by an input of two bytes")
        if code != 0:
            yield f"does not start under AFL++ (exit code {code}): {text[-600:]}"
        elif count < AFL_EDGES_MIN:
            yield f"shows AFL++ {count} edges only: it is instrumented in part"

    def start_honggfuzz(self):
        if b"_LIBHFUZZ_PERSISTENT_BINARY_SIGNATURE_" not in self.program.read_bytes():
            yield "is not in persistent mode: it lacks honggfuzz's library"
            return
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "in").mkdir()
            (pathlib.Path(folder) / "in" / "input").write_bytes(b"{}")
            code, text = run([str(self.out / "honggfuzz"), "-n", "1", "-N", str(HONGGFUZZ_RUNS), "-v", "-z", "-P", "-V",
                              "--exit_upon_crash", "-R", f"{folder}/report", "-W", folder, "-f", f"{folder}/in",
                              "--", str(self.program)])
        guards = re.search(r"crashes_count:0 timeout_count:0 .*guard_nb:(\d+)", text)
        count = int(guards[1]) if guards else 0
        self.told.append(f"{count} edges")
        if code != 0 or guards is None or re.search(r"^Sz:\d+ Tm:\d+", text, re.MULTILINE) is None:
            yield f"does not start under honggfuzz (exit code {code}): {text[-600:]}"
        elif count < EDGES_MIN:
            yield f"has {count} edges only: it is instrumented in part"

    def start_libfuzzer(self):
        code, text = run([str(self.program), "-seed=1337", f"-runs={RUNS_MIN}", *self.flags])
        if code != 0 or f"Done {RUNS_MIN} runs" not in text:
            yield f"does not start, or stops by itself (exit code {code}): {text[-600:]}"
            return
        if "no interesting inputs were found" in text:
            yield "has no coverage instrumentation"
        edges = re.search(r"INFO: Loaded \d+ modules? .*?\((?:\d+ )?inline 8-bit counters\): (\d+)", text)
        count = int(edges[1]) if edges else 0
        self.told.append(f"{count} edges")
        if count < EDGES_MIN:
            yield f"has {count} edges only: it is instrumented in part"

    def sanitized(self):
        wanted = {"address": "__asan", "undefined": "__ubsan"}
        calls = {}
        _, text = run(["objdump", "-d", "--no-show-raw-insn", str(self.program)])
        for sanitizer, prefix in wanted.items():
            calls[sanitizer] = len(re.findall(rf"\bcallq? +[0-9a-f]+ <{prefix}", text))
        mine = self.options.sanitizer
        if mine in wanted:
            self.told.append(f"{calls[mine]} calls of {wanted[mine]}")
            if calls[mine] < SANITIZER_CALLS_MIN[mine]:
                yield f"seems to be built without {mine}: {calls[mine]} calls"
        if mine != "address" and calls["address"] > 0:
            yield f"is built with address, which is not wanted: {calls['address']} calls"

    def seeds(self):
        path = self.out / f"{self.name}_seed_corpus.zip"
        if not path.is_file():
            yield f"has no {path.name}"
            return
        with tempfile.TemporaryDirectory() as folder:
            try:
                with zipfile.ZipFile(path) as archive:
                    archive.extractall(folder)
            except zipfile.BadZipFile as error:
                yield f"{path.name} is no zip: {error}"
                return
            (pathlib.Path(folder) / "an_empty_input").write_bytes(b"")
            count = len(list(pathlib.Path(folder).iterdir()))
            self.told.append(f"{count} seeds")
            if count < 2:
                yield f"{path.name} holds nothing"
            more = {"env": {**os.environ, "LLVM_PROFILE_FILE": f"{folder}.profraw"}}
            if self.options.engine == "libfuzzer":
                files = sorted(str(file) for file in pathlib.Path(folder).iterdir())
                code, text = run([str(self.program), "-rss_limit_mb=2560", "-timeout=25", *files], **more)
            elif self.options.engine == "afl":
                files = sorted(str(file) for file in pathlib.Path(folder).iterdir())
                code, text = run([str(self.program), *files], **more)
            elif self.options.engine == "honggfuzz":  # its programs read one file
                for file in sorted(pathlib.Path(folder).iterdir()):
                    code, text = run([str(self.program), str(file)], **more)
                    if code != 0:
                        break
            else:
                code, text = run([str(self.program), folder], **more)
            if code != 0:
                yield f"does not survive its seeds (exit code {code}): {text[-1500:]}"
            if self.options.sanitizer == "coverage":
                profile = pathlib.Path(f"{folder}.profraw")
                if not profile.is_file() or profile.stat().st_size == 0:
                    yield "writes no profile"
                profile.unlink(missing_ok=True)


def orphans(out, targets, engine):
    for path in sorted(out.iterdir()):
        if path.name == "lib" or path.name == engine:  # as honggfuzz, which the builder puts there
            continue
        name = re.sub(r"(_seed_corpus\.zip|\.options|\.dict)$", "", path.name)
        if name not in targets:
            yield f"{path.name}: belongs to no target"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--engine", default="libfuzzer")
    parser.add_argument("--sanitizer", default="address")
    parser.add_argument("--without", action="append", default=[], metavar="TARGET", help="one that was not to be built")
    options = parser.parse_args()
    targets = [name for name in shipped_targets() if name not in options.without]
    findings = list(orphans(options.out, targets, options.engine))
    # The runner has it in another place than the builder.
    with tempfile.TemporaryDirectory() as elsewhere:
        moved = pathlib.Path(elsewhere) / "out"
        shutil.copytree(options.out, moved)
        for name in targets:
            target = Target(moved, name, options)
            problems = [f"{name}: {problem}" for problem in target.problems()]
            findings += problems
            print(f"{name}: {'BAD' if problems else 'good'}; {', '.join(target.told)}", flush=True)
    print("\n".join(findings) if findings else f"out: {len(targets)} targets are as OSS-Fuzz wants them")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
