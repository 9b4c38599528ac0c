/* dL/dx_i against (L(x_i + h) - L(x_i - h)) / 2h, and the laws beside it. */
#include "tests/support/opcheck.h"
#include "lab/base/rng.h"
#include "tests/support/check.h"

static const bool EXACT = sizeof(real) == 8;

static const struct opcheck_size sizes[] = {
    {1, 1, 1}, {3, 5, 7}, {16, 2, 1}, {17, 19, 20}, {35, 33, 18}, {40, 4, 3},
};

/* One array whose entries are moved and whose gradient is judged. */
struct variable {
    const char *name;
    real *value, *grad;
    size_t count; /* reals */
    int features; /* of a value that lies in lanes; 0 for a parameter */
};

struct setup {
    struct arena arena, scratch;
    struct failure failure;
    struct graph *graph;
    struct node *y;
    struct pass pass;
    const struct opcheck_size *size;
    lane *r, *above; /* the weights of the loss; y at x + h */
    size_t lanes;    /* of y */
};

static bool is_live(const struct setup *s, const struct variable *v, size_t i)
{
    if (!v->features)
        return true;
    size_t group = i / LANES / (size_t)v->features;
    return (int)(group * LANES + i % LANES) < s->size->batch;
}

static struct variable of_node(const struct setup *s, const struct node *n)
{
    return (struct variable){n->name, (real *)n->value, (real *)n->grad,
                             node_lanes(n, s->size->batch) * LANES, shape_size(n->shape)};
}

static struct variable of_param(const struct param *p)
{
    return (struct variable){p->name, p->value, p->grad, p->count, 0};
}

static void draw(const struct setup *s, const struct variable *v, uint64_t which)
{
    const struct stream noise = stream_of(11, PURPOSE_TEST, which, 0);
    for (size_t i = 0; i < v->count; i++)
        v->value[i] = is_live(s, v, i) ? (real)stream_normal(noise, i) : 0;
}

static void fill_dead(const struct setup *s, const struct variable *v, real value)
{
    for (size_t i = 0; i < v->count; i++)
        if (!is_live(s, v, i))
            v->value[i] = value;
}

static void set_up(struct setup *s, const struct opcheck *check, const struct opcheck_size *size)
{
    *s = (struct setup){.size = size};
    if (arena_open(&s->arena, (size_t)64 << 20, &s->failure) ||
        arena_open(&s->scratch, (size_t)64 << 20, &s->failure))
        fail_msg("%s", s->failure.message);
    s->graph = graph_open(&s->arena, size->batch, &s->failure);
    s->y = check->build(s->graph, size);
    if (graph_allocate(s->graph, s->y))
        fail_msg("%s", s->failure.message);
    s->pass = (struct pass){.mode = check->mode, .batch = size->batch, .scratch = &s->scratch};
    s->lanes = node_lanes(s->y, size->batch);
    s->r = arena_alloc(&s->arena, s->lanes * sizeof(lane));
    s->above = arena_alloc(&s->arena, s->lanes * sizeof(lane));

    uint64_t which = 0;
    for (int i = 0; i < s->graph->nodes; i++)
        if (!s->graph->node[i]->op)
            draw(s, &(struct variable){0}, 0);
    for (int i = 0; i < s->graph->nodes; i++)
        if (!s->graph->node[i]->op) {
            const struct variable v = of_node(s, s->graph->node[i]);
            draw(s, &v, which++);
        }
    for (struct param *p = s->graph->params.first; p; p = p->next) {
        const struct variable v = of_param(p);
        draw(s, &v, which++);
    }
    struct variable r = of_node(s, s->y);
    r.value = (real *)s->r;
    draw(s, &r, which);
    if (check->fill)
        check->fill(s->graph, size);
}
