#!/usr/bin/env bash
# The program as a person meets it: exit codes, messages, files. Called with the build folder and a folder to work in.
set -u
. "$(dirname "$0")/steps.sh"
build=$1
work=$2
rm -rf "$work" && mkdir -p "$work" || exit 1
cd "$work" || exit 1
deadair=$build/deadair
reference=$build/deadair-reference

expect "help" 0 "$deadair" --help
says "help shows an example" out.txt "deadair run -- ./my-adapter"
expect "version" 0 "$deadair" --version
expect "no verb" 2 "$deadair"
expect "unknown verb" 2 "$deadair" dance
expect "unknown option" 2 "$deadair" run --dance -- true
expect "no adapter" 2 "$deadair" run
says "no adapter tells what to write" err.txt "deadair run -- ./my-adapter"
expect "a name that matches nothing" 2 "$deadair" run order.nonsense -- true
says "it shows what is near" err.txt "near are: order."
expect "an empty selection" 5 "$deadair" run basics --clause two_users --out out -- true

printf '{\n  "id": "order.x",\n  "title": 5,\n}\n' >broken.json
expect "a scenario that is not JSON" 2 "$deadair" run --file broken.json --out never -- true
says "its place" err.txt "broken.json:4:"
[ -e never ] && { echo "FAIL something ran although a scenario file was broken"; failures=$((failures + 1)); }
printf '{"id":"order.x","title":"a clause that is not there","clauses":["nonsense"],"role":"listener",\n"steps":[{"emit":"S"}],"expect":[{"heard":[1]}]}\n' >clause.json
expect "a clause that is not there" 2 "$deadair" check clause.json
says "the clause" err.txt "nonsense"
says "the code by which it can be looked up" err.txt "[scenario.clause]"
printf '{"id":"order.x","title":"what is taken out is not there","clauses":["order"],\n"steps":[{"emit":["S",{"chunk":1,"absent":["content.sequenze"]}]},{"act":"play"}],"expect":[{"heard":[1]}]}\n' >absent.json
for verb in "check absent.json" "run --file absent.json --out never -- true"; do
  expect "an event that cannot be made: ${verb%% *}" 2 "$deadair" $verb
  says "its place and its name" err.txt 'absent.json:2:10: event c1: absent: the event has no "content.sequenze"'
done
expect "a scenario file that is not there" 2 "$deadair" check missing.json
says "which file" err.txt "missing.json"
expect "a scenario file that cannot be read" 2 "$deadair" check /proc/self/mem
says "the system's reason" err.txt "/proc/self/mem: Input/output error"
python3 - >large.json <<'PY'
import json
print(json.dumps({"id": "order.large", "title": "a family in which member {n} is large", "clauses": ["order"],
                  "for": {"n": list(range(400)), "long": [{"name": "x", "text": "x" * 800000}]},
                  "steps": [{"emit": ["S c1", {"chunk": 2, "content": {"x": "{long.text}"}}, "X(2)"]}, {"act": "play"}, {"settle": True}],
                  "expect": [{"heard": [1, 2]}]}))
PY
expect "a family that would fill the memory" 2 "$deadair" check large.json
says "the limit" err.txt "filled in, the members come to more than 256 MiB"
expect "the built-in scenarios are good" 0 "$deadair" check
expect "a number below zero" 2 "$deadair" run --max-unsupported -1 -- true
says "which one" err.txt "--max-unsupported: is a number from 0, not -1"
expect "a scale that is no number" 2 "$deadair" run --timeout-multiplier nan -- true
says "it says so" err.txt "is a number, not nan"

expect "the page of known defects" 0 "$deadair" docs wild
says "its table" out.txt "| W27 | listener |"
cp out.txt page.md
expect "a page that is up to date" 0 "$deadair" docs wild --check page.md
echo "a line too many" >>page.md
expect "a page that is not" 2 "$deadair" docs wild --check page.md
says "how to write it" err.txt "deadair docs wild > page.md"

expect "a starter in a language that has none" 2 "$deadair" adapter new cobol new
says "it names those that have one" err.txt "cobol: there is no starter in this language, only in javascript, kotlin, python, rust"
expect "a starter in a folder that is not empty" 2 "$deadair" adapter new python .
says "which folder" err.txt ".: is not empty"
expect "a scenario file without an end" 2 "$deadair" check /dev/zero
says "how long one may be" err.txt "/dev/zero: has more than 1048576 bytes"
touch file-in-the-way
expect "a starter where no folder can be" 2 "$deadair" adapter new python file-in-the-way/new
says "place and cause" err.txt "file-in-the-way/new: cannot be made: Not a directory"
expect "a report folder that cannot be made" 2 "$deadair" run --out file-in-the-way/report basics -- true
says "which folder" err.txt "file-in-the-way"

