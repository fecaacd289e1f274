#!/bin/bash -eu
# One script builds for both.
exec "$SRC/deadair/fuzz/oss-fuzz/build.sh"
