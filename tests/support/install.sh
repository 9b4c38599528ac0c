#!/bin/sh
# install.sh BUILD ROOT: copy what was built, and what it reads, into ROOT, as bin, lib, include and share.
set -eu
build=$1 root=$2
share=$root/share/depthlab
copy() { # FOLDER FILE...
    folder=$1
    shift
    install -d "$folder"
    install -m 644 "$@" "$folder"
}

install -d "$root/bin"
install "$build/depthlab" "$build/depthlab-double" "$root/bin"
copy "$root/lib" "$build/libdepthlab.a" "$build/libdepthlab-double.a"
for room in lab/*/; do
    ls "$room"*.h >/dev/null 2>&1 && copy "$root/include/depthlab/$room" "$room"*.h
done
copy "$share/experiments" experiments/*.yaml experiments/*.txt
copy "$share/plots" plots/*.gp plots/*.sql
[ ! -f build/playground.html ] || copy "$share" build/playground.html
copy "$root/share/doc/depthlab" README.md CHANGELOG.md LICENSE CITATION.cff

man=$root/share/man/man1
install -d "$man" "$root/share/bash-completion/completions" "$root/share/zsh/site-functions"
"$build/depthlab" manual | gzip -9n >"$man/depthlab.1.gz"
echo '.so man1/depthlab.1' | gzip -9n >"$man/depthlab-double.1.gz"
for command in $("$build/depthlab" help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
    "$build/depthlab" manual "$command" | gzip -9n >"$man/depthlab-$command.1.gz"
done
"$build/depthlab" completion bash >"$root/share/bash-completion/completions/depthlab"
"$build/depthlab" completion zsh >"$root/share/zsh/site-functions/_depthlab"
