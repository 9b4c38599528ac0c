/* passes = flops / (3 forward flops of all samples): backward costs twice what forward does */
#include "lab/probe/cost.h"

static const double SLOWER = 10;
const double FORWARD_PASS = 1. / 3;

double cost_passes(const struct probe_run *e, double flops)
{
    const struct graph *g = e->net->graph;
    double forward = 0;
    for (int i = 0; i < g->nodes; i++) {
        const struct node *n = g->node[i];
        if (n->op)
            forward += n->op->flops ? n->op->flops(n) : shape_size(n->shape);
    }
    return SLOWER * flops * FORWARD_PASS / forward / e->samples;
}
