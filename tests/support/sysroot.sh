#!/bin/sh
# sysroot.sh ARCHITECTURE FOLDER 'PACKAGE ...': unpack Debian's packages of another architecture, and
# what they depend on, into a folder. The machine itself is not changed; no need to be root.
set -eu
architecture=$1 folder=$2 packages=$3
. /etc/os-release
rm -rf "$folder" "$folder.apt"
mkdir -p "$folder.apt/lists/partial" "$folder.apt/archives/partial"
trap 'rm -rf "$folder.apt"' EXIT
there=$(cd "$folder.apt" && pwd)
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
    "http://deb.debian.org/debian $VERSION_CODENAME main" >"$there/sources.list"

# An apt of its own, on a machine where nothing is installed yet.
apt() {
    apt-get -qq -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" \
        -o Dir::Etc::sourcelist="$there/sources.list" -o Dir::Etc::sourceparts=/dev/null \
        -o Dir::State="$there" -o Dir::State::status=/dev/null -o Dir::Cache="$there" \
        -o Debug::NoLocking=1 "$@"
}
apt update
apt install --download-only --no-install-recommends $packages
for package in "$there"/archives/*.deb; do
    dpkg -x "$package" "$folder.new"
done

# Debian links the chosen BLAS when it is installed, which was not done here.
for file in "$folder.new"/usr/lib/*/openblas-*/*.so* "$folder.new"/usr/include/*/openblas-*/*.h; do
    ln -s "$(basename "$(dirname "$file")")/$(basename "$file")" "$(dirname "$file")/.."
done
# What leads to a file of the machine is meant for one of the folder.
find "$folder.new" -type l -lname '/*' | while read -r link; do
    ln -sfnr "$folder.new$(readlink "$link")" "$link"
done
mv "$folder.new" "$folder"
