#!/usr/bin/env bash
# Makes the pages that the tests open, and runs the tests; 77 where the browser or its driver is missing.
#   run.sh DEADAIR REFERENCE SAMPLES WORK [--shots FOLDER]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
deadair=$1 reference=$2 samples=$3 work=$4 shots=''
if [ "${5:-}" = --shots ]; then shots=$6; fi

skip() {
  echo "page: skipped: $1; scripts/page-test installs it"
  exit 77
}
command -v node >/dev/null || skip "node is missing"
[ -d "$here/node_modules/playwright-core" ] && [ -d "$here/node_modules/axe-core" ] || skip "the npm packages are missing"
chromium=$(command -v chromium || command -v chromium-browser || true)
[ -n "$chromium" ] || skip "chromium is missing"

mkdir -p "$work"
"$samples" "$work"
# The exit code is that of the failures found, and those are the point.
play() {
  local out=$1
  shift
  "$deadair" run order gaps --out "$work/$out" "$@" >"$work/$out.log" || [ $? = 1 ]
}
play mutant -- "$reference" --mutant arrival_order
play good -- "$reference"
rm -f "$work/known.json"
"$deadair" expect update "$work/known.json" --results "$work/mutant/results.jsonl" --link https://tracker.test/17 >/dev/null
play known --expect "$work/known.json" -- "$reference" --mutant arrival_order
play surprise --expect "$work/known.json" -- "$reference"
"$deadair" report "$work/good/results.jsonl" "$work/mutant/results.jsonl" -o "$work/clients.html"

export PAGES=$work CHROMIUM=$chromium
if [ -n "$shots" ]; then
  exec node "$here/shots.mjs" "$shots"
fi
exec node --test "$here/page_test.mjs"
