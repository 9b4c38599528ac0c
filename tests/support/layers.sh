#!/bin/sh
# layers.sh ROOT: every file of lab/ includes only its own layer and lower ones, one layer sees each
# library, and only lab/cli prints or ends the program.
set -eu
cd "$1"
find lab -name '*.[ch]' | sort | xargs awk '
BEGIN {
    may("base", "base")
    may("kernel", "base kernel")
    may("grad", "base kernel grad")
    may("op", "base kernel grad op")
    may("net", "base kernel grad op net")
    may("data", "base data")
    may("fetch", "base data fetch")
    may("train", "base kernel grad op net data train")
    may("probe", "base kernel grad op net data train probe")
    may("store", "base store")
    may("figure", "base store figure")
    engine = "base kernel grad op net data train probe"
    may("weights", "base kernel grad op net store weights")
    may("spec", engine " spec")
    may("page", engine " spec page")
    may("run", engine " store weights spec run")
    may("claim", engine " store spec run claim")
    may("inspect", engine " store spec run inspect")
    may("book", engine " store figure spec book")
    may("cli", engine " fetch store weights figure spec run claim inspect book cli")

    only["sqlite3.h"] = "^lab/store/"
    only["yaml.h"] = "^lab/(spec/|run/provenance[.]c$)"
    only["zlib.h"] = "^lab/data/"
    only["csv.h"] = "^lab/(data/csv|store/export)[.]c$"
    only["lapacke.h"] = only["cblas.h"] = "^lab/(kernel/algebra[.]c$|probe/|run/provenance[.]c$)"
    only["build/gen/schema.h"] = "^lab/store/"
    only["build/gen/book.h"] = "^lab/book/template[.]c$"
    only["build/gen/revision.h"] = "^lab/(run|cli)/"
}
function may(layer, lower,    i, n, name) {
    known[layer] = 1
    n = split(lower, name, " ")
    for (i = 1; i <= n; i++)
        sees[layer, name[i]] = 1
}
function wrong(why) {
    printf "%s:%d: %s\n", FILENAME, FNR, why
    bad = 1
}
FNR == 1 {
    split(FILENAME, part, "/")
    layer = part[2]
    if (!(layer in known))
        wrong("lab/" layer " is no layer of this house")
}
/^[ \t]*#[ \t]*include/ {
    quoted = /"/
    name = $0
    sub(/^[^"<]*["<]/, "", name)
    sub(/[">].*$/, "", name)
    if (name in only) {
        if (FILENAME !~ only[name])
            wrong(name " is not for this file, only for " only[name])
    } else if (quoted && name !~ /^lab\/[a-z]+\//) {
        wrong("\"" name "\" must be named from the root: \"lab/...\"")
    } else if (quoted) {
        split(name, part, "/")
        if (!((layer, part[2]) in sees))
            wrong("lab/" layer " may not see lab/" part[2])
    }
}
layer != "cli" && /(^|[^A-Za-z0-9_>.])(printf|puts|putchar|perror|exit|abort) *\(/ {
    wrong("only lab/cli prints or ends the program")
}
layer != "cli" && /(^|[^A-Za-z0-9_])(stdout|stderr)([^A-Za-z0-9_]|$)/ && !/^ *(\/?\*|\/\/)/ {
    wrong("only lab/cli writes to stdout and stderr")
}
END { exit bad }
'
