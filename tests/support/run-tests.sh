#!/bin/sh
# run-tests.sh PROGRAM...: run cmocka programs, each one's output kept in PROGRAM.log. A failed one
# does not stop the rest. UNDER, if set, is what runs them (an emulator). The last line is
# `N passed, N failed`, counted over test functions.
set -u
export OPENBLAS_NUM_THREADS=1
# In memory, where there is a gigabyte of it, nobody waits for a disk.
room=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
[ -n "${TMPDIR:-}" ] || [ "${room:-0}" -lt 1000000 ] || [ ! -w /dev/shm ] || export TMPDIR=/dev/shm

run_one='
    begun=$(date +%s)
    timeout ${TEST_SECONDS:-600} ${UNDER:-} "$1" >"$1.log" 2>&1
    echo "$? $(($(date +%s) - begun))" >"$1.exit"'
# One more than there are processors, as some wait.
[ $# -gt 0 ] && printf '%s\0' "$@" | xargs -0 -n 1 -P "$(($(nproc) + 1))" sh -c "$run_one" sh

passed=0 failed=0
for program; do
    good=$(grep -c '^\[       OK \]' "$program.log")
    skipped=$(grep -c '^\[  SKIPPED \] [a-z]' "$program.log")
    bad=$(sed -n 's/^\[  FAILED  \] [^0-9]*\([0-9][0-9]*\) test(s).*/\1/p' "$program.log" | tail -n 1)
    bad=${bad:-0}
    read -r code seconds <"$program.exit"
    # A program that dies, is stopped, or has no test fails even if cmocka had no chance to say so.
    if [ "$bad" = 0 ] && { [ "$code" != 0 ] || [ "$good$skipped" = 00 ]; }; then
        bad=1
    fi
    passed=$((passed + good)) failed=$((failed + bad))
    if [ "$bad" = 0 ]; then
        echo "ok      $good  $program  $seconds s"
        sed -n 's/^skipped: /        &/p' "$program.log" | sort -u
    else
        echo "FAILED  $bad  $program (exit $code)"
        grep -v '^\[ RUN  \|^\[       OK' "$program.log" | tail -n 40 | sed 's/^/        /'
    fi
done
logs=
for program; do logs="$logs $program.log"; done
# shellcheck disable=SC2086
[ -z "$logs" ] || tests/support/promises.sh $logs || failed=$((failed + 1))
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
