/* y = t F(x) + (1 - t) x,  t = sigmoid(W x + b)       Srivastava et al. 2015; F as a plain block's.
 * Among convolutions W is 1x1, and where the shape changes x is padded as in He's shortcut A. */
#include "lab/net/block.h"
#include "lab/net/family.h"
#include "lab/op/op.h"

/* The transform gate starts nearly closed, so that a deep net starts out by carrying (section 2.2). */
static const double START = -2;

struct node *block_highway(struct builder *b, struct node *x)
{
    struct graph *g = b->graph;
    struct node *tap = build_tap(b, x);
    struct node *f = build_plain_branch(b, tap);
    if (!f)
        return NULL;
    struct node *around = build_padded(b, x, f->shape);
    const struct geometry at = {f->shape.channels, b->family->images, b->stride};
    struct node *z = build_gate(b, tap, at, START);
    struct node *transform = op_gate(g, op_sigmoid(g, z), f);
    struct node *carry =
        op_gate(g, op_sigmoid(g, op_scale(g, z, -1)), around); /* 1 - s(z) = s(-z) */
    return build_junction(b, x, tap, op_add(g, carry, transform));
}
