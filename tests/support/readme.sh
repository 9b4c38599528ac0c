#!/bin/sh
# readme.sh: do what the README and those of lab, experiments and plots show. In a copy of the tree, each fenced block
# with a path becomes that file ("path +": is added at its end; "path > TEXT": goes behind the line with TEXT); then the
# copy is built, an experiment that uses all of it is run, and so is every command line.
set -eu
tests/support/article.sh check
pages='README.md lab/README.md plots/README.md experiments/README.md'
house=$(pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -a .clang-format Makefile README.md lab experiments plots tests "$copy"
[ ! -d build ] || { mkdir "$copy/build" && cp -a build/gen build/flags build/float build/double "$copy/build" 2>/dev/null || :; }
cd "$copy"
mkdir -p results
cp -a "$house/results/reference" results

awk '
    /^```[a-z]+ [a-z]+\// {
        path = $2; how = $3; anchor = $0
        sub(/^[^>]*> /, "", anchor)
        text = ""
        while ((getline line) > 0 && line != "```")
            text = text line "\n"
        if (how == "+")
            printf "%s", text >> path
        else if (how == ">") {
            whole = ""; found = 0
            while ((getline line < path) > 0) {
                whole = whole line "\n"
                if (index(line, anchor)) { whole = whole text; found = 1 }
            }
            close(path)
            if (!found) { print "README: no line `" anchor "` in " path; exit 1 }
            printf "%s", whole > path
        } else
            printf "%s", text > path
        close(path)
        print "README: " path " " how
    }' $pages

cmp experiments/first.yaml "$house/experiments/first.yaml"
make -s programs
make -s format
tests/support/readme-commands.sh $pages
build/depthlab run first --quiet --set net.block=half --depth 4 --seed 1
still=$(sqlite3 results/lab.db "SELECT count(*) FILTER (WHERE dw > 0) < 4 FROM gradient WHERE block = 'half'
    AND layer_name LIKE 'block%' AND step = (SELECT max(step) FROM gradient WHERE block = 'half')")
[ "$still" = 0 ] || { echo 'README: the layers of block half do not learn'; exit 1; }
cat >square.c <<'C'
#include "lab/op/op.h"
#include <stdio.h>

int main(void)
{
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 24);
    struct graph *g = graph_open(&arena, 1, &failure);
    struct node *x = graph_input(g, "x", (struct shape){1, 1, 1});
    graph_want(x);
    if (graph_allocate(g, op_square(g, x)))
        return 1;
    struct pass pass = {.mode = MODE_EVAL, .batch = 1, .scratch = &arena};
    x->value[0][0] = 3;
    graph_forward(g, &pass);
    graph_backward(g, &pass, NULL);
    printf("3^2 = %g, derivative %g\n", (double)g->root->value[0][0], (double)x->grad[0][0]);
    return g->root->value[0][0] == 9 && x->grad[0][0] == 6 ? 0 : 1;
}
C
${CC:-cc} -std=gnu17 -Wno-psabi -march=native -I. square.c build/libdepthlab.a -lm -o square
./square
cd "$house"
echo 'readme: what it shows works'
