#!/bin/sh
# uninstall.sh COPY ROOT: COPY is what was installed, made again; remove its files from ROOT, and the folders of
# ROOT that are depthlab's own.
set -eu
copy=$1 root=$2
(cd "$copy" && find . -type f) | while read -r file; do
    rm -f "$root/$file"
done
(cd "$copy" && find . -depth -type d -path '*/depthlab*') | while read -r folder; do
    rmdir "$root/$folder" 2>/dev/null || true
done
