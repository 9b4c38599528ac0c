#!/bin/sh
# What has threads, or starts workers, under the thread sanitizer: its tests, then sweeps at more threads and workers
# than cores.
set -u
unset LONG
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
TEST_SECONDS=3600 make races >"$work/log" 2>&1
cat "$work/log"
tests/support/counted.sh "$work/log" 'TSan: a test of threads or workers ends without a report'

cases=0 failures=0
for words in '-j 1 --threads 2' '-j 1 --threads 4' '-j 4 --threads 1' '-j 3 --threads 3'; do
    cases=$((cases + 1))
    # shellcheck disable=SC2086
    setarch -R build/tsan/depthlab run first --seed 1 --quiet --db "$work/$cases.db" $words || failures=$((failures + 1))
done
echo "promise|$cases|$failures|TSan: a sweep of threads and workers ends without a report"
