#!/bin/sh
# recipes.sh: do what lab/README.md shows under "In other tools" for sqlite3, pandas and R, on a small sweep. What is
# not installed is passed over, with a word.
set -u
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/results"
build/depthlab run first --quiet --depth 2,4 --seed 1,2 --steps 3 --db "$dir/results/lab.db" >"$dir/log" 2>&1 ||
    { cat "$dir/log"; exit 1; }
sed -n '/^## In other tools/,/^## Looking/p' lab/README.md >"$dir/text"
cd "$dir" || exit 1
sed -n '/^```python$/,/^```$/{/^```/!p;}' text >recipe.py
sed -n '/^```r$/,/^```$/{/^```/!p;}' text >recipe.r
sed -n '/^    sqlite3 /{s/> first.csv//;p;}' text >recipe.sql

cases=0 failures=0
recipe() { # it shows numbers of plain nets
    cases=$((cases + 1))
    "$@" >out 2>&1 && grep -q plain out && grep -q '[0-9]\.[0-9]' out && return
    cat out
    failures=$((failures + 1))
}
while read -r line; do
    recipe sh -c "$line"
done <recipe.sql
if /usr/bin/python3 -c 'import pandas' 2>/dev/null; then
    recipe /usr/bin/python3 recipe.py
else
    echo 'passed over: python3-pandas is not installed'
fi
if Rscript -e 'library(RSQLite)' >/dev/null 2>&1; then
    recipe Rscript recipe.r
else
    echo 'passed over: r-cran-rsqlite is not installed'
fi
echo "promise|$cases|$failures|the recipes for sqlite3, pandas and R read the database"
