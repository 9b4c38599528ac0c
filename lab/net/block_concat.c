/* y = (x, F(x)),  F = W act(norm(W act(norm(x)))) with few features      Huang et al. 2017
 * Images shrink by average pooling before F, so that x stays what it was. */
#include "lab/net/block.h"
#include "lab/op/op.h"

struct node *block_concat(struct builder *b, struct node *x)
{
    if (b->stride > 1)
        x = op_avgpool(b->graph, x, b->stride, b->stride);
    struct node *tap = build_tap(b, x), *f = tap;
    for (int i = 0; i < builder_layers(b); i++) {
        struct geometry at = builder_geometry(b, i);
        at.out = i < builder_layers(b) - 1 ? b->spec->width : b->spec->growth;
        at.stride = 1;
        f = build_layer(b, build_norm_activation(b, f), at);
    }
    return build_junction(b, x, tap, op_concat(b->graph, x, f));
}
