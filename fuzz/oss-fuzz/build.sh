#!/bin/bash -eu
# Licensed under the Apache License, Version 2.0: http://www.apache.org/licenses/LICENSE-2.0
# Builds the fuzz targets for OSS-Fuzz and ClusterFuzzLite: programs, seeds, dictionaries and options into $OUT. All that
# it knows comes from $SRC, $OUT, $WORK, $CC, $CXX, $CFLAGS, $CXXFLAGS, $LIB_FUZZING_ENGINE, $SANITIZER and
# $FUZZING_ENGINE; scripts/oss-fuzz-local sets the same. CMake reads compilers and flags from the surroundings.
cd "$SRC/deadair"

# Not shipped: what holds a planted fault, and what waits for somebody's own parser (docs/byo.md).
targets=$(sed -n 's/^deadair_fuzz_target(\([a-z_0-9]*\).*/\1/p' fuzz/CMakeLists.txt | grep -vE '^(canary|byo_.*)$')
prefix=
if [ "$FUZZING_ENGINE" = none ]; then prefix=replay_ LIB_FUZZING_ENGINE=; fi

# The distribution's cpp-httplib, with which http_bytes is linked, is a library of libstdc++. Up to LLVM 19 std::jthread is
# there by that flag only, which asks for one more library.
if [[ $CXXFLAGS == *-stdlib=libc++* ]]; then
  targets=$(grep -vx http_bytes <<<"$targets")
  jthread='#include <thread>
    std::jthread none;'
  if ! "$CXX" $CXXFLAGS -std=c++20 -fsyntax-only -x c++ - <<<"$jthread" 2>/dev/null; then
    CXXFLAGS+=" -fexperimental-library"
  fi
fi
echo "build.sh: $FUZZING_ENGINE, $SANITIZER: $(echo $targets)"

# fmt as headers, since its library is not instrumented. What else is shared lies beside the programs, and only where a program
# asks for it; by DT_RPATH, since DT_RUNPATH says nothing of what a library needs in its turn.
export CXXFLAGS="$CXXFLAGS -DFMT_HEADER_ONLY=1"
cmake -S . -B "$WORK/deadair" -G Ninja -DCMAKE_BUILD_TYPE= -DDEADAIR_TESTS=OFF -DDEADAIR_FUZZ=ON \
  -DDEADAIR_WARNINGS_AS_ERRORS=OFF "-DLIB_FUZZING_ENGINE=$LIB_FUZZING_ENGINE" \
  -DCMAKE_EXE_LINKER_FLAGS=-Wl,--as-needed,--disable-new-dtags '-DCMAKE_BUILD_RPATH=$ORIGIN/lib'
programs=()
for target in $targets; do programs+=("$prefix$target"); done
cmake --build "$WORK/deadair" --target "${programs[@]}"

mkdir -p "$OUT/lib"
for target in $targets; do
  cp "$WORK/deadair/fuzz/$prefix$target" "$OUT/$target"
  # The runner has the C library and the compiler's own.
  ldd "$WORK/deadair/fuzz/$prefix$target" | awk '$3 ~ /^\// { print $3 }' |
    grep -vE '/(ld-linux|libc|libm|libdl|libpthread|librt|libresolv|libgcc_s|libstdc\+\+)[-.]' |
    xargs -r cp -t "$OUT/lib"
  seeds=$WORK/seeds/$target
  rm -rf "$seeds" "$OUT/${target}_seed_corpus.zip"
  mkdir -p "$seeds"
  cp "corpus/$target"/* "$seeds"
  if [ -d "corpus/regressions/$target" ]; then
    for file in "corpus/regressions/$target"/*; do cp "$file" "$seeds/regression_$(basename "$file")"; done
  fi
  zip -jqr "$OUT/${target}_seed_corpus.zip" "$seeds"
  cp "corpus/$target.options" "$OUT"
  if [ -f "corpus/$target.dict" ]; then cp "corpus/$target.dict" "$OUT"; fi
done
rmdir --ignore-fail-on-non-empty "$OUT/lib"
