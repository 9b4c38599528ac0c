#!/bin/sh
# coverage.sh: which of lab/'s lines does `make test` run? By gcc and gcov, in build/coverage: a table by room, after
# the lines that nothing ran. What a child did that was killed by KILL is not counted, nor what only the tests in
# double do.
set -eu
least=92
build=build/coverage
mkdir -p $build
find $build -name '*.gcda' -delete
unset LONG
TEST_SECONDS=1800 nice make --no-print-directory -j"$(nproc)" BUILD=$build OPT=-O1 WERROR= EXTRA=--coverage ENGINE= \
    run-tests >$build/log 2>&1 || { grep '^FAILED' $build/log || tail -n 40 $build/log; }
find $build -path '*/lab/*' -name '*.gcno' | sort | xargs gcov -t 2>/dev/null | awk -F: -v least=$least '
    $2 + 0 == 0 && $3 == "Source" { file = $4 }
    $2 + 0 == 0 || file !~ /^lab\// || $1 ~ /^ *-$/ { next }
    {
        line = sprintf("%s:%04d", file, $2)
        seen[line]
        if ($1 !~ /[#=]/) run[line]
        text[line] = substr($0, index($0, $3))
    }
    END {
        for (line in seen) {
            split(line, part, "/")
            room = part[2]
            lines[room]++; all++
            if (line in run) continue
            missed[room]++; never++
            print line ": " text[line] | "sort"
        }
        close("sort")
        for (room in lines)
            printf "%-10s %6d lines %6d never run %6.1f %% run\n", room, lines[room], missed[room],
                100 - 100 * missed[room] / lines[room] | "sort"
        close("sort")
        if (!all) exit 1
        printf "%-10s %6d lines %6d never run %6.1f %% run\n", "lab", all, never, 100 - 100 * never / all
        fails = 100 * (all - never) < least * all
        printf "promise|%d|%d|at least %d %% of the lines of lab/ are run by make test\n", all, fails, least
        exit fails
    }'
