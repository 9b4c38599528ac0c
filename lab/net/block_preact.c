/* y = x + F(x),  F = W act(norm(W act(norm(x))))        He et al. 2016, fig. 4e */
#include "lab/net/block.h"

struct node *block_preact(struct builder *b, struct node *x)
{
    struct node *tap = build_tap(b, x);
    return build_sum(b, x, tap, build_preact_branch(b, tap, b->spec->width));
}
