/* y = act(norm(W x)), once for each of the block's layers. */
#include "lab/net/block.h"

struct node *block_plain(struct builder *b, struct node *x)
{
    return build_plain_branch(b, x);
}
