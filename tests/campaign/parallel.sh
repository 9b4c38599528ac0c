#!/bin/sh
# parallel.sh: the recipe for GNU parallel in experiments/README.md, as it stands there, gives the rows of a local sweep.
# Skipped where parallel is not installed.
set -eu
house=$(cd "$(dirname "$0")/../.." && pwd)
depthlab=$(realpath "${DEPTHLAB:-build/depthlab}")
if ! command -v parallel >/dev/null; then
    echo 'skipped: no parallel (apt-get install parallel)'
    exit 0
fi
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
mkdir build
ln -s "$depthlab" "$depthlab-double" build/
ln -s "$house/experiments" "$house/plots" .
awk '/^```/ { inside = $0 == "```sh" && !done; done = done || inside; next } inside' experiments/README.md >recipe.sh
grep -q parallel recipe.sh
sh -e recipe.sh
build/depthlab run first --db local.db --quiet
for db in results/lab.db local.db; do
    sqlite3 -readonly $db "SELECT uuid, status, steps, params, f.*, v.verdict, v.statistic FROM run r JOIN final_row f ON f.run = r.id
        JOIN sweep s ON s.run = r.id JOIN verdict_row v ON v.experiment = s.experiment ORDER BY uuid, v.place;
        SELECT uuid, c.step, train_loss, train_acc, test_loss, test_acc FROM run r JOIN curve_row c ON c.run = r.id ORDER BY 1, 2" |
        sed -E 's/^(([^|]*\|){4})[0-9]+\|/\1/' >"$(basename $db).rows"
done
failures=0
[ "$(wc -l <local.db.rows)" -gt 40 ] && cmp lab.db.rows local.db.rows || failures=1
echo "promise|1|$failures|a sweep by GNU parallel, merged, equals a local one"
exit $failures
