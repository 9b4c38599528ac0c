/* passes = flops / (3 forward flops of all samples): backward costs twice what forward does */
#include "lab/probe/cost.h"
#include "lab/net/shape_table.h"

static const double SLOWER = 10;
const double FORWARD_PASS = 1. / 3;

double cost_passes(const struct probe_run *e, double flops)
{
    const struct graph *g = e->net->graph;
    double forward = 0;
    for (int i = 0; i < g->nodes; i++)
        forward += shape_table_flops(g->node[i]);
    return SLOWER * flops * FORWARD_PASS / forward / e->samples;
}
