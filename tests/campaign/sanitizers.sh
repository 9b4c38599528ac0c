#!/bin/sh
# Every test program, those that `make sanitize` leaves out for their length too, under the address and
# undefined-behaviour sanitizers. The campaign's own are tried in their short form and without the leak sanitizer, which
# does not suffer their strace.
set -u
unset LONG
log=${TMPDIR:-/tmp}/depthlab-sanitizers.$$
trap 'rm -f "$log"' EXIT
export TEST_SECONDS=3600
make sanitize SLOW='$(filter campaign/%,$(TESTS))' >"$log" 2>&1
ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0 make sanitize SLOW= T=/campaign >>"$log" 2>&1
cat "$log"
tests/support/counted.sh "$log" 'ASan, UBSan: a test program ends without a report'
