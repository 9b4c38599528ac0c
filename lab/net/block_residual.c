/* y = act(x + F(x)),  F = norm(W act(norm(W x)))        He et al. 2015, fig. 2; d2l section 8.6
 * and its other orders of norm and activation                                 He et al. 2016, fig. 4 */
#include "lab/net/block.h"

static struct node *before(struct builder *b, struct node *x, const struct order *o)
{
    if (o->norm_first)
        return build_norm_activation(b, x);
    return o->act_first ? build_activation(b, x) : x;
}

static struct node *after(struct builder *b, struct node *h, const struct order *o)
{
    if (o->norm_first)
        return h;
    return o->act_first ? build_norm(b, h) : build_norm_activation(b, h);
}

struct node *block_residual(struct builder *b, struct node *x)
{
    const struct order *o = block_order(b->spec);
    const int last = builder_layers(b) - 1;
    struct node *tap = build_tap(b, x), *f = tap;
    for (int i = 0; i < last; i++)
        f = after(b, build_layer(b, before(b, f, o), builder_geometry(b, i)), o);
    f = build_layer(b, before(b, f, o), builder_geometry(b, last));
    if (o->norm_after)
        return build_norm_activation(b, build_sum(b, x, tap, f));
    if (o->act_after)
        return build_norm_sum_activation(b, x, tap, f);
    return build_sum(b, x, tap, after(b, f, o));
}
