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

struct node *build_sum(struct builder *b, struct node *x, struct node *tap, struct node *f)
{
    f = x && f ? branch_find(b->spec->branch)->scale(b, f) : NULL;
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
