#!/bin/sh
# readme-commands.sh FILE...: run every command line that the files show, in a folder where nothing is lost. What
# trains makes 3 steps with one seed; a few files of data stand in for the reader's own.
set -eu
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT

cat >"$bin/depthlab" <<'SH'
#!/bin/bash
# Fewer steps and nets, one seed, a coarse grid, one experiment for all; pandoc only where it is.
words=() trains= steps= seed= given=" $* "
case $1 in
    run | compare) trains=1 ;;
    slides) set -- "$@" --course hour.yaml ;;
esac
while [ $# -gt 0 ]; do
    case $1 in
        --steps) [ -z "$trains" ] || [ "$2" -lt 20 ] || set -- "$1" 3 "${@:3}"; steps=1 ;;
        --seed) seed=1 ;;
        --set) case $2 in data.train=60000 | data.test=10000) shift 2; continue ;; esac ;;
        --confirm | --weights) seed=1 ;;
        --all) [ -z "$trains" ] || { set -- degradation "${@:2}"; given+="degradation "; } ;;
        --grid) set -- "$1" 5 "${@:3}" ;;
        --to) command -v pandoc >/dev/null || { shift 2; continue; } ;;
    esac
    words+=("$1"); shift
done
less() { [[ $given = *" $1 "* ]] || words+=("$@"); }
case $trains$given in
    1*degradation*) less --lr 0.01,0.03; less --norm none ;;
    1*cifar*) less --depth 20 ;;
    1*landscape*) less --set "train.keep=1 2" ;;
esac
[ -z "$trains" ] || { [ -n "$steps" ] || words+=(--steps 3); [ -n "$seed" ] || words+=(--seed 1); }
exec build/depthlab "${words[@]}"
SH
chmod +x "$bin/depthlab"

cat >hour.yaml <<'YAML'
title: An hour
parts: [{title: Deeper is worse, minutes: 20, objectives: [tell it from overfitting], experiments: [first, degradation]}]
YAML
# A table, images in MNIST's form and in CIFAR-10's.
awk 'BEGIN { srand(1); print "sepal_length,number,petal_width,petal_length,kind"
    for (i = 1; i <= 90; i++) { k = i % 3; print k + rand() "," i "," k * rand() "," k - rand() "," substr("abc", k + 1, 1) } }' >flowers.csv
mkdir -p path/to
build/depthlab data export --side 28 --format idx --output path/to/fashion-mnist >/dev/null
export XDG_CACHE_HOME="$bin/cache" # fetched already
mkdir -p "$bin/cache/depthlab"
cp -r path/to/fashion-mnist "$bin/cache/depthlab"
mkdir path/to/cifar-10-batches-bin
for part in data_batch_1 data_batch_2 data_batch_3 data_batch_4 data_batch_5 test_batch; do
    for i in 00 01 02 03 04 05 06 07 10 11 00 01 02 03 04 05 06 07 10 11; do
        printf "\\0$i"; head -c 3072 /dev/urandom
    done >"path/to/cifar-10-batches-bin/$part.bin"
done

for file; do
    awk '/^```/ { fenced = !fenced } !fenced && /^    (build|make|gnuplot|sqlite3)/ { sub(/^    /, ""); print }' "$file" >"$bin/lines"
    while read -r line; do
        case $line in
            make*) line=${line%%#*}; make -n ${line#make} >/dev/null 2>"$bin/log" || { echo "$file: $line"; cat "$bin/log"; exit 1; } ;;
            *) GNUTERM=dumb sh -c "$(echo "$line" | sed "s|build/depthlab|$bin/depthlab|g")" >/dev/null 2>"$bin/log" </dev/null ||
                { echo "$file: $line"; tail -n 5 "$bin/log"; exit 1; } ;;
        esac
    done <"$bin/lines"
    echo "$file: $(grep -c . "$bin/lines") commands"
done
