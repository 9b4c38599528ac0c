#!/bin/sh
# deps.sh 'PACKAGE ONE|OTHER ...': install the Debian packages that are missing. Of ONE|OTHER either
# will do, and ONE is installed. Asks nothing of the network when nothing is missing.
set -eu
if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian; please see that you have what these packages hold: $1" >&2
    exit 0
fi
missing=
for choice in $1; do
    found=
    for package in $(echo "$choice" | tr '|' ' '); do
        state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || state=
        case $state in installed*) found=yes ;; esac
    done
    [ "$found" ] || missing="$missing ${choice%%|*}"
done
[ "$missing" ] || exit 0

echo "Installing:$missing"
root=
if [ "$(id -u)" != 0 ]; then
    root=sudo
    if ! command -v sudo >/dev/null; then
        echo "Please install as root: apt-get install$missing" >&2
        exit 1
    fi
fi
$root apt-get update -qq
$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
