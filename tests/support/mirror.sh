#!/bin/sh
# mirror.sh ROOT: lab/X/Y.c has its test in tests/X/test_Y.c. The commands' table, lab/cli/main.c, is
# tested by every test of tests/cli, and lab/page, WebAssembly alone, by `make wasm`
# and `make check-page`.
set -eu
cd "$1"
bad=0
for source in lab/*/*.c; do
    [ -e "$source" ] || continue
    folder=$(basename "$(dirname "$source")")
    [ "$folder" != page ] || continue
    test=tests/$folder/test_$(basename "$source")
    [ -e "$test" ] && continue
    if [ "$source" = lab/cli/main.c ] && ls tests/cli/test_*.c >/dev/null 2>&1; then
        continue
    fi
    echo "$source has no test: $test"
    bad=1
done
exit $bad
