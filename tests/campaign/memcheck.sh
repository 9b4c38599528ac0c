#!/bin/sh
# The engine's tests under valgrind, and a tiny run of each command: no error, nothing definitely lost.
set -u
unset LONG
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
TEST_SECONDS=7200 make memcheck >"$work/log" 2>&1
cat "$work/log"
tests/support/counted.sh "$work/log" 'valgrind: a test of the engine: no error, nothing lost'

program=$PWD/build/memcheck/depthlab
cat >"$work/s.yaml" <<'SPEC'
question: q
claim: c
data: {side: 6, train: 80, test: 40}
net: {width: 6}
train: {steps: 6, batch: 32}
sweep: {block: [plain, residual], depth: [2, 4], seed: [1, 2]}
expect:
  - say: so
    compare: train_loss of {block plain, depth 4} > train_loss of {block plain, depth 2}
figures: [degradation]
SPEC

cd "$work" || exit 1
cases=0 failures=0
# Behind a `!` are those that are refused.
while read -r words; do
    case $words in '' | '#'*) continue ;; esac
    wrong=${words%%[!!]*} words=${words#! }
    cases=$((cases + 1))
    # shellcheck disable=SC2086
    valgrind -q --trace-children=yes --trace-children-skip='*/gnuplot*,*/pandoc*,*/sh' --child-silent-after-fork=no \
        --error-exitcode=99 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite \
        --log-file="$work/valgrind.%p" "$program" $words >out 2>err </dev/null
    code=$?
    # The log of a process that had nothing to say is empty.
    reports=$(find . -name 'valgrind.*' -size +0)
    if [ -n "$reports" ] || [ $code -ge 99 ] || { [ -z "$wrong" ] && [ $code -gt 1 ]; }; then
        failures=$((failures + 1))
        echo "depthlab $words: exit $code"
        tail -n 3 err
        # shellcheck disable=SC2086
        [ -z "$reports" ] || head -n 40 $reports
    fi
    rm -f valgrind.*
done <<'COMMANDS'
--help
run --help
list
check s.yaml
run s.yaml --db lab.db -j 2
run s.yaml --db lab.db --threads 2 -j 1 --again --keep-weights
run s.yaml --db lab.db --confirm -j 2
status --db lab.db
show s block=plain depth=4 seed=1 --db lab.db
show s block=plain depth=4 seed=1 --db lab.db --json
compare s.yaml --activation tanh --db lab.db --format svg
verdict s.yaml --db lab.db
plot s.yaml --db lab.db --format svg --out fig
report s.yaml --db lab.db -o r.html
slides --db lab.db --out slides
model s.yaml
model s.yaml --json
data list
data export --side 6 --train 50 --test 20 -o set
data check set
export final --db lab.db -o final.csv
export --list --db lab.db
export s block=plain depth=4 seed=1 --weights w.safetensors --db lab.db
import w.safetensors
eval s block=plain depth=4 seed=1 --db lab.db
eval --weights w.safetensors
probe rank s block=plain depth=4 seed=1 --db lab.db
probe jacobian s block=residual depth=4 seed=1 --db lab.db
publish public.db --db lab.db
prune --db lab.db
recover --db lab.db
verify --runs 2 --db lab.db
gradcheck
! run no-such-experiment
! run s.yaml --db lab.db --depth 3
COMMANDS
echo "promise|$cases|$failures|valgrind: a run of each command: no error, nothing lost"
