/* y = x + F(x),  F = W act(norm(W act(norm(x))))        He et al. 2016, fig. 4e */
#include "lab/net/block.h"

struct node *block_preact(struct builder *b, struct node *x)
{
    struct node *tap = build_tap(b, x), *f = tap;
    for (int i = 0; i < b->spec->span; i++)
        f = build_layer(b, build_activation(b, build_norm(b, f)), b->spec->width);
    return build_junction(b, x, tap, x, f);
}
