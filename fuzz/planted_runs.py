"""Builds the fuzz targets with a bug planted, and runs them until they find it."""
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import planted
from engine_run import INTERRUPTED, LIMITS, execute, flags_of, mutator_of, program_of, sources_of

FOLDER = "build-fuzz-bench"
# How everything is compiled.
FLAGS = ["CMakePresets.json", "fuzz/not_followed.txt"]
# What mutators are made of.
JSON = ["fuzz/bend.cpp", "fuzz/word_lines.cpp", "fuzz/words.cpp"]
PARTS_OF = {"json_mutator": JSON, "lines_mutator": JSON, "record_mutator": ["fuzz/records.cpp"],
            "ogg_mutator": ["fuzz/naive_ogg.cpp"],
            "shorthand_mutator": ["harness/told/mutate_text.cpp"]}
# Frames are not asked for: a symbolizer would take longer than most findings.
ENVIRONMENT = {"ASAN_OPTIONS": "quarantine_size_mb=10:symbolize=0", "UBSAN_OPTIONS": "symbolize=0"}
SAID = re.compile(r"check failed: .*|ERROR: AddressSanitizer: [\w-]+|runtime error: .*|"
                  r"ERROR: libFuzzer: (?:timeout|out-of-memory).*|ERROR: LeakSanitizer.*")


def tell(text):
    print("fuzz-bench: " + text, flush=True)


def digest(parts):
    summed = hashlib.sha256()
    for part in parts:
        summed.update(part if isinstance(part, bytes) else part.encode())
        summed.update(b"\0")
    return summed.hexdigest()[:16]


def read_bytes(path):
    with open(path, "rb") as file:
        return file.read()


def listed(root):
    done = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard", "-z"], check=True,
                          capture_output=True)
    names = done.stdout.decode().split("\0")
    return sorted(name for name in names if name and os.path.isfile(os.path.join(root, name)))


class Copy:
    """The sources once more, built, in which bugs come and go."""

    def __init__(self, root):
        self.root = root
        self.tree = os.path.join(FOLDER, "tree")
        self.build = os.path.join(self.tree, "build-fuzz")
        self.is_configured = False

    def refresh(self):
        """Makes the copy what the sources are, touching only what differs."""
        names = [name for name in listed(self.root) if not name.startswith(("docs/", "fuzz/planted"))]
        for name in names:
            wanted = read_bytes(name)
            there = os.path.join(self.tree, name)
            if os.path.isfile(there) and read_bytes(there) == wanted:
                continue
            os.makedirs(os.path.dirname(there), exist_ok=True)
            shutil.copy(name, there)

    def configure(self):
        """Once a bench, and not once for all: the preset may have changed since the last."""
        if self.is_configured:
            return
        options = ["-DDEADAIR_WARNINGS_AS_ERRORS=OFF"]  # a bug may leave something that nobody uses
        if shutil.which("ccache"):
            options.append("-DCMAKE_CXX_COMPILER_LAUNCHER=ccache")
        subprocess.run(["cmake", "--preset", "fuzz", *options], cwd=self.tree, check=True, stdout=subprocess.DEVNULL)
        self.is_configured = True

    def programs_with(self, bug, ways):
        """Builds the target with the bug, and takes the bug out again. Gives the paths by way; raises RuntimeError."""
        self.configure()
        refused = planted.apply(bug, self.tree)
        if refused:
            raise RuntimeError(refused)
        try:
            names = [program_of(bug.target, way) for way in ways]
            done = subprocess.run(["cmake", "--build", self.build, "--target", *names], check=False,
                                  capture_output=True, text=True)
            if done.returncode:
                raise RuntimeError(f"does not compile:\n{done.stdout[-4000:]}")
        finally:
            for name in bug.files:
                shutil.copy(name, os.path.join(self.tree, name))
        folder = os.path.join(FOLDER, "programs")
        os.makedirs(folder, exist_ok=True)
        made = {}
        for way, name in zip(ways, names):
            made[way] = os.path.join(folder, name)
            shutil.copy(os.path.join(self.build, "fuzz", name), made[way])
        return made


def said_in(output):
    found = SAID.search(output)
    return found[0][:200] if found else ""


