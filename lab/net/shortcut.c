#include "lab/net/shortcut.h"
#include "lab/net/names.h"
#include "lab/net/word.h"
#include "lab/op/op.h"

static struct node *identity(struct builder *b, struct node *x, double unused)
{
    (void)b, (void)unused;
    return x;
}

static struct node *scaled(struct builder *b, struct node *x, double c)
{
    return op_scale(b->graph, x, c);
}

static struct node *gated(struct builder *b, struct node *x, double bias)
{
    struct node *z = build_side(b, x, shape_size(x->shape), "gate", bias);
    return op_gate(b->graph, op_sigmoid(b->graph, z), x);
}

static struct node *dropout(struct builder *b, struct node *x, double p)
{
    return op_dropout(b->graph, x, p);
}

static const struct shortcut shortcuts[] = {
    {"identity", false, identity},
    {"scaled", true, scaled},
    {"gated", true, gated},
    {"dropout", true, dropout},
};
enum { SHORTCUTS = sizeof shortcuts / sizeof *shortcuts };

const char *shortcut_name(int i)
{
    return i < SHORTCUTS ? shortcuts[i].name : NULL;
}

const struct shortcut *shortcut_find(const char *text, double *number, struct failure *failure)
{
    for (int i = 0; i < SHORTCUTS; i++)
        if (word_is(text, shortcuts[i].name, shortcuts[i].takes_number, number))
            return &shortcuts[i];
    fail(failure, STATUS_DATA,
         "no shortcut `%s`; scaled, gated and dropout take a number, as in "
         "scaled(0.5)",
         text);
    return NULL;
}
