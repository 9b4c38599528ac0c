#include "lab/net/block.h"
#include "lab/net/names.h"
#include <string.h>

static const struct block blocks[] = {
    {"plain", block_plain, false},         {"residual", block_residual, false},
    {"preact", block_preact, true},        {"concat", block_concat, true},
    {"inception", block_inception, false}, {"highway", block_highway, false},
};
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
