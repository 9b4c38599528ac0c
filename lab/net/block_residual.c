/* y = act(x + F(x)),  F = norm(W act(norm(W x)))        He et al. 2015, fig. 2; d2l section 8.6 */
#include "lab/net/block.h"

struct node *block_residual(struct builder *b, struct node *x)
{
    struct node *tap = build_tap(b, x), *f = tap;
    for (int i = 0; i < b->spec->span; i++) {
        if (i)
            f = build_activation(b, f);
        f = build_norm(b, build_layer(b, f, b->spec->width));
    }
    return build_activation(b, build_sum(b, x, tap, f));
}
