/* y = (A(x), B(x)):  A of span layers, B of one, side by side as in GoogLeNet, and no identity
 *                                                                        Szegedy et al. 2015 */
#include "lab/net/block.h"
#include "lab/op/op.h"

struct node *block_inception(struct builder *b, struct node *x)
{
    int half = b->spec->width / 2;
    struct node *a = build_plain_branch(b, x, b->spec->span, b->spec->width - half);
    struct node *z = build_norm(b, build_side(b, x, half, "short", 0));
    return op_concat(b->graph, a, build_activation(b, z));
}
