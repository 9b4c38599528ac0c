#include "lab/net/branch.h"
#include "lab/net/names.h"
#include "lab/op/op.h"
#include <math.h>
#include <string.h>

static struct node *as_it_is(struct builder *b, struct node *f)
{
    (void)b;
    return f;
}

static struct node *over_root(struct builder *b, struct node *f)
{
    return op_scale(b->graph, f, 1 / sqrt(b->blocks));
}

static struct node *zero_last(struct builder *b, struct node *f)
{
    if (b->last_gain)
        b->last_gain->start = 0;
    else
        b->net->layer[b->net->layers - 1].gain = 0;
    return f;
}

static struct node *rezero(struct builder *b, struct node *f)
{
    char *name = arena_printf(b->graph->arena, "block%d.scale", b->block + 1);
    return op_scale_by(b->graph, f, graph_param(b->graph, name, 1, (int[]){1}));
}

static const struct branch branches[] = {
    {"none", as_it_is},
    {"1/sqrt(L)", over_root},
    {"zero-last", zero_last},
    {"rezero", rezero},
};
enum { BRANCHES = sizeof branches / sizeof *branches };

const char *branch_name(int i)
{
    return i < BRANCHES ? branches[i].name : NULL;
}

const struct branch *branch_find(const char *name)
{
    for (int i = 0; i < BRANCHES; i++)
        if (!strcmp(branches[i].name, name))
            return &branches[i];
    return NULL;
}
