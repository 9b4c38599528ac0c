#!/bin/sh
# counted.sh LOG WORDS: the row of a promise that each test program of run-tests.sh's output keeps.
cases=$(grep -cE '^(ok|FAILED)  ' "$1")
failures=$(grep -c '^FAILED  ' "$1")
echo "promise|$cases|$failures|$2"
