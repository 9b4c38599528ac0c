/* One op on planes, run forward and backward over 35 samples of small whole numbers, so that sums are
 * exact and maxima often tie; the test then goes through it sample by sample, place by place:
 *
 *     struct planes p;
 *     planes_open(&p, (struct shape){3, 5, 4});
 *     p.y = op_avgpool(p.g, p.x, 2, 2);
 *     planes_run(&p);
 *     ...compare y_at(&p, n, c, i, j) with x_at(&p, n, ...), dx_at with dy_at...
 *     planes_close(&p);
 */
#pragma once
#include "lab/base/rng.h"
#include "lab/grad/graph.h"
#include "tests/support/check.h"

enum { PLANES_BATCH = 35 };

struct planes {
    struct arena arena;
    struct failure failure;
    struct graph *g;
    struct pass pass;
    struct node *x, *y;
};

static inline void planes_open(struct planes *p, struct shape x)
{
    *p = (struct planes){.pass = {.batch = PLANES_BATCH}};
    arena_open(&p->arena, 4 << 20);
    p->g = graph_open(&p->arena, PLANES_BATCH, &p->failure);
    p->x = graph_input(p->g, "x", x);
    graph_want(p->x);
}

static inline void planes_close(struct planes *p)
{
    arena_close(&p->arena);
}

/* Whole numbers from -2 to 2, in dead lanes 0. */
static inline void planes_draw(const struct node *n, lane *to, uint64_t which)
{
    const struct stream s = stream_of(5, PURPOSE_TEST, which, 0);
    const int size = shape_size(n->shape);
    for (int i = 0; i < lane_groups(PLANES_BATCH) * size; i++)
        for (int k = 0; k < LANES; k++) {
            const bool live = i / size * LANES + k < PLANES_BATCH;
            const uint64_t draw = stream_below(s, (uint64_t)(i * LANES + k), 5);
            to[i][k] = live ? (real)draw - 2 : 0;
        }
}

/* Memory, for a test that fills parameters before the run. */
static inline void planes_prepare(struct planes *p)
{
    if (graph_allocate(p->g, p->y))
        fail_msg("%s", p->failure.message);
}

static inline void planes_run(struct planes *p)
{
    if (!p->x->value)
        planes_prepare(p);
    planes_draw(p->x, p->x->value, 0);
    memset(p->y->value, 0x77, node_lanes(p->y, PLANES_BATCH) * sizeof(lane) * !p->y->op->view);
    graph_forward(p->g, &p->pass);
    planes_draw(p->y, p->y->grad, 1);
    graph_backward_from(p->g, &p->pass, p->y, NULL);
}

static inline double planes_at(const struct node *node, const lane *of, int n, int c, int i, int j)
{
    const struct shape s = node->shape;
    const lane *l = of + n / LANES * shape_size(s) + (c * s.height + i) * s.width + j;
    return (double)(*l)[n % LANES];
}

#define x_at(p, n, c, i, j) planes_at((p)->x, (p)->x->value, n, c, i, j)
#define y_at(p, n, c, i, j) planes_at((p)->y, (p)->y->value, n, c, i, j)
#define dx_at(p, n, c, i, j) planes_at((p)->x, (p)->x->grad, n, c, i, j)
#define dy_at(p, n, c, i, j) planes_at((p)->y, (p)->y->grad, n, c, i, j)

/* for every sample and every place of a node */
#define EACH_PLACE(node, n, c, i, j)                                                               \
    for (int n = 0; n < PLANES_BATCH; n++)                                                         \
        for (int c = 0; c < (node)->shape.channels; c++)                                           \
            for (int i = 0; i < (node)->shape.height; i++)                                         \
                for (int j = 0; j < (node)->shape.width; j++)
