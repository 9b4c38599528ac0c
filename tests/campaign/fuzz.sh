#!/bin/sh
# fuzz.sh: give each target of tests/fuzz to libFuzzer for FUZZ_SECONDS (600), under the address and
# undefined-behaviour sanitizers, as many at a time as there are processors. What it learns stays in
# build/fuzz/NAME.grown, and it goes on from there. An input that breaks a law lies in build/fuzz/NAME.broken-*: it
# belongs into tests/fuzz/corpus/NAME when the fault is mended.
set -eu
export FUZZ_SECONDS="${FUZZ_SECONDS:-600}" FOLDER=build/fuzz
make --no-print-directory CC="${FUZZ_CC:-clang}" BUILD=$FOLDER OPT=-O1 WERROR= EXTRA='-g -fno-omit-frame-pointer' \
    SANITIZE='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all' $FOLDER/fuzz >&2
TMPDIR=$(mktemp -d -p /dev/shm depthlab-fuzz-XXXXXX 2>/dev/null || mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT

one='
    name=$1 log=$FOLDER/$1.log code=0
    most=4096
    [ "$name" != cifar ] || most=7000
    [ "$name" != database ] || most=100000
    mkdir -p "$FOLDER/$name.grown"
    FUZZ_TARGET=$name "$FOLDER/fuzz" -max_total_time="$FUZZ_SECONDS" -timeout=20 -rss_limit_mb=3000 \
        -max_len=$most -print_final_stats=1 -artifact_prefix="$FOLDER/$name.broken-" \
        "$FOLDER/$name.grown" "tests/fuzz/corpus/$name" >"$log" 2>&1 || code=1
    runs=$(sed -n "s/^stat::number_of_executed_units: *//p" "$log")
    [ $code = 0 ] || tail -n 40 "$log" >&2
    echo "promise|${runs:-1}|$code|libFuzzer, $name: read or refused in a sentence"'
for folder in tests/fuzz/corpus/*; do basename "$folder"; done |
    xargs -n 1 -P "$(nproc)" sh -c "$one" sh
