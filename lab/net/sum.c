#include "lab/net/sum.h"
#include "lab/net/branch.h"
#include "lab/net/family.h"
#include "lab/net/part.h"
#include "lab/net/shortcut.h"
#include "lab/op/op.h"

static struct node *around_of(struct builder *b, struct node *x, struct shape y)
{
    double number;
    const char *text = b->family->shortcut ? b->family->shortcut : b->spec->shortcut;
    return shortcut_find(text, &number, b->graph->failure)->build(b, x, y, number);
}

/* Would F start at 0, behind an activation whose slope is 0 there? */
static bool stays_at_zero(const struct builder *b, const struct branch *branch)
{
    return branch->zero_last && b->net->layer[b->net->layers - 1].active;
}

struct node *build_sum(struct builder *b, struct node *x, struct node *tap, struct node *f)
{
    const struct branch *branch = branch_find(b->spec->branch);
    if (x && f && stays_at_zero(b, branch))
        fail(b->graph->failure, STATUS_DATA,
             "block %s: its branch ends in %s and would never leave 0, where %s starts it; "
             "branch rezero or 1/sqrt(L) trains",
             b->spec->block, b->spec->activation, branch->name);
    if (b->graph->failure->status)
        return NULL;
    f = x && f ? branch->scale(b, f) : NULL;
    if (!f)
        return NULL;
    struct node *around = around_of(b, x, f->shape);
    return build_junction(b, x, tap, op_add(b->graph, around, f));
}

struct node *build_norm_sum_activation(struct builder *b, struct node *x, struct node *tap,
                                       struct node *f)
{
    const struct branch *branch = branch_find(b->spec->branch);
    if (!x || !f || !build_fuses(b) || !branch->bare)
        return build_activation(b, build_sum(b, x, tap, build_norm(b, f)));
    struct node *y = build_norm_add_activation(b, f, around_of(b, x, f->shape));
    return build_junction(b, x, tap, branch->scale(b, y));
}
