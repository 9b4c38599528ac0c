#include "lab/net/branch.h"
#include "lab/base/portable.h"
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

static struct node *over_all(struct builder *b, struct node *f)
{
    return op_scale(b->graph, f, 1.0 / b->blocks);
}

static struct node *zero_last(struct builder *b, struct node *f)
{
    if (b->last_gain)
        b->last_gain->start = 0;
    else
        b->newest->gain = 0;
    return f;
}

/* One trained number for the block. */
static struct node *trained(struct builder *b, struct node *f, double start)
{
    const char *name = arena_text(b->graph->arena, b->graph->failure, "%s.scale", b->place);
    struct param *a = graph_param(b->graph, name, 1, (int[]){1});
    if (a)
        a->start = start;
    return op_scale_by(b->graph, f, a);
}

static struct node *rezero(struct builder *b, struct node *f)
{
    return trained(b, f, 0);
}

static struct node *skipinit(struct builder *b, struct node *f)
{
    return trained(b, f, 1 / sqrt(b->blocks));
}

static struct node *fixup(struct builder *b, struct node *f)
{
    int m = b->parts;
    for (int i = 1; i < m; i++)
        b->newest[-i].gain = portable_exp(-portable_log(b->blocks) / (2 * m - 2));
    return trained(b, zero_last(b, f), 1);
}

static const struct branch branches[] = {
    {.name = "none", .scale = as_it_is, .bare = true},
    {.name = "1/sqrt(L)", .scale = over_root},
    {.name = "1/L", .scale = over_all},
    {.name = "zero-last", .scale = zero_last, .zero_last = true, .bare = true},
    {.name = "rezero", .scale = rezero},
    {.name = "skipinit", .scale = skipinit},
    {.name = "fixup", .scale = fixup, .zero_last = true, .zero_head = true},
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
