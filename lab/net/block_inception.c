/* y = (A(x), B(x)):  A of span layers, B of one, side by side as in GoogLeNet, and no identity
 *                                                                        Szegedy et al. 2015 */
#include "lab/net/block.h"
#include "lab/op/op.h"

struct node *block_inception(struct builder *b, struct node *x)
{
    struct geometry at = builder_geometry(b, 0);
    const int half = at.out / 2;
    struct node *a = x;
    for (int i = 0; i < builder_layers(b); i++) {
        at = builder_geometry(b, i);
        at.out -= half;
        a = build_norm_activation(b, build_layer(b, a, at));
    }
    at = builder_geometry(b, 0);
    at.out = half;
    return op_concat(b->graph, a, build_norm_activation(b, build_short(b, x, at)));
}
