#!/usr/bin/env bash
# Choosing cases, and playing them again. Called with the build folder and a folder to work in.
set -u
. "$(dirname "$0")/steps.sh"
deadair=$1/deadair
reference=$1/deadair-reference
rm -rf "$2" && mkdir -p "$2" && cd "$2" || exit 1
faulty=("$reference" --mutant arrival_order)

# lists NAME LINES WORDS…: deadair list with these words must show exactly these "id dialect" lines.
lists() {
  local name=$1 wanted=$2
  shift 2
  "$deadair" list --json "$@" 2>err.txt | python3 -c '
import json, sys
for line in sys.stdin:
    case = json.loads(line)
    print(case["id"], case["dialect"])' >listed.txt
  if [ "$(cat listed.txt)" != "$wanted" ]; then
    echo "FAIL $name: listed"; cat listed.txt err.txt; echo "in place of"; echo "$wanted"
    failures=$((failures + 1))
  fi
}

lists "an id and a dialect" "basics.live stable" --id basics.live --dialect stable
lists "a glob" "basics.live stable
basics.long stable" 'basics.l*' --dialect stable
lists "what is not wanted" "basics.live stable" 'basics.l*' --not 'basics.lo*' --dialect stable
printf '# the first ones\nbasics.live   # alive\n\n  basics.lo*\n' >ids.txt
lists "a file of ids" "basics.live element
basics.long element" --from ids.txt --dialect element
lists "a file narrows" "basics.long element" --from ids.txt --dialect element 'basics.lo*'
expect "levels" 0 "$deadair" list --json --level open,should
is_silent_about "levels" out.txt '"level":"must"'
expect "a level that is none" 2 "$deadair" list --level very
printf 'basics.live\n\n order.nonsense # no more\n' >ids.txt
expect "a file with an id that nobody has" 2 "$deadair" list --from ids.txt
says "which id" err.txt "ids.txt:3: order.nonsense"
expect "a glob that takes nothing out" 2 "$deadair" list --not 'nonsense.*'
: >ids.txt
expect "an empty file chooses nothing" 5 "$deadair" run --from ids.txt --out never -- "$reference"
expect "a file that is not there" 2 "$deadair" list --from missing.txt

expect "a faulty client" 1 "$deadair" run basics order --no-timings --out first -- "${faulty[@]}"
expect "only what failed" 1 "$deadair" run --failed-in first --no-timings --out failed -- "${faulty[@]}"
python3 - <<'PY' || failures=$((failures + 1))
import json, sys
def cases(path):
    return [json.loads(line) for line in open(path)][1:-1]
failed = [(c["id"], c["dialect"]) for c in cases("first/results.jsonl") if c["verdict"] == "fail"]
again = [(c["id"], c["dialect"]) for c in cases("failed/results.jsonl")]
if not failed or failed != again:
    sys.exit(f"FAIL failed-in: {failed} failed, {again} were run again")
PY
expect "only what failed, in a repaired client" 0 "$deadair" run --failed-in first/results.jsonl --out failed -- "$reference"
expect "nothing failed" 5 "$deadair" run --failed-in failed --out never -- "$reference"

# The members of a family take turns in the dialects.
expect "turns" 0 "$deadair" list 'restart.in_each_state*'
says "how many wait" out.txt "12 cases, each member of a family in one dialect (18 more with --every-dialect)"
expect "no turns" 0 "$deadair" list --every-dialect 'restart.in_each_state*'
says "all" out.txt "30 cases"
expect "a client of one dialect" 0 "$deadair" adapter new python one_dialect
expect "its turns" 0 "$deadair" run basics.as_real_clients_send\* --out turns -- python3 one_dialect/adapter.py
says "how to play more" out.txt "add --dialect stable to play each member of a family"
expect "all in its dialect" 0 "$deadair" run basics.as_real_clients_send --dialect stable --out turns -- python3 one_dialect/adapter.py
is_silent_about "there is no more" out.txt "to play each member"

# Floors.
expect "too little ran" 5 "$deadair" run basics.live --min-ran 4 --out floor -- "$reference"
says "how much" err.txt "3 cases ran; at least 4 must"
expect "enough ran" 0 "$deadair" run basics.live --min-ran 3 --max-unsupported 0 --out floor -- "$reference"

