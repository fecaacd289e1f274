"""One run of a fuzz target under libFuzzer, measured in the seconds that it had a processor."""
import ctypes
import glob
import os
import re
import select
import signal
import subprocess
import tempfile

# Presets of CMakePresets.json, each with its folder.
SANITIZED, BARE = "fuzz", "fuzz-bare"
LIMITS = ["-timeout=25", "-rss_limit_mb=2560"]
# A short context of allocations: finding out where one was made is left to the replay.
ENVIRONMENT = {"ASAN_OPTIONS": "quarantine_size_mb=10:malloc_context_size=2", "UBSAN_OPTIONS": "print_stacktrace=1"}
# By the target's own mutator, or by the engine's mutations alone.
WAYS = ("structure", "bytes")
INTERRUPTED = 72  # libFuzzer's exit code after SIGINT


def all_targets():
    """Those that fuzz/CMakeLists.txt declares, but the canary."""
    with open("fuzz/CMakeLists.txt", encoding="utf-8") as file:
        names = re.findall(r"^deadair_fuzz_target\((\w+)", file.read(), re.MULTILINE)
    return [name for name in names if name != "canary"]


def targets_named(parser, words):
    """All where nothing is named ("a,b" or None); ends with the parser's error where one is none."""
    known = all_targets()
    for name in words.split(",") if words else []:
        if name not in known:
            parser.error(f"--targets: no target {name}; there are: {' '.join(known)}")
    return words.split(",") if words else known


def mutator_of(target):
    """The name of its own mutator, or nothing."""
    with open("fuzz/CMakeLists.txt", encoding="utf-8") as file:
        found = re.search(rf"^deadair_fuzz_target\({target} MUTATOR (\w+)", file.read(), re.MULTILINE)
    return found[1] if found else ""


def sources_of(target):
    """The target's file and what of fuzz/ it is made of: headers that it includes, and what stands behind them."""
    found = []
    left = [f"fuzz/{target}.cpp"]
    while left:
        name = left.pop()
        if name in found or not os.path.isfile(name):
            continue
        found.append(name)
        if name.endswith(".h"):
            left += [name[:-len("h")] + "cpp", *glob.glob(name[:-len(".h")] + "_*.cpp")]
        with open(name, encoding="utf-8") as file:
            left += re.findall(r'^#include "(fuzz/[^"]+)"', file.read(), re.MULTILINE)
    return sorted(found)


def program_of(target, way):
    """The program that fuzzes it that way: without a mutator of its own it is fuzzed by plain bytes as it is."""
    return f"bytes_{target}" if way == "bytes" and mutator_of(target) else target


def build(targets, preset=SANITIZED):
    """With libFuzzer, in build-PRESET/."""
    subprocess.run(["cmake", "--preset", preset], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", f"build-{preset}", "--target", *targets], check=True, stdout=subprocess.DEVNULL)


def flags_of(target):
    """The options of the file that OSS-Fuzz's runner reads too, as flags."""
    flags = []
    with open(f"corpus/{target}.options", encoding="utf-8") as file:
        for line in file:
            found = re.match(r"^(\w+) *= *(\S+)$", line)
            if found:
                value = f"corpus/{found[2]}" if found[1] == "dict" else found[2]
                flags.append(f"-{found[1]}={value}")
    return flags


def cpu_seconds(pid):
    """What a process that runs has used so far; 0 where that cannot be told."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError, ValueError):
        return 0.0


PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def end_with_parent():
    """Whoever ends the script ends the engine: it has no limit of its own."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def wait_for_end(process, seconds):
    """Until the process ends. One thread cannot use what is left of its seconds any sooner than in that time."""
    watched = os.pidfd_open(process.pid)
    try:
        end = select.poll()
        end.register(watched, select.POLLIN)
        left = seconds
        while left > 0 and not end.poll(max(left, 0.01) * 1000):
            left = seconds - cpu_seconds(process.pid)
        if left <= 0:
            process.send_signal(signal.SIGUSR1)  # libFuzzer prints its figures then, and ends
            end.poll()
    finally:
        os.close(watched)


def execute(program, words, seconds, environment):
    """Output, exit code, and CPU seconds of one process, which is asked to end once it has used that many.

    Ctrl-C reaches the process too: it tells what it did until then, and its exit code is INTERRUPTED.
    """
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([program, *words], stdout=out, stderr=out, env={**os.environ, **environment},
                                   preexec_fn=end_with_parent)
        try:
            wait_for_end(process, seconds)
        except KeyboardInterrupt:
            pass
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return out.read().decode(errors="replace"), process.returncode, usage.ru_utime + usage.ru_stime
