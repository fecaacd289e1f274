#!/usr/bin/env bash
# Replays what the scenarios of the suite send through every fuzz target that can read it. Called with deadair and the
# folder of the replay programs.
set -euo pipefail
deadair=$1
cd "$2"
rm -rf of_the_suite
"$deadair" to-corpus of_the_suite
for folder in of_the_suite/*; do
  "./replay_$(basename "$folder")" "$folder" | tail -1
done
