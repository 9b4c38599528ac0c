/* y = (x, F(x)),  F = W act(norm(W act(norm(x)))) with few features      Huang et al. 2017 */
#include "lab/net/block.h"
#include "lab/op/op.h"

struct node *block_concat(struct builder *b, struct node *x)
{
    struct node *tap = build_tap(b, x);
    struct node *f = build_preact_branch(b, tap, b->spec->growth);
    return build_junction(b, x, tap, op_concat(b->graph, x, f));
}
