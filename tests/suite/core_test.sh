#!/usr/bin/env bash
# deadair core at a small client that is right, and at the same one with a planted bug. Called with the build folder,
# a folder to work in, and the folder of the sources.
set -u
. "$(dirname "$0")/steps.sh"
deadair=$1/deadair
example=$3/fuzz/byo/core_example.py
rm -rf "$2" && mkdir -p "$2" && cd "$2" || exit 1

expect "help" 0 "$deadair" core --help
says "help has examples" out.txt "deadair core --input finding"
expect "a client that is right" 0 "$deadair" core --histories 400 -- "$example"
says "it is told how many" out.txt "400 histories, nothing found"
expect "a planted bug" 1 "$deadair" core --out finding -- "$example" --planted
says "it is told" out.txt "holds chunks out of order or twice; order"
says "it has become small" finding "S c"
expect "it is small" 0 test "$(head -1 finding | wc -w)" -le 3
expect "once more" 1 "$deadair" core --input finding -- "$example" --planted
expect "the right client passes it" 0 "$deadair" core --input finding -- "$example"
expect "it becomes a scenario" 0 "$deadair" from-fuzz byo_history finding -o found.json
expect "a good one" 0 "$deadair" check found.json
expect "the reference passes that" 0 "$deadair" run --file found.json --out run -- "$1/deadair-reference"
expect "the same seed finds the same" 1 "$deadair" core --seed 1 --out finding2 -- "$example" --planted
same "the same seed finds the same" finding finding2

# variant SED: the same client, changed.
variant() { sed "$1" "$example" >variant.py; }
variant 's/"dialects": \[[^]]*\]/"dialects": ["msc3888"]/'
expect "no dialect that is known" 3 "$deadair" core -- python3 variant.py
says "the known ones are told" err.txt "there are stable, unstable and element"
variant 's/"chunks": \[{/"chunk": [{/'
expect "a report that is never told" 3 "$deadair" core --histories 400 -- python3 variant.py --planted
says "it is named" err.txt "chunks is declared in reports and never told"
variant 's/"chunks": \[{"sequence": number,/"chunks": [{"sequence": "odd",/'
expect "a view that breaks the contract" 3 "$deadair" core --out broken -- python3 variant.py
says "its history is told" out.txt "histories, at S"
expect "and kept" 3 "$deadair" core --input broken -- python3 variant.py
variant 's/^import sys$/import sys; sys.exit("cannot open the database")/'
expect "one that dies at once" 3 "$deadair" core -- python3 variant.py
says "what it wrote is told" err.txt "it wrote: cannot open the database"

variant 's/^            room = Room(order)$/            pass/'
expect "one that keeps what was told before" 1 "$deadair" core -- python3 variant.py
says "it is told to be of reset" out.txt "\`reset\` left something of a history before"

expect "no program" 2 "$deadair" core
expect "no depth core" 3 "$deadair" core -- "$1/deadair-reference"
says "it is told" err.txt 'declares no depth "core"'
expect "no such program" 3 "$deadair" core -- ./nothing
expect "no such file" 2 "$deadair" core --input nothing -- "$example"
printf 'S c1 c1\n' >twice
expect "no shorthand" 2 "$deadair" core --input twice -- "$example"

finish core
