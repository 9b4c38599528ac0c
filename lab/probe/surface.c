/* w + a d + b q */
#include "lab/probe/surface.h"
#include <string.h>

enum status surface_open(struct surface *s, struct probe_run *e)
{
    const size_t reals = e->net->graph->params.reals;
    *s = (struct surface){.run = e,
                          .reals = reals,
                          .w = arena_alloc(e->arena, reals * sizeof(real)),
                          .direction = {arena_calloc(e->arena, reals * sizeof(real)),
                                        arena_calloc(e->arena, reals * sizeof(real))}};
    if (!s->w || !s->direction[0] || !s->direction[1])
        return fail_memory(e->failure);
    memcpy(s->w, e->net->graph->value, reals * sizeof(real));
    s->pass = probe_fill(e, MODE_MEASURE);
    return e->failure->status;
}

struct score surface_score(struct surface *s, double a, double b)
{
    struct graph *g = s->run->net->graph;
    const real x = (real)a, y = (real)b;
    for (size_t i = 0; i < s->reals; i++)
        g->value[i] = s->w[i] + x * s->direction[0][i] + y * s->direction[1][i];
    graph_forward(g, &s->pass);
    memcpy(g->value, s->w, s->reals * sizeof(real));
    return evaluate_pass(s->run->net, &s->pass);
}

int surface_side(const struct probe_run *e)
{
    return e->grid > 0 ? e->grid : SURFACE_SIDE;
}
