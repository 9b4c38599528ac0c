#!/bin/sh
# results/reference, made anew: every experiment as it ships, seen and confirmed; the verdicts, and the README's table
# of them; its figures and the numbers behind them, and a small database for `depthlab verify`. What is trained already
# is not trained again. What needs files of data (real-images.csv, cifar10.png, cifar-fast.png, fashion-mnist.png) is
# made by the commands of experiments/README.md.
set -eu
lab=build/depthlab
work=build/reference
to=results/reference
mkdir -p "$work"

$lab run --all --confirm --db "$work/lab.db" >"$work/verdicts.txt"
$lab export verdict --db "$work/lab.db" -o "$to/verdict.csv"

table() {
    sqlite3 -markdown "$work/lab.db" "SELECT '\`' || experiment || '\`' AS experiment, count(*) AS statements,
        sum(stands = 'supported') AS supported, sum(stands = 'not supported') AS refuted,
        sum(stands = 'inconclusive') AS open, sum(stands = 'unconfirmed') AS 'not confirmed'
        FROM verdict GROUP BY experiment" | sed 's/|  */| /g; s/  *|/ |/g; s/-\{2,\}/---/g'
    echo
    $lab verdict --db "$work/lab.db" | tail -n 1
}
table >"$work/table.md"
awk -v table="$work/table.md" '/^<!-- end of verdicts -->/ { inside = 0 } !inside
    /^<!-- verdicts -->/ { inside = 1; while ((getline line < table) > 0) print line }' README.md >"$work/README.md"
cp "$work/README.md" README.md
tests/support/article.sh

rows() { sqlite3 -csv -header "$work/lab.db" "$2" >"$to/$1"; }
rows degradation.csv "SELECT block, norm, lr, depth, seed, status, round(train_loss, 5) AS train_loss,
    round(test_loss, 5) AS test_loss FROM final WHERE experiment = 'degradation'
    ORDER BY block, norm, lr, depth, seed"
rows gradient-by-layer.csv "SELECT block, depth, seed, step, layer, dh FROM gradient
    WHERE experiment = 'degradation' AND norm = 'none' AND lr = 0.01 AND seed = 1 AND depth IN (32, 128)
    AND step IN (0, 400) ORDER BY block, depth, step, layer"

for figure in degradation/degradation degradation/depth-curve degradation/gradient-by-layer degradation/junction \
    identity-exists/identity-exists; do
    $lab plot "${figure%/*}" "${figure#*/}" --db "$work/lab.db" --out "$work/figures" >"$work/plots.txt"
    cp "$work/figures/$figure.png" "$to/"
done
$lab model --family resnet18 --block residual --svg --out "$work/figures" >"$work/plots.txt"
cp "$work/figures/model/resnet18-18-residual-1x224x224-to-10.svg" "$to/resnet18.svg"

rm -f "$work"/small.db*
$lab run degradation --seed 1 --lr 0.01 --quiet --db "$work/small.db" >"$work/small.txt" 2>&1
sqlite3 "$work/small.db" 'PRAGMA journal_mode = DELETE; VACUUM' >"$work/small.txt"
mv "$work/small.db" "$to/degradation-seed1.db"
