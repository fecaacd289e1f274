#!/usr/bin/env python3
"""Scenarios over TLS, and people with curl. Called with the build folder and a folder to work in."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

BUILD, FOLDER = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
DEADAIR, REFERENCE = BUILD / "deadair", BUILD / "deadair-reference"
SAMPLE = ["basics", "sync", "faults", "--dialect", "stable"]


def run(*words, adapter):
    """Plays over TLS, and looks that the authority's file goes with the run."""
    done = subprocess.run([DEADAIR, "run", *words, "--tls", "--traces", "all", "--", *adapter],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=600)
    found = re.search(r"\S+/authority\.pem", done.stderr)
    assert found, done.stdout + done.stderr
    assert not os.path.exists(os.path.dirname(found.group())), "the authority's file stays behind"
    return done


def curl(url, *words):
    return subprocess.run(["curl", "--silent", "--show-error", "--max-time", "20", *words, url],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)


def a_sample_of_the_reference():
    done = run(*SAMPLE, "--out", FOLDER / "reference", adapter=[REFERENCE])
    assert done.returncode == 0, done.stdout + done.stderr
    trace = next((FOLDER / "reference" / "traces").glob("*.jsonl")).read_text()
    assert "https://127.0.0.1:" in trace, trace[:2000]


def a_check_of_an_adapter():
    check = [DEADAIR, "adapter", "check", "--tls", "--"]
    done = subprocess.run([*check, REFERENCE], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and " 0 failed" in done.stdout, done.stdout + done.stderr
    distrustful = [*check, "env", "SSL_CERT_FILE=/dev/null", REFERENCE]
    done = subprocess.run(distrustful, capture_output=True, text=True, timeout=120)
    assert done.returncode == 3, done.stdout + done.stderr


def it_can_fail():
    """A failure is one over TLS too, and the way back says how."""
    done = run("order.by_number_not_by_text", "--dialect", "stable", "--out", FOLDER / "mutant",
               adapter=[REFERENCE, "--mutant", "arrival_order"])
    assert done.returncode == 1, done.stdout + done.stderr
    assert "--tls" in done.stdout, done.stdout


def a_client_of_python():
    """The starter's client, with Python's own HTTP: it finds the authority in its environment."""
    subprocess.run([DEADAIR, "adapter", "new", "python", FOLDER / "starter"], check=True, capture_output=True)
    done = run("basics", "--dialect", "stable", "--jobs", "2", "--out", FOLDER / "python",
               adapter=[sys.executable, FOLDER / "starter" / "adapter.py"])
    assert done.returncode in (0, 1), done.stdout + done.stderr
    results = (FOLDER / "python" / "results.jsonl").read_text()
    assert results.count('"verdict":"pass"') >= 3, results


def people_with_curl():
    serve = subprocess.Popen([DEADAIR, "serve", "basics.live", "--dialect", "stable", "--tls"], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        authority = re.search(r"\S+/authority\.pem", serve.stderr.readline()).group()
        pem = pathlib.Path(authority).read_text()
        assert pem.count("BEGIN") == 1 and "KEY" not in pem, pem
        url = ""
        while not url:
            line = serve.stdout.readline()
            assert line, "serve ended"
            url = next(iter(re.findall(r"https://\S+", line)), "")
        versions = f"{url}/_matrix/client/versions"
        trusting = curl(versions, "--cacert", authority)
        assert trusting.returncode == 0 and '"versions"' in trusting.stdout, trusting
        by_name = curl(versions.replace("127.0.0.1", "localhost"), "-4", "--cacert", authority)
        assert by_name.returncode == 0, by_name
        assert curl(versions, "--cacert", "/dev/null").returncode != 0, "curl trusts whom it should not"
        clear = curl(versions.replace("https:", "http:"))
        assert "https://" in clear.stdout, clear
    finally:
        serve.terminate()
        code = serve.wait(timeout=60)
    assert code == -15, code
    assert not os.path.exists(os.path.dirname(authority)), "the authority's file stays behind"


shutil.rmtree(FOLDER, ignore_errors=True)
FOLDER.mkdir(parents=True)
for test in (people_with_curl, a_sample_of_the_reference, a_check_of_an_adapter, it_can_fail, a_client_of_python):
    test()
print("ok: the reference client, a client of Python and curl over TLS")
