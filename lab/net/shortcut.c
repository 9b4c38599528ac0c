#include "lab/net/shortcut.h"
#include "lab/net/family.h"
#include "lab/net/names.h"
#include "lab/net/part.h"
#include "lab/net/word.h"
#include "lab/op/op.h"

static struct node *identity(struct builder *b, struct node *x, struct shape y, double unused)
{
    (void)unused;
    return build_padded(b, x, y);
}

static struct node *project_changes(struct builder *b, struct node *x, struct shape y,
                                    double unused)
{
    (void)unused;
    return shape_equal(x->shape, y) ? x : build_projection(b, x, y);
}

static struct node *project_always(struct builder *b, struct node *x, struct shape y, double unused)
{
    (void)unused;
    return build_projection(b, x, y);
}

static struct node *scaled(struct builder *b, struct node *x, struct shape y, double c)
{
    return op_scale(b->graph, build_padded(b, x, y), c);
}

static struct node *gated(struct builder *b, struct node *x, struct shape y, double bias)
{
    struct node *a = build_padded(b, x, y);
    const struct geometry at = {y.channels, b->family->images, 1};
    struct node *z = build_gate(b, a, at, bias);
    return op_gate(b->graph, op_sigmoid(b->graph, z), a);
}

static struct node *dropout(struct builder *b, struct node *x, struct shape y, double p)
{
    return op_dropout(b->graph, build_padded(b, x, y), p);
}

static const struct shortcut shortcuts[] = {
    {.name = "identity", .build = identity},
    {.name = "A", .build = identity},
    {.name = "B", .build = project_changes},
    {.name = "C", .build = project_always},
    {.name = "scaled", .build = scaled, .takes_number = true},
    {.name = "gated", .build = gated, .takes_number = true},
    {.name = "dropout", .build = dropout, .takes_number = true},
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