class Bench:
    """All runs of a bench, kept in a file from one call to the next."""

    def __init__(self, root, seeds, seconds):
        self.copy = Copy(root)
        self.seeds = seeds
        self.seconds = seconds
        self.file = os.path.join(FOLDER, "runs.json")
        self.kept = {}
        if os.path.isfile(self.file):
            self.kept = json.loads(read_bytes(self.file))
        self.copy.refresh()

    def key(self, bug):
        """What a run depends on: the patch and what it changes, the target, its mutator, seeds and words, the limit."""
        mutator = mutator_of(bug.target)
        own = sources_of(bug.target) + ([f"fuzz/{mutator}.cpp"] if mutator else [])
        words = [f"corpus/{bug.target}.{kind}" for kind in ("dict", "options")]
        files = [bug.path, *bug.files, *FLAGS, *own, *PARTS_OF.get(mutator, []), *self._seed_files(bug)]
        files += [name for name in words if os.path.isfile(name)]
        return digest([str(self.seconds), *(read_bytes(name) for name in files)])

    def results_of(self, bug):
        """{"aside": seeds set aside, "of": seeds, way: {seed: run}}; a run is found, executions, seconds, said."""
        kept = self.kept.get(bug.name, {})
        return kept if kept.get("key") == self.key(bug) else {}

    def run(self, bug, ways, again):
        ways = [way for way in ways if way == "bytes" or mutator_of(bug.target)]
        kept = {} if again else self.results_of(bug)
        missing = [(way, seed) for seed in range(1, self.seeds + 1) for way in ways
                   if str(seed) not in kept.get(way, {})]
        if not missing:
            tell(f"{bug.name}: all runs are there")
            return
        tell(f"{bug.name}: {bug.what} ({bug.target})")
        try:
            programs = self.copy.programs_with(bug, sorted({way for way, _ in missing}, reverse=True))
        except RuntimeError as error:
            tell(f"{bug.name}: {error}")
            return
        kept.setdefault("key", self.key(bug))
        self.kept[bug.name] = kept
        good = self._good_seeds(bug, next(iter(programs.values())))
        kept.update({"of": len(self._seed_files(bug)), "aside": len(self._seed_files(bug)) - len(good)})
        for way, seed in missing:
            run = self._seek(bug, programs[way], seed, good)
            kept.setdefault(way, {})[str(seed)] = run
            self._keep()
            verdict = "found" if run["found"] else "not found"
            tell(f"  {way} {seed}: {verdict}, {run['executions']} executions, {run['seconds']:.1f} s  {run['said']}")

    @staticmethod
    def _seed_files(bug):
        folder = f"corpus/{bug.target}"
        return [os.path.join(folder, name) for name in sorted(os.listdir(folder))]

    def _execute(self, program, words):
        output, code, seconds = execute(program, words, self.seconds, ENVIRONMENT)
        if code == INTERRUPTED:
            sys.exit(130)
        return output, code, seconds

    def _good_seeds(self, bug, program):
        """The seeds that do not show the bug by themselves."""
        return [path for path in self._seed_files(bug) if self._execute(program, [*LIMITS, path])[1] == 0]

    def _seek(self, bug, program, seed, seeds):
        with tempfile.TemporaryDirectory(dir=FOLDER) as work:
            inputs = os.path.join(work, "inputs")
            os.mkdir(inputs)
            for path in seeds:
                shutil.copy(path, inputs)
            words = [f"-seed={seed}", "-print_final_stats=1", f"-artifact_prefix={work}/",
                     *LIMITS, *flags_of(bug.target), inputs]
            output, code, seconds = self._execute(program, words)
            right = code != 0 and re.search(bug.says, output) is not None
            if code != 0 and not right:
                self._keep_findings(bug, work)
        executions = re.search(r"stat::number_of_executed_units: *(\d+)", output)
        if executions is None:
            sys.exit(f"fuzz-bench: {bug.name}: the engine told no figures:\n{output[-4000:]}")
        return {"found": code != 0, "executions": int(executions[1]), "seconds": seconds, "said": said_in(output),
                "right": right}

    @staticmethod
    def _keep_findings(bug, work):
        """What is noticed by another check than the bug's may be a bug that nobody planted."""
        folder = os.path.join(FOLDER, "otherwise", bug.target)
        os.makedirs(folder, exist_ok=True)
        for name in sorted(os.listdir(work)):
            if os.path.isfile(os.path.join(work, name)):
                shutil.copy(os.path.join(work, name), folder)
                tell(f"  {bug.name}: another finding, kept as {os.path.join(folder, name)}")

    def _keep(self):
        with open(self.file + ".new", "w", encoding="utf-8") as file:
            json.dump(self.kept, file, indent=1, sort_keys=True)
        os.replace(self.file + ".new", self.file)
