#!/usr/bin/env bash
# From a finding of a fuzz target to a scenario that a real client fails over HTTP. Called with the build folder and
# a folder to work in.
set -u
. "$(dirname "$0")/steps.sh"
deadair=$1/deadair
reference=$1/deadair-reference
corpus=$(cd "$(dirname "$0")/../../corpus" && pwd) || exit 1
rm -rf "$2" && mkdir -p "$2" && cd "$2" || exit 1

# As a fuzzer would leave it: most of it matters to nothing.
cat >noisy <<'TEXT'
S c1 B:S2 c3 | P(2) B:c1@S2 c2 U(rewound) | B:c4 red(c3) R c5 c5' | B:X(1)@S2 c6 P(6) c9 R | c7 B:P(3) L:c2 | X(9) c8 | S3 c1@S3 c2@S3 red(B:c4) X(2)@S3
nnann
stable
TEXT

# shrinks MUTANT CODE [TARGET INPUT]: the finding is shrunk at that faulty client, and the file fails it and not the
# reference.
shrinks() {
  local faulty=("$reference" --mutant "$1")
  expect "$1: shrinks" 0 "$deadair" from-fuzz "${3:-history}" "${4:-noisy}" -o "$1.json" --id "found.$1" --shrink -- "${faulty[@]}"
  says "$1: tells its code" "$1.json" "it fails with $2"
  expect "$1: is a good scenario" 0 "$deadair" check "$1.json"
  expect "$1: fails the faulty client" 1 "$deadair" run --file "$1.json" --out "$1" -- "${faulty[@]}"
  says "$1: with the same code" "$1/results.jsonl" "\"code\":\"$2\""
  expect "$1: passes the reference" 0 "$deadair" run --file "$1.json" --out "$1-good" -- "$reference"
  grep -oE '[0-9]+ events are left' "$1.json" | cut -d' ' -f1 >>sizes
}
shrinks arrival_order heard.order
shrinks plays_redelivery heard.repeat
shrinks jumps_to_newest heard.hole
shrinks goes_back_for_late_chunk heard.order
shrinks endless_gap heard.differs
shrinks drops_after_stopped heard.differs
shrinks foreign_chunks heard.foreign
shrinks keeps_redacted_chunk heard.foreign
shrinks chunks_follow_sender chunks.model
# Operations: chunks 4, 2, 9 (twice), 1, one of them removed, an end that is announced as 3.
printf '\x01\x00\x01\x04\x00\x00\x02\x02\x00\x00\x03\x09\x03\x00\x04\x09\x00\x03\x01\x00\x00\x00\x05\x01\x00\x04\x00\x03\x00\x05\x00\x02\x00' >operations
shrinks plays_duplicates heard.repeat playlist operations
cat >event <<'TEXT'
{"type": "m.voice_broadcast_chunk", "event_id": "$x", "sender": "@x:h", "origin_server_ts": 17, "junk": [1, 2],
 "content": {"sequence": "7", "url": "mxc://h/x", "more": {"a": null}, "info": {"duration": 200, "size": 9},
  "m.relates_to": {"rel_type": "m.reference", "event_id": "$y"}}}
TEXT
shrinks reads_sequence_text chunks.model byo_event event
is_silent_about "members that matter to nothing are gone" reads_sequence_text.json '"junk"'
# This one trips only over an event that comes with others.
shrinks malformed_stops_sync state.model byo_event event
says "the other places are gone" malformed_stops_sync.json "4 events are left"

# The id begins with the folder that the file goes to, where ids can.
mkdir -p deep/theme deep/No-Theme
printf 'S c2 c1\nn\nstable\n' >short
for folder in theme No-Theme; do
  expect "$folder: is written" 0 "$deadair" from-fuzz history short -o "deep/$folder/x.json"
  expect "$folder: can be played" 0 "$deadair" run --file "deep/$folder/x.json" --out theme-out -- "$reference"
done
says "the folder is the theme" deep/theme/x.json '"id": "theme.history_'
says "no theme, no folder" deep/No-Theme/x.json '"id": "found.history_'

# Demanded: the median finding has fewer than six events.
sort -n sizes >sorted
median=$(sed -n "$(((($(wc -l <sorted)) + 1) / 2))p" sorted)
echo "events of the shrunk findings: $(tr '\n' ' ' <sorted)"
if [ "$median" -ge 6 ]; then
  echo "FAIL the median finding has $median events"
  failures=$((failures + 1))
fi

