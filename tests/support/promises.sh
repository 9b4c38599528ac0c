#!/bin/sh
# promises.sh LOG...: the table of what is promised, from the lines `promise|CASES|FAILURES|WORDS` of these files.
# A row with failures, or without a case, is an error.
set -eu
cat "$@" | awk -F'|' '
    $1 == "promise" {
        if (!n++) printf "%-86s %7s %9s\n", "promise", "cases", "failures"
        printf "%-86s %7d %9d\n", $4, $2, $3
        if ($2 + 0 == 0 || $3 + 0 != 0) bad++
    }
    END { exit bad > 0 }'
