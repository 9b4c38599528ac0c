/* step:  forward, backward, w <- w - lr m */
#include "lab/base/thread_pool.h"
#include "lab/train/optimizer.h"
#include "tests/bench/bench.h"
#include <stdlib.h>

struct net_spec cifar_of(int depth)
{
    return (struct net_spec){.family = "cifar",
                             .form = "basic",
                             .order = "original",
                             .variant = "d2l",
                             .block = "residual",
                             .depth = depth,
                             .width = 16,
                             .span = 2,
                             .norm = "batch",
                             .activation = "relu",
                             .init = "he",
                             .branch = "none",
                             .shortcut = "identity"};
}

void fill(real *v, size_t count)
{
    for (size_t i = 0; i < count; i++)
        v[i] = (real)((uint32_t)i * 2654435761u >> 8) / (1 << 23) - 1;
}

struct side *side_open(const struct net_spec *net, struct shape sample, int batch, int threads)
{
    struct side *s = calloc(1, sizeof *s);
    if (!s)
        stop("out of memory");
    s->net = *net;
    arena_open(&s->arena, SIZE_MAX);
    s->network = network_build(&s->arena, &s->net, sample, CLASSES, batch, &s->failure);
    s->pool = thread_pool_open(threads, &s->failure);
    if (!s->network || !s->pool)
        stop(s->failure.message);
    graph_employ(s->network->graph, s->pool);
    if (network_start(s->network, 1))
        stop(s->failure.message);
    const struct node *x = s->network->input, *t = s->network->target;
    fill((real *)x->value, node_lanes(x, batch) * LANES);
    for (int i = 0; i < batch; i++)
        ((real *)t->value)[i] = (real)(i % CLASSES);
    return s;
}

void side_close(struct side *s)
{
    thread_pool_close(s->pool);
    arena_close(&s->arena);
    free(s);
}

double side_step(struct side *s, int steps, seconds_now *now)
{
    struct graph *g = s->network->graph;
    const struct optimizer *sgd = optimizer_find("sgd");
    const struct optimizer_spec rates = {.lr = 1e-3, .momentum = .9};
    struct pass pass = {.mode = MODE_TRAIN, .batch = g->capacity};
    const size_t mark = arena_mark(&s->arena);
    real *m = arena_calloc(&s->arena, g->params.reals * sizeof *m);
    if (!m)
        stop("out of memory");
    graph_zero_grad(g);
    const double begin = now();
    for (int i = 0; i < steps; i++) {
        graph_forward(g, &pass);
        graph_backward(g, &pass, NULL);
        sgd->step(&rates, i + 1, g->params.reals, g->value, g->grad, m);
    }
    const double end = now();
    arena_rewind(&s->arena, mark);
    return (end - begin) / steps;
}
