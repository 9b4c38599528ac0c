/* y = x + F(x),  F = W act(norm(W act(norm(x))))        He et al. 2016, fig. 4e */
#include "lab/net/block.h"

struct node *block_preact(struct builder *b, struct node *x)
{
    return block_residual(b, x); /* in the order full-preact, as the table of blocks says */
}
