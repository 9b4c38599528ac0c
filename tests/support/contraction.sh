#!/bin/sh
# contraction.sh FILE...: no instruction of these rounds a product and a sum together. gcc 12.2 makes some against
# -ffp-contract=off (its PR 107647), and not every number that they touch is seen in a hash.
set -eu
found=$(objdump -d "$@" | grep -E '[[:space:]]vfn?m(add|sub)[0-9a-z]*[[:space:]]') || exit 0
echo "fused instructions in $*:" >&2
echo "$found" | head -n 5 >&2
exit 1
