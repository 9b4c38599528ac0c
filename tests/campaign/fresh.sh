#!/bin/bash
# fresh.sh: in a bare Debian 12, with `make` alone, do the README's commands suffice? Does what is installed work
# from any folder, and the package in a root without compiler? Needs root, network and mmdebstrap.
set -eu
cd "$(dirname "$0")/../.."
if [ "$(id -u)" != 0 ] || ! command -v mmdebstrap >/dev/null; then
    echo 'fresh: not tried, which needs root and mmdebstrap'
    exit 0
fi
work=$(mktemp -d)
trap 'umount "$work"/*/proc 2>/dev/null || true; rm -rf --one-file-system "$work"' EXIT

# promise WORDS COMMAND...: a row.
promise() {
    words=$1 failed=0
    shift
    "$@" >"$work/log" 2>&1 || { failed=1; tail -n 30 "$work/log"; }
    echo "promise|1|$failed|$words"
    [ "$failed" = 0 ]
}

bare() { # FOLDER [PACKAGE]: a minimal Debian 12
    mmdebstrap --quiet --variant=minbase ${2:+--include="$2"} bookworm "$1" /etc/apt/sources.list.d/debian.sources
    cp -r /etc/apt/apt.conf.d "$1/etc/apt"
    cp /etc/resolv.conf "$1/etc"
    mount -t proc proc "$1/proc"
}

draws='depthlab run first --quiet && depthlab plot first && test -s plots/out/first/degradation.png'

readme() {
    bare "$work/source" make
    git archive --prefix=depthlab/ HEAD | tar x -C "$work/source"
    chroot "$work/source" sh -c "cd /depthlab && make deps && make && PATH=\$PWD/build:\$PATH && $draws"
}

# Of the same root: into a folder, used from another, taken away.
installed() {
    chroot "$work/source" sh -c "cd /depthlab && make install prefix=/opt/lab && mkdir /class && cd /class &&
        PATH=/opt/lab/bin:\$PATH && $draws && depthlab report first && depthlab slides --exercises --out s &&
        cd /depthlab && make uninstall prefix=/opt/lab && test -z \"\$(find /opt/lab -type f)\""
}

package() {
    make deb
    bare "$work/package"
    cp build/deb/*.deb "$work/package/tmp"
    chroot "$work/package" sh -c "apt-get update -qq && apt-get install -y --no-install-recommends /tmp/depthlab_*.deb &&
        mkdir /class && cd /class && $draws && depthlab list | grep -q degradation"
}

status=0
promise "a bare Debian 12: the README's commands build, train and draw" readme || status=1
promise 'installed, it works from any folder, and uninstalled it is gone' installed || status=1
promise 'the Debian package, in a bare root, trains and draws' package || status=1
exit $status
