#!/bin/sh
# mutants.sh: do the tests bite? N faults (60), drawn by SEED (the clock's) in the code of the engine and of the
# claims, one at a time. What no test sees is in build/mutants/survivors, unless tests/campaign/equivalent.txt says
# why it changes nothing.
set -eu
n=${N:-60} seed=${SEED:-$(date +%s)}
unset N SEED LONG # the tests have their own
folder=build/mutants
mkdir -p $folder
ulimit -f 8000000
nice make --no-print-directory -j"$(nproc)" build-tests >$folder/build.log
echo "SEED=$seed"
status=0
nice python3 tests/campaign/mutants.py $folder "$seed" "$n" tests/campaign/equivalent.txt >$folder/log || status=1
grep ': SURVIVED$' $folder/log >$folder/survivors || :
cat $folder/log
exit $status