# What is written without a client; what a client passes; what is no finding at all.
expect "as it is" 0 "$deadair" from-fuzz history noisy -o whole.json
expect "is a good scenario" 0 "$deadair" check whole.json
expect "passes the reference" 0 "$deadair" run --file whole.json --out whole -- "$reference"
expect "a client that passes it" 1 "$deadair" from-fuzz history noisy --shrink -o passed.json -- "$reference"
says "it is told" err.txt "passes as it is"
# A client that reports nothing, and whose name would end a comment, clear a screen and turn the direction of writing.
"$deadair" adapter new python mute >/dev/null
sed -i 's/"reports": .*\],$/"reports": []}/; s/"reports": \[.*\]}/"reports": []}/; s/"python-starter"/"mute\\n{\\u001b[2J\\u009b2J\\u202eX"/' mute/adapter.py
expect "a client that tells nothing" 5 "$deadair" from-fuzz history noisy -o mute.json -- python3 mute/adapter.py
says "what it did not support" err.txt "does not support it"
expect "its name spoils no file" 0 "$deadair" check mute.json
for acts in $'\033' $'\302\233' $'\342\200\256'; do
  is_silent_about "its name does nothing to the terminal" err.txt "$acts"
  is_silent_about "nor where the file is shown" mute.json "$acts"
done
expect "another code" 1 "$deadair" from-fuzz history noisy --code x.y -o other.json -- "$reference" --mutant arrival_order
says "it is told" err.txt "fails with heard.order as it is"
printf 'S c1 c1\n' >twice
expect "no shorthand" 2 "$deadair" from-fuzz history twice
says "the place is told" err.txt 'twice:1:6: "c1"'
expect "not there" 2 "$deadair" from-fuzz history nowhere
says "the file is named" err.txt "nowhere: No such file"
expect "no target" 2 "$deadair" from-fuzz canary noisy
: >empty
expect "nothing happens" 2 "$deadair" from-fuzz history empty
says "it is told" err.txt "nothing happens in this input"
head -c 100000 /dev/zero >large
expect "too large" 2 "$deadair" from-fuzz history large
says "it is told" err.txt "100000 bytes; an input has at most 65536"
expect "shrinking needs a client" 2 "$deadair" from-fuzz history noisy --shrink
expect "no such adapter" 3 "$deadair" from-fuzz history noisy --shrink -- ./nothing

# Ctrl-C in the middle: what is smallest so far is written. The eighth client to start says so and does nothing more.
mkfifo stalled
cat >stalls <<'TEXT'
#!/usr/bin/env bash
echo x >>starts
[ "$(wc -l <starts)" -lt 8 ] || { echo >stalled; exec tail -f /dev/null; }
exec "$@"
TEXT
chmod +x stalls
"$deadair" from-fuzz history noisy --shrink -o cut.json -- ./stalls "$reference" --mutant arrival_order >out.txt 2>err.txt &
shrinking=$!
expect "the eighth replay comes" 0 bash -c 'read -rt 60 <>stalled'
kill -INT "$shrinking"
wait "$shrinking"
ended=$?
expect "the exit code tells of Ctrl-C" 0 test "$ended" -eq 130
says "not all was tried" cut.json "which were not all"
expect "the smallest so far is good" 0 "$deadair" check cut.json
expect "and fails" 1 "$deadair" run --file cut.json --out cut -- "$reference" --mutant arrival_order

# An event of any shape harms nothing: the reference passes what is made of each that is an object.
mkdir found
for seed in "$corpus"/{byo,info,chunk}_event/*; do
  name=$(basename "$(dirname "$seed")")_$(basename "$seed")
  "$deadair" from-fuzz byo_event "$seed" -o "found/$name.json" --id "found.$name" >/dev/null 2>&1 || rm -f "found/$name.json"
done
expect "scenarios of most seeds" 0 test "$(ls found | wc -l)" -gt 60
expect "the reference passes them all" 0 "$deadair" run --scenarios found --out any-shape -- "$reference"

# The other way: what the suite sends becomes seeds, and a seed becomes a scenario again.
expect "seeds of the suite" 0 "$deadair" to-corpus seeds
for target in history byo_history shorthand info_event chunk_event byo_event sync_response; do
  expect "seeds of $target" 0 test -n "$(ls "seeds/$target")"
  expect "none of $target is there twice" 0 test -z "$(md5sum "seeds/$target"/* | sort | uniq -w32 -d)"
done
expect "none is large" 0 test -z "$(find seeds -type f -size +2048c)"
expect "and back" 0 "$deadair" from-fuzz history seeds/history/order_by_number_not_by_text -o back.json
says "and back" back.json '"heard": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]'
expect "a theme" 0 "$deadair" to-corpus order order
expect "only that theme" 0 test -z "$(find order -type f -not -name 'order_*')"
expect "no such theme" 2 "$deadair" to-corpus none nothing
finish "from-fuzz"
