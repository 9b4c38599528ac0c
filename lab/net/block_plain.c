/* y = act(norm(W x)), once for each of the block's layers. */
#include "lab/net/block.h"

struct node *block_plain(struct builder *b, struct node *x)
{
    for (int i = 0; i < b->spec->span; i++)
        x = build_activation(b, build_norm(b, build_layer(b, x, b->spec->width)));
    return x;
}
