#!/usr/bin/env bash
# Shards of a run, joined. Called with the build folder and a folder to work in.
set -u
. "$(dirname "$0")/steps.sh"
deadair=$1/deadair
reference=$1/deadair-reference
rm -rf "$2" && mkdir -p "$2" && cd "$2" || exit 1
faulty=("$reference" --mutant arrival_order)
choose=(basics 'order.*t*' --no-timings)

# Three machines write what one would have written, whatever they fail.
for who in good faulty; do
  adapter=("$reference") code=0
  if [ $who = faulty ]; then adapter=("${faulty[@]}") code=1; fi
  expect "$who, one machine" $code "$deadair" run "${choose[@]}" --out $who-whole -- "${adapter[@]}"
  for index in 1 2 3; do
    "$deadair" run "${choose[@]}" --shard $index/3 --out $who-$index -- "${adapter[@]}" >/dev/null 2>&1
    says "$who, shard $index" $who-$index/results.jsonl '"shard":{"index":'$index',"count":3,"plan_cases":'
  done
  expect "$who, merged" $code "$deadair" merge $who-3 $who-1 $who-2 --out $who-merged
  for file in results.jsonl summary.md; do
    same "$who, $file" $who-whole/$file $who-merged/$file
  done
  (cd $who-whole && ls traces) >whole.txt
  (cd $who-merged && ls traces) >merged.txt
  same "$who, traces" whole.txt merged.txt
done

says "pictures of what failed" faulty-merged/report.html '"picture":'

# Holes, overlaps, strangers.
expect "a hole" 2 "$deadair" merge good-1 good-3 --out bad
says "which shard" err.txt "these shards are missing: 2/3"
expect "an overlap" 2 "$deadair" merge good-1 good-2 good-3 good-2 --out bad
says "which shard" err.txt "is shard 2/3, and so is good-2"
expect "a whole run" 2 "$deadair" merge good-whole good-1 --out bad
says "it is no shard" err.txt "is no shard"
"$deadair" run "${choose[@]}" --seed 2 --shard 2/3 --out stranger -- "$reference" >/dev/null
expect "another seed" 2 "$deadair" merge good-1 stranger good-3 --out bad
says "which seed" err.txt "the seed is "
"$deadair" run basics order --no-timings --shard 2/3 --out stranger -- "$reference" >/dev/null
expect "another plan" 2 "$deadair" merge good-1 stranger good-3 --out bad
says "which" err.txt "the hash of the scenarios is "
"$deadair" run "${choose[@]}" --sync sliding --shard 2/3 --out stranger -- "$reference" >/dev/null
expect "another way of syncing" 2 "$deadair" merge good-1 stranger good-3 --out bad
says "which" err.txt "the configuration is "
cp -r faulty-2 untold && rm -r untold/traces
expect "traces that did not come along" 1 "$deadair" merge faulty-1 untold faulty-3 --out partly
mkdir elsewhere && cp -r faulty-2/traces elsewhere/
sed 's|"trace":"traces/|"trace":"traces/../traces/|' faulty-2/results.jsonl >elsewhere/results.jsonl
expect "traces by another path than ours" 1 "$deadair" merge faulty-1 elsewhere faulty-3 --out unnamed
says "which" err.txt "elsewhere: traces/../traces/"
mkdir linked && cp faulty-2/results.jsonl linked/ && ln -s ../faulty-2/traces linked/traces
expect "traces behind a link" 1 "$deadair" merge faulty-1 linked faulty-3 --out unlinked
says "which" err.txt "linked: traces/"
for folder in partly unnamed unlinked; do
  python3 - $folder <<'PY' || failures=$((failures + 1))
import json, os, sys
cases = [json.loads(line) for line in open(f"{sys.argv[1]}/results.jsonl")][1:-1]
named = {case["trace"] for case in cases if case["trace"]}
there = {f"traces/{name}" for name in os.listdir(f"{sys.argv[1]}/traces")}
if named != there or not named:
    sys.exit(f"FAIL {sys.argv[1]}: traces that are named and not there: {sorted(named - there)[:3]}")
PY
done
expect "shards named by their files" 1 "$deadair" merge faulty-{1,2,3}/results.jsonl --out by-file
same "nothing is missed" err.txt /dev/null
same "they are the same run" faulty-whole/results.jsonl by-file/results.jsonl
(cd by-file && ls traces) >merged.txt
same "with its traces" whole.txt merged.txt
sed 's/"verdict":"pass"/"verdict":"fail"/' good-2/results.jsonl >edited.jsonl
expect "an edited shard" 2 "$deadair" merge good-1 edited.jsonl good-3 --out bad
grep -v '"n":' good-2/results.jsonl >emptied.jsonl
expect "an emptied shard" 2 "$deadair" merge good-1 emptied.jsonl good-3 --out bad
[ -e bad ] && { echo "FAIL something was merged that must not be"; failures=$((failures + 1)); }
expect "a shard as the target" 2 "$deadair" merge good-1 good-2 good-3 --out good-1
expect "a shard as the target, named by its file" 2 "$deadair" merge good-{1,2,3}/results.jsonl --out good-1
[ -e good-1/results.jsonl ] || { echo "FAIL a shard was emptied"; failures=$((failures + 1)); }
expect "floors of the whole" 5 "$deadair" merge good-1 good-2 good-3 --min-ran 100000 --out floors

# Those who spread tests say it in the environment.
spread() {
  local name=$1
  shift
  expect "$name" 0 env "$@" "$deadair" run "${choose[@]}" --out env -- "$reference"
  same "$name" env/results.jsonl good-2/results.jsonl
}
spread "googletest" GTEST_TOTAL_SHARDS=3 GTEST_SHARD_INDEX=1
spread "Bazel" TEST_TOTAL_SHARDS=3 TEST_SHARD_INDEX=1 TEST_SHARD_STATUS_FILE="$PWD/touched"
[ -e touched ] || { echo "FAIL Bazel: the status file was not touched"; failures=$((failures + 1)); }
spread "Kubernetes" JOB_COMPLETIONS=3 JOB_COMPLETION_INDEX=1
expect "an index alone" 2 env JOB_COMPLETION_INDEX=1 "$deadair" run basics --out never -- "$reference"
says "what to set" err.txt "JOB_COMPLETIONS"
expect "no shard" 2 "$deadair" run basics --shard 4/3 --out never -- "$reference"
expect "more machines than cases" 0 "$deadair" run basics.live --shard 1/50 --out empty -- "$reference"
expect "an empty selection is red all the same" 5 "$deadair" run basics --clause two_users --shard 1/3 --out never -- "$reference"

finish "shards"
