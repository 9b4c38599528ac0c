#!/bin/sh
# check-long.sh FOLDER PART...: run what keeps the promises for hours: test programs, and scripts of tests/campaign.
# Each part's output stays in FOLDER. Begun again with the same sources, it goes on with the part that had not ended
# well. Then the table of all; a failed part, or a row with failures, fails it. Interrupted, it ends its part, too.
# With TMPDIR=/dev/shm, no disk to be waited for, much of it takes half the time.
set -eu
folder=$1
shift
mkdir -p "$folder"
commit=$({ git rev-parse HEAD && git diff HEAD | cksum; } 2>/dev/null || echo none)
[ "$(cat "$folder/commit" 2>/dev/null)" = "$commit" ] || rm -f "$folder"/*.ended
echo "$commit" >"$folder/commit"
status=0 logs='' pid=''
trap 'kill -- "-$pid" 2>/dev/null || :; exit 130' INT TERM HUP
for part; do
    name=$(basename "$part" .sh)
    log=$folder/$name.log
    logs="$logs $log"
    [ -e "$folder/$name.ended" ] && continue
    echo "$(date +%H:%M) $name"
    # A group of its own, to be ended whole; the shell has what is in the background ignore these signals.
    LONG=1 setsid env --default-signal=INT,QUIT "$part" >"$log" 2>&1 &
    pid=$!
    if wait "$pid"; then
        touch "$folder/$name.ended"
    else
        status=1
        echo "FAILED  $name: see $log"
        tail -n 20 "$log"
    fi
done
echo
# shellcheck disable=SC2086
tests/support/promises.sh $logs || status=1
exit $status
