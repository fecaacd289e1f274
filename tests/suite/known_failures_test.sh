#!/usr/bin/env bash
# Known failures as a client's CI meets them. Called with the build folder and a folder to work in.
set -u
. "$(dirname "$0")/steps.sh"
deadair=$1/deadair
reference=$1/deadair-reference
rm -rf "$2" && mkdir -p "$2" && cd "$2" || exit 1
faulty=("$reference" --mutant arrival_order)
choose=(basics.live order.by_number_not_by_text order.time_runs_backwards --no-timings)

# edit FILE PYTHON: changes the text t of a file and nothing else.
edit() {
  python3 -c "
import sys
t = open(sys.argv[1]).read()
old = t
$2
assert t != old, 'nothing was edited'
open(sys.argv[1], 'w').write(t)" "$1"
}

# From nothing to green: a run, an update, the same run.
expect "a faulty client" 1 "$deadair" run "${choose[@]}" --out first -- "${faulty[@]}"
expect "an update needs a link" 2 "$deadair" expect update known.json --results first/results.jsonl
expect "an update makes the file" 0 "$deadair" expect update known.json --results first/results.jsonl --link https://example.org/17
says "it counts" out.txt "known.json: "
says "an entry has the code" known.json '"code": "heard.'
expect "the file is good" 0 "$deadair" expect lint known.json
expect "known failures are no news" 0 "$deadair" run "${choose[@]}" --expect known.json --out second -- "${faulty[@]}"
says "they are counted apart" out.txt "failed as known"
is_silent_about "they are not shown" out.txt "FAIL"
says "results say so" second/results.jsonl '"as_known":true'
says "JUnit skips them" second/junit.xml '<skipped message="known failure heard.'
is_silent_about "JUnit has no failure" second/junit.xml "<failure"
says "the summary has them" second/summary.md "## Known failures"
cp known.json before.json
expect "a second update changes nothing" 0 "$deadair" expect update known.json --results second/results.jsonl --link https://example.org/17
same "a second update changes nothing" before.json known.json

# Every way in which the file can be wrong ends with 1 and the edit to make.
expect "an unexpected pass" 1 "$deadair" run "${choose[@]}" --expect known.json --out passes -- "$reference"
says "an unexpected pass is named" out.txt "UNEXPECTED PASS order."
says "with the edit" out.txt "known.json:4:5: take this entry out"
says "JUnit fails" passes/junit.xml 'type="known.passes"'
edit known.json 't = t.replace("heard.", "heardly.", 1)'
expect "a changed code" 1 "$deadair" run "${choose[@]}" --expect known.json --out changed -- "${faulty[@]}"
says "with the edit" out.txt 'change "code" from "heardly.'
expect "an update follows it" 0 "$deadair" expect update known.json --results changed/results.jsonl --link https://example.org/18
same "in its place" before.json known.json
edit known.json 't = t.replace("\"expect\": [", "\"expect\": [\n    // gone\n    {\"id\": \"order.gone\", \"code\": \"a.b\", \"link\": \"x\", \"date\": \"2026-01-01\", \"reason\": \"y\"},")'
expect "a stale entry" 1 "$deadair" run "${choose[@]}" --expect known.json --out stale -- "${faulty[@]}"
says "with the edit" out.txt 'EDIT known.json:5:5: take this entry out: no case of the suite is called "order.gone"'
says "JUnit fails" stale/junit.xml "deadair.known_failures"
expect "lint sees it too" 1 "$deadair" expect lint known.json
expect "prune takes it out" 0 "$deadair" expect prune known.json
edit known.json 't = t.replace("\n    // gone", "")'
same "and leaves the rest" before.json known.json
edit known.json 't = t.replace("\"expect\": [", "\"expect\": [\n    {\"id\": \"s*\", \"code\": \"a.b\", \"link\": \"x\", \"date\": \"2026-01-01\", \"reason\": \"y\"},")'
expect "a glob over too much" 1 "$deadair" run "${choose[@]}" --expect known.json --out wide -- "${faulty[@]}"
says "with the edit" out.txt 'EDIT known.json:4:5: narrow "s*": it covers '
edit known.json 't = t.replace("\"s*\"", "5")'
expect "a file that breaks the schema" 2 "$deadair" run "${choose[@]}" --expect known.json --out never -- "${faulty[@]}"
says "with line, column and key" err.txt "known.json:4:12: /expect/0/id"
[ -e never ] && { echo "FAIL something ran although the file was bad"; failures=$((failures + 1)); }
expect "a file that is not there" 2 "$deadair" run --expect missing.json -- true

# Names that nothing has.
cp before.json known.json
edit known.json 't = t.replace("heard.", "haerd.", 1)'
expect "lint refuses a code that is not there" 1 "$deadair" expect lint known.json
says "with its place" err.txt 'known.json:6:15: code: there is no code "haerd.'
says "and the code that was meant" err.txt '" is near'
cp before.json known.json
edit known.json 't = t.replace("\"reason\"", "\"when\": {\"feature\": \"!seeek\"},\n      \"reason\"")'
expect "lint refuses a feature that is not there" 1 "$deadair" expect lint known.json
says "with the feature that was meant" err.txt '"seek" is near'
expect "a run takes it, and it is not declared" 0 "$deadair" run "${choose[@]}" --expect known.json --out words -- "${faulty[@]}"

# Conditions and flaky entries.
cp before.json known.json
edit known.json 't = t.replace("\"reason\"", "\"flaky\": {\"until\": \"2999-01-01\"},\n      \"reason\"")'
expect "flaky entries may pass" 0 "$deadair" run "${choose[@]}" --expect known.json --out flaky -- "$reference"
expect "and fail" 0 "$deadair" run "${choose[@]}" --expect known.json --out flaky -- "${faulty[@]}"
edit known.json 't = t.replace("2999", "2020")'
expect "until they end" 1 "$deadair" run "${choose[@]}" --expect known.json --out flaky -- "${faulty[@]}"
says "with the edit" out.txt 'take "flaky" out'
cp before.json known.json
edit known.json 't = t.replace("\"reason\"", "\"when\": {\"version\": \">=99\"},\n      \"reason\"")'
expect "entries for another version do not count" 0 "$deadair" run "${choose[@]}" --expect known.json --out version -- "$reference"
expect "and excuse nothing" 1 "$deadair" run "${choose[@]}" --expect known.json --out version -- "${faulty[@]}"
cp before.json known.json
edit known.json 't = t.replace("\"reason\"", "\"when\": {\"feature\": \"!seek\"},\n      \"reason\"")'
expect "entries for another feature do not count" 0 "$deadair" run "${choose[@]}" --expect known.json --out feature -- "$reference"

# When the client is repaired.
cp before.json known.json
expect "a repaired client" 1 "$deadair" run "${choose[@]}" --expect known.json --out repaired -- "$reference"
expect "prune with a run" 0 "$deadair" expect prune known.json --results repaired/results.jsonl
is_silent_about "nothing is left" known.json "order."
expect "all is well again" 0 "$deadair" run "${choose[@]}" --expect known.json --out well -- "$reference"

finish "known failures"
