/* Of each number with a kink: which side of 0 it is on, or which number of its plane. */
#include "lab/probe/piece.h"
#include "lab/base/hash.h"

/* The first number of the input's plane that is y. */
static int place_in(const lane *plane, int area, int sample, real y)
{
    int i = 0;
    while (i < area && plane[i][sample] != y)
        i++;
    return i;
}

static void add_node(uint64_t *hash, const struct node *y, int batch)
{
    const struct shape in = y->in[0]->shape, out = y->shape;
    const int area = in.height * in.width, result = out.height * out.width;
    for (int n = 0; n < batch; n++)
        for (int i = 0; i < shape_size(out); i++) {
            const size_t group = (size_t)(n / LANES);
            const real v = y->value[group * (size_t)shape_size(out) + (size_t)i][n % LANES];
            const lane *x = y->in[0]->value + group * (size_t)shape_size(in);
            if (y->op->kinks == KINKS_AT_ZERO) {
                const bool on = v > 0;
                hash_bytes(hash, &on, sizeof on);
            } else {
                const int place = place_in(x + i / result * area, area, n % LANES, v);
                hash_bytes(hash, &place, sizeof place);
            }
        }
}

uint64_t piece_of(const struct graph *g, const struct pass *pass)
{
    uint64_t hash = HASH_START;
    for (int i = 0; i <= g->root->index; i++)
        if (g->node[i]->op && g->node[i]->op->kinks)
            add_node(&hash, g->node[i], pass->batch);
    return hash;
}
