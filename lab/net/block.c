#include "lab/net/block.h"
#include "lab/net/names.h"
#include <string.h>

/* clang-format off */
static const struct block blocks[] = {
    {"plain", block_plain, "original"},
    {"residual", block_residual, NULL},
    {"preact", block_preact, "full-preact"},
    {"concat", block_concat, "full-preact"},
    {"inception", block_inception, "original"},
    {"highway", block_highway, "original"},
};
/* clang-format on */
enum { BLOCKS = sizeof blocks / sizeof *blocks };

const char *block_name(int i)
{
    return i < BLOCKS ? blocks[i].name : NULL;
}

const struct block *block_find(const char *name)
{
    for (int i = 0; i < BLOCKS; i++)
        if (!strcmp(blocks[i].name, name))
            return &blocks[i];
    return NULL;
}

const struct order *block_order(const struct net_spec *s)
{
    const char *own = block_find(s->block)->order;
    return order_find(own ? own : s->order);
}