# Again and again.
expect "every case three times" 0 "$deadair" run basics.live --repeat 3 --no-timings --out repeat -- "$reference"
says "it is said" repeat/results.jsonl '"repeats":3'
cat >sometimes.sh <<SH
#!/bin/sh
# Faulty in every second process.
if [ -e odd ]; then rm odd; exec "$reference" --mutant arrival_order; fi
touch odd
exec "$reference"
SH
chmod +x sometimes.sh
expect "a flaky client" 4 "$deadair" run order.by_number_not_by_text --isolate --repeat 2 --no-timings --out flaky -- ./sometimes.sh
says "it is undecided" flaky/results.jsonl '"code":"run.unequal"'
says "it says how" out.txt "pass in round 1, fail heard."
rm -f odd
expect "until it fails" 1 "$deadair" run order.by_number_not_by_text --dialect stable --isolate --until-fail --repeat 9 --out until -- ./sometimes.sh
says "in the second round" out.txt "round 2"
expect "it never fails" 0 "$deadair" run basics.live --until-fail --repeat 2 --out until -- "$reference"

# Another order, the same results.
expect "in order" 0 "$deadair" run basics order --no-timings --out ordered -- "$reference"
expect "shuffled" 0 "$deadair" run basics order --no-timings --shuffle 7 --jobs 2 --out shuffled -- "$reference"
same "the order decides nothing" ordered/results.jsonl shuffled/results.jsonl

# Stopping early.
expect "after a failure" 1 "$deadair" run order --max-fail 1 --out stopped -- "${faulty[@]}"
says "it is not complete" stopped/results.jsonl '"complete":false'
expect "after two broken cases" 3 "$deadair" run basics --max-broken 2 --out stopped -- true
says "it is not complete" stopped/results.jsonl '"complete":false,"counts":{"pass":0,"fail":0,"unsupported":0,"inconclusive":0,"broken":2}'

# A debugger has time.
expect "debug" 0 "$deadair" run basics.live --dialect stable --debug --jobs 4 --out debug -- "$reference"
says "which process" err.txt "gdb -p "
says "one job" debug/results.jsonl '"jobs":1'

# Two runs side by side.
expect "worse" 1 "$deadair" compare ordered first
says "what is worse" out.txt "new failures ("
expect "better" 0 "$deadair" compare first/results.jsonl ordered
says "what is better" out.txt "fixed ("
expect "the same" 0 "$deadair" compare ordered shuffled
says "nothing changed" out.txt "no case came out differently"
expect "less" 1 "$deadair" compare ordered repeat
says "what is gone" out.txt "no longer run ("
expect "for programs" 1 "$deadair" compare --json ordered first
python3 -c 'import json; d = json.load(open("out.txt")); assert d["worse"] and d["differences"][0]["change"] == "failed", d' ||
  { echo "FAIL compare --json"; failures=$((failures + 1)); }
head -n -1 ordered/results.jsonl >cut.jsonl
expect "a run that was cut off" 2 "$deadair" compare ordered cut.jsonl

# With a job for each core, an adapter is on one; with --spread, or fewer jobs, on any.
cat >where.py <<'PY'
import os, sys
print(len(os.sched_getaffinity(0)), file=open(sys.argv[1], "a"))
PY
cores=$(nproc)
on_cores() {
  local name=$1 wanted=$2
  shift 2
  rm -f where.txt
  expect "$name" 3 "$deadair" run --id basics.live --dialect stable --out never "$@" -- python3 where.py where.txt
  if [ "$(sort -u where.txt)" != "$wanted" ]; then
    echo "FAIL $name: not on $wanted cores, but on:"; cat where.txt
    failures=$((failures + 1))
  fi
}
on_cores "a job for each core" 1 --jobs "$cores"
on_cores "jobs on any core" "$cores" --jobs "$cores" --spread
if [ "$cores" -gt 1 ]; then on_cores "fewer jobs than cores" "$cores" --jobs $((cores - 1)); fi

finish "selection"