"$deadair" adapter new python starter >/dev/null
sed -i 's/"features": \[\]/"features": ["seeek"]/' starter/adapter.py
expect "a misspelt feature" 0 "$deadair" run --out misspelt basics.live --traces all -- python3 starter/adapter.py
says "which one" out.txt "the client declares what the contract does not name: seeek"
expect "a report folder to be judged" 0 "$deadair" judge misspelt
says "its one trace" out.txt "pass misspelt/traces/basics.live.stable.jsonl"
# A report of somebody else's names what it likes.
cp -r misspelt foreign
for trace in "$PWD/misspelt/traces/basics.live.stable.jsonl" ../misspelt/traces/basics.live.stable.jsonl 'traces/\\u001b[2Jx'; do
  sed "s|\"trace\":\"traces[^\"]*\"|\"trace\":\"$trace\"|" misspelt/results.jsonl >foreign/results.jsonl
  expect "a trace that lies elsewhere: $trace" 2 "$deadair" judge foreign
  says "it says so" err.txt ": is no trace of basics.live"
  is_silent_about "what stands there is not judged" out.txt pass
  is_silent_about "no escape reaches the terminal" err.txt $'\033'
done
cp misspelt/results.jsonl foreign/
mkdir moved && mv foreign/traces/* moved/
for where in "$PWD/moved/basics.live.stable.jsonl foreign/traces/" "$PWD/moved foreign/traces"; do
  rm -rf foreign/traces; [ "${where%/}" = "$where" ] || mkdir foreign/traces
  ln -s $where
  expect "a trace behind a link: $where" 2 "$deadair" judge foreign
  says "it says so" err.txt "foreign: traces/basics.live.stable.jsonl: is reached by a link"
done
rm foreign/traces; mkdir foreign/traces; mkfifo foreign/traces/basics.live.stable.jsonl
expect "a trace that is a pipe" 2 "$deadair" judge foreign
says "it says so" err.txt "is no file"
rm foreign/traces/*; mv moved/* foreign/traces/
mv foreign/traces/basics.live.stable.jsonl $'foreign/\033[2Jx'
expect "a trace with an escape in its name" 0 "$deadair" judge $'foreign/\033[2Jx'
is_silent_about "no escape reaches the terminal" out.txt $'\033'
says "it is shown" out.txt "pass foreign/␛[2Jx"
expect "a folder that is no report" 2 "$deadair" judge starter
says "what is missing" err.txt "starter/results.jsonl: No such file"

expect "ways that decide outcomes" 0 "$deadair" run --isolate --hide-scenario --timeout-multiplier 2 --out ways basics.live -- "$reference"
says "how it is played again" ways/results.jsonl 'again":"deadair run --isolate --hide-scenario --timeout-multiplier 2 --id basics.live'
expect "a member that the sample leaves out may be left out" 0 "$deadair" list exhaustive.lost_and_delivered_again --not 'exhaustive.lost_and_delivered_again[lost=plain.S+X1]'

mkdir taken && exec 9<taken && flock 9
expect "a report folder into which another run writes" 2 "$deadair" run --out taken basics -- true
says "it says so" err.txt "taken: another run is writing into it"
exec 9<&-
expect "no room for traces" 0 "$deadair" run --traces all --traces-mib-max 0 --out no-room basics.live -- "$reference"
says "how many there are" out.txt "3 more traces are not kept"
python3 - no-room <<'PY' || failures=$((failures + 1))
import json, os, sys
cases = [json.loads(line) for line in open(f"{sys.argv[1]}/results.jsonl")][1:-1]
if [case["trace"] for case in cases] != [""] * 3 or os.listdir(f"{sys.argv[1]}/traces"):
    sys.exit("FAIL a trace is kept, or named, for which there is no room")
PY
# A case that is run again alone has its trace, as is said there.
grep -o '"again":"[^"]*"' no-room/results.jsonl | head -1 | sed 's/^"again":"deadair //; s/"$//' >again.txt
mkdir alone && read -ra words <again.txt
expect "again alone" 0 env -C alone "$deadair" "${words[@]}"
expect "it has its trace" 0 test -s alone/deadair-out/traces/basics.live.stable.jsonl

"$deadair" list >/dev/full 2>err.txt
[ $? -eq 3 ] || { echo "FAIL a list that went nowhere"; failures=$((failures + 1)); }
"$deadair" show order.ended_three >/dev/full 2>err.txt
[ $? -eq 3 ] || { echo "FAIL a description that went nowhere"; failures=$((failures + 1)); }
says "it says so" err.txt "standard output could not be written"

expect "an adapter that does nothing" 3 "$deadair" run --out out-true -- true
python3 - out-true/results.jsonl <<'PY' || failures=$((failures + 1))
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
cases, footer = lines[1:-1], lines[-1]
wrong = [case for case in cases if case["verdict"] != "broken" or case["owner"] != "adapter"]
if wrong or len(cases) < 180:
    sys.exit(f"FAIL an adapter that does nothing: {len(wrong)} of {len(cases)} cases are not broken: {wrong[:1]}")
PY
expect "an adapter that is not there" 3 "$deadair" run basics --out out-missing -- ./no-such-adapter
says "its name" out.txt "no-such-adapter"

# The same seed and client give the same bytes, at one job and at four, and the judge alone agrees with the run.
# DEADAIR_SHARD, "1/8": of every case only so many, where whole suites take too long.
part=()
[ -z "${DEADAIR_SHARD:-}" ] || part=(--shard "$DEADAIR_SHARD")
expect "one job" 0 "$deadair" run "${part[@]}" --no-timings --traces all --out one -- "$reference"
expect "every dialect" 0 "$deadair" run "${part[@]}" --every-dialect --jobs 2 --traces none --out every -- "$reference"
expect "four jobs" 0 "$deadair" run "${part[@]}" --no-timings --jobs 4 --out four -- "$reference"
expect "one job again" 0 "$deadair" run "${part[@]}" --no-timings --traces none --out again -- "$reference"
for run in one four again; do
  sed 's/,"trace":"[^"]*"//; s/ --traces all / /' $run/results.jsonl >$run.txt
done
cmp one.txt four.txt || { echo "FAIL results differ between one job and four"; failures=$((failures + 1)); }
cmp one.txt again.txt || { echo "FAIL results differ between two runs"; failures=$((failures + 1)); }
cmp one/junit.xml four/junit.xml || { echo "FAIL junit.xml differs between one job and four"; failures=$((failures + 1)); }
expect "a report without traces, to be judged" 2 "$deadair" judge again
says "what is missing" err.txt "again: no trace was kept of this run"
expect "faulty reference" 1 "$deadair" run "${part[@]}" --no-timings --traces all --out faulty -- "$reference" --mutant arrival_order
for run in one faulty; do
  "$deadair" judge --json "$run" >judged.jsonl
  python3 - "$run" judged.jsonl <<'PY' || failures=$((failures + 1))
import json, sys
run, judged = sys.argv[1:]
again = {entry["trace"]: entry for entry in map(json.loads, open(judged))}
cases = [json.loads(line) for line in open(f"{run}/results.jsonl")][1:-1]
for case in cases:
    entry = again[f"{run}/{case['trace']}"]
    worst = next((f for f in entry["findings"] if f["verdict"] == entry["verdict"]), {})
    same = entry["verdict"] == case["verdict"] and worst.get("code", "") == case.get("code", "")
    same = same and (case["verdict"] == "pass" or worst.get("got") == case.get("got"))
    if not same:
        sys.exit(f"FAIL the judge disagrees with the run on {case['id']}: {entry} against {case}")
if not cases:
    sys.exit("FAIL no case to judge again")
PY
done

# The self-test: what a scenario finds, what finds a variant, and a scenario that finds nothing.
expect "a scenario that fails variants" 0 "$deadair" selftest --repeats 1 order.by_number_not_by_text
says "which ones" out.txt "orders_as_text"
says "nobody passes it" out.txt "yes-sayer: 0 of 1 cases passed"
expect "a variant that a theme fails" 0 "$deadair" selftest --mutant wants_fallback_text basics
expect "a variant that is not there" 2 "$deadair" selftest --mutant nonsense
cat >idle.json <<'JSON'
{"id": "order.idle", "title": "a chunk that may be heard or not finds nothing", "clauses": ["order"], "role": "listener",
 "steps": [{"emit": "S c1 X(1)"}, {"act": "play"}, {"settle": true}],
 "expect": [{"heard": {"any_of": [{"label": "heard", "is": [1]}, {"label": "not heard", "is": []}]}}]}
JSON
expect "a scenario that can hardly fail" 1 "$deadair" selftest --repeats 1 --file idle.json
says "what is wrong with it" out.txt "WRONG the scenario fails no faulty variant: order.idle"

# Ctrl-C ends the run: the adapter is gone, the report says that it is not complete.
mkfifo started
cat >hangs.sh <<'SH'
#!/bin/sh
echo started >started
read line
read line
SH
chmod +x hangs.sh
"$deadair" run basics --out interrupted -- ./hangs.sh >out.txt 2>err.txt &
run=$!
read -r _ <started
kill -INT "$run"
wait "$run"
got=$?
[ "$got" -eq 130 ] || { echo "FAIL ctrl-C: exit code $got, expected 130"; failures=$((failures + 1)); }
says "an interrupted run is not complete" interrupted/results.jsonl '"complete":false'

[ "$failures" -eq 0 ] && echo "cli: all as expected"
exit "$((failures > 0))"
