#!/bin/sh
# contraction.sh FILE...: no instruction of these rounds a product and a sum together. gcc 12.2 makes some against
# -ffp-contract=off (its PR 107647), and not every number that they touch is seen in a hash. The names are x86's.
set -eu
for file; do
    [ -r "$file" ] || { echo "contraction.sh: $file cannot be read" >&2; exit 1; }
done
machine=$(objdump -f "$@" 2>&1 | sed -n 's/^architecture: \([^,]*\),.*/\1/p' | sort -u | tr '\n' ' ')
case $machine in
    'i386 ' | 'i386:x86-64 ') ;;
    *) echo "skipped: fused instructions of $*: objdump reads ${machine:-nothing }there, not x86"; exit ;;
esac
listing=$(mktemp)
trap 'rm -f "$listing"' EXIT
objdump -d "$@" >"$listing"
found=$(grep -E '[[:space:]]vfn?m(add|sub)[0-9a-z]*[[:space:]]' "$listing") || exit 0
echo "fused instructions in $*:" >&2
echo "$found" | head -n 5 >&2
exit 1
