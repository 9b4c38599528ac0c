/* dL/dx against (L(x + h) - L(x - h)) / 2h, entry by entry. */
#include "tests/support/opcheck.h"
#include "lab/base/rng.h"
#include "lab/grad/chain.h"
#include "tests/support/check.h"

#define EXACT (sizeof(real) == sizeof(double))
static const double STEP = EXACT ? 1e-5 : 0x1p-7, RELATIVE = EXACT ? 1e-6 : 3e-2;
static const double ABSOLUTE = EXACT ? 1e-8 : 1e-2, ADDING = EXACT ? 1e-12 : 1e-5;

static const struct opcheck_size sizes[] = {
    {1, 1, 1}, {3, 5, 7}, {16, 2, 1}, {17, 19, 20}, {35, 33, 18}, {40, 4, 3},
};

/* An array of reals that the loss depends on. */
struct variable {
    const char *name;
    real *value, *grad; /* grad is NULL when it is not judged */
    size_t count;
    int features; /* of a value that lies in lanes; 0 for a parameter */
};

enum { MOST = 16 };

struct setup {
    struct arena arena, scratch;
    struct failure failure;
    struct graph *graph;
    struct node *y;
    struct pass pass;
    struct opcheck_size size;
    struct variable variable[MOST];
    int variables;
    bool direct;  /* y reads inputs only, so its op can be called by hand */
    lane *r;      /* dL/dy */
    size_t reals; /* of y */
};

static bool is_live(const struct setup *s, int features, size_t i)
{
    size_t group = features ? i / LANES / (size_t)features : 0;
    return !features || (int)(group * LANES + i % LANES) < s->size.batch;
}

static void draw(const struct setup *s, real *value, size_t count, int features, uint64_t which)
{
    const struct stream noise = stream_of(11, PURPOSE_TEST, which, 0);
    for (size_t i = 0; i < count; i++)
        value[i] = is_live(s, features, i) ? (real)stream_normal(noise, i) : 0;
}

/* chunk_bytes 0: as the graph thinks fit. */
static void set_up(struct setup *s, const struct opcheck *check, struct opcheck_size size,
                   size_t chunk_bytes, struct thread_pool *pool)
{
    *s = (struct setup){.size = size, .direct = true};
    arena_open(&s->arena, (size_t)64 << 20);
    arena_open(&s->scratch, (size_t)64 << 20);
    s->graph = graph_open(&s->arena, size.batch, &s->failure);
    if (chunk_bytes)
        s->graph->chunk_bytes = chunk_bytes;
    graph_employ(s->graph, pool);
    s->y = check->build(s->graph, &size);
    if (graph_allocate(s->graph, s->y))
        fail_msg("%s", s->failure.message);
    s->pass = (struct pass){
        .mode = check->mode, .batch = size.batch, .label_smoothing = check->label_smoothing};

    for (int i = 0; i < s->graph->nodes; i++) {
        const struct node *n = s->graph->node[i];
        if (!n->op)
            s->variable[s->variables++] =
                (struct variable){n->name, (real *)n->value, (real *)n->grad,
                                  node_lanes(n, size.batch) * LANES, shape_size(n->shape)};
    }
    for (const struct param *p = s->graph->params.first; p; p = p->next)
        s->variable[s->variables++] = (struct variable){p->name, p->value, p->grad, p->count, 0};
    for (int i = 0; i < s->variables; i++)
        draw(s, s->variable[i].value, s->variable[i].count, s->variable[i].features, (uint64_t)i);
    for (int k = 0; k < s->y->inputs; k++)
        s->direct &= !s->y->in[k]->op;

    s->reals = node_lanes(s->y, size.batch) * LANES;
    s->r = arena_alloc(&s->arena, s->reals * sizeof(real));
    draw(s, (real *)s->r, s->reals, shape_size(s->y->shape), MOST);
    if (check->fill)
        check->fill(s->graph, &size);
}

static void tear_down(struct setup *s)
{
    arena_close(&s->arena);
    arena_close(&s->scratch);
}

/* Room for `count` reals that lasts as long as the setup. */
static real *room(struct setup *s, size_t count)
{
    real *p = arena_alloc(&s->arena, count * sizeof *p);
    if (!p)
        fail_msg("the test's arena is too small");
    return p;
}

/* Gradients of every judged variable, run onto `start`. */
static void backward(struct setup *s, real start)
{
    for (int i = 0; i < s->variables; i++)
        for (size_t k = 0; s->variable[i].grad && k < s->variable[i].count; k++)
            s->variable[i].grad[k] = start;
    memcpy(s->y->grad, s->r, s->reals * sizeof(real));
    if (s->direct)
        chain_node_backward(s->y, &s->pass);
    else
        graph_backward_from(s->graph, &s->pass, s->y, NULL);
}

#define broken(s, v, i, ...)                                                                       \
    (print_error("%s, batch %d, in %d, out %d, %s[%zu]: ", (s)->y->op->name, (s)->size.batch,      \
                 (s)->size.in, (s)->size.out, (v)->name, (size_t)(i)),                             \
     fail_msg(__VA_ARGS__))

/* L at value[i] + h, as the terms r y of its sum. */
static void terms_at(struct setup *s, const struct variable *v, size_t i, real value, double *terms)
{
    const real *r = (const real *)s->r, *y = (const real *)s->y->value;
    v->value[i] = value;
    graph_forward(s->graph, &s->pass);
    for (size_t k = 0; k < s->reals; k++)
        terms[k] = r[k] != 0 ? (double)r[k] * (double)y[k] : 0;
}

static void agrees_with_differences(struct setup *s)
{
    double *above = malloc(s->reals * sizeof *above), *below = malloc(s->reals * sizeof *below);
    graph_forward(s->graph, &s->pass);
    backward(s, 0);
    for (int j = 0; j < s->variables; j++) {
        const struct variable *v = s->variable + j;
        double squares = 0;
        for (size_t i = 0; v->grad && i < v->count; i++)
            squares += (double)v->grad[i] * (double)v->grad[i];
        const double rms = sqrt(squares / (double)v->count);
        /* of a large one some 200, in every lane, for each costs two passes over all */
        const size_t stride = (v->count / 200 | 1) * TEST_STRIDE;
        for (size_t i = 0; v->grad && i < v->count; i += stride) {
            if (!is_live(s, v->features, i))
                continue;
            const real x = v->value[i], up = x + (real)STEP, down = x - (real)STEP;
            terms_at(s, v, i, up, above);
            terms_at(s, v, i, down, below);
            v->value[i] = x;
            double difference = 0;
            for (size_t k = 0; k < s->reals; k++)
                difference += above[k] - below[k];
            const double want = difference / ((double)up - (double)down), got = (double)v->grad[i];
            if (!(fabs(got - want) <= RELATIVE * fmax(fabs(got), rms) + ABSOLUTE))
                broken(s, v, i, "gradient %.12g, by differences %.12g", got, want);
        }
    }
    free(above);
    free(below);
}

static void adds_to_what_is_there(struct setup *s)
{
    real *zero[MOST] = {0};
    graph_forward(s->graph, &s->pass);
    backward(s, 0);
    for (int j = 0; j < s->variables; j++) {
        const struct variable *v = s->variable + j;
        if (v->grad && (s->direct || !v->features)) {
            zero[j] = room(s, v->count);
            memcpy(zero[j], v->grad, v->count * sizeof(real));
        }
    }
    backward(s, 1);
    for (int j = 0; j < s->variables; j++) {
        const struct variable *v = s->variable + j;
        for (size_t i = 0; zero[j] && i < v->count; i++) {
            const double onto0 = (double)zero[j][i], onto1 = (double)v->grad[i];
            if (!(fabs(onto1 - onto0 - 1) <= ADDING * (1 + fabs(onto0))))
                broken(s, v, i, "backward onto 1 gives %.17g, onto 0 %.17g", onto1, onto0);
        }
    }
}

static void never_reads_dead_lanes(struct setup *s)
{
    real *clean[MOST] = {0}, *y = room(s, s->reals);
    graph_forward(s->graph, &s->pass);
    backward(s, 0);
    memcpy(y, s->y->value, s->reals * sizeof(real));
    for (int j = 0; j < s->variables; j++) {
        struct variable *v = s->variable + j;
        if (v->grad) {
            clean[j] = room(s, v->count);
            memcpy(clean[j], v->grad, v->count * sizeof(real));
        }
        for (size_t i = 0; i < v->count; i++)
            if (!is_live(s, v->features, i))
                v->value[i] = (real)50.5;
    }
    graph_forward(s->graph, &s->pass);
    backward(s, 0);
    for (size_t i = 0; i < s->reals; i++) {
        const real now = ((const real *)s->y->value)[i];
        const struct variable v = {.name = "y"};
        if (!isfinite((double)now))
            broken(s, &v, i, "dead lanes made it %g", (double)now);
        if (is_live(s, shape_size(s->y->shape), i) && now != y[i])
            broken(s, &v, i, "dead lanes changed %.17g to %.17g", (double)y[i], (double)now);
    }
    for (int j = 0; j < s->variables; j++) {
        const struct variable *v = s->variable + j;
        for (size_t i = 0; v->grad && i < v->count; i++)
            if (v->grad[i] != (is_live(s, v->features, i) ? clean[j][i] : 0))
                broken(s, v, i, "dead lanes changed the gradient %.17g to %.17g",
                       (double)clean[j][i], (double)v->grad[i]);
    }
}

/* Forward and backward through the graph, from gradients full of rubbish: an input
 * gradient that y begins must be stored or cleared, not added to. */
static void run_through(struct setup *s)
{
    for (int j = 0; j < s->variables; j++)
        for (size_t k = 0; s->variable[j].grad && k < s->variable[j].count; k++)
            s->variable[j].grad[k] = s->variable[j].features ? 1000 : 0;
    graph_forward(s->graph, &s->pass);
    memcpy(s->y->grad, s->r, s->reals * sizeof(real));
    graph_backward_from(s->graph, &s->pass, s->y, NULL);
}

static void agree(struct setup *s, const struct variable *a, const struct variable *b,
                  double tolerance)
{
    double squares = 0;
    for (size_t i = 0; i < a->count; i++)
        squares += (double)a->grad[i] * (double)a->grad[i];
    for (size_t i = 0; i < a->count; i++)
        if (!(fabs((double)(a->grad[i] - b->grad[i])) <=
              tolerance * (fabs((double)a->grad[i]) + sqrt(squares / (double)a->count))))
            broken(s, a, i, "%.17g in one chunk, %.17g in several", (double)a->grad[i],
                   (double)b->grad[i]);
}

/* In chunks of one group the numbers are the same up to round-off; with three threads to the bit. */
static void chunks_and_threads_change_nothing(struct setup *s, const struct opcheck *check)
{
    struct setup chunks, threads;
    struct thread_pool *pool = thread_pool_open(3, &s->failure);
    set_up(&chunks, check, s->size, 1, NULL);
    set_up(&threads, check, s->size, 1, pool);
    graph_forward(s->graph, &s->pass);
    backward(s, 0);
    run_through(&chunks);
    run_through(&threads);
    for (int j = 0; j < s->variables; j++)
        if (s->variable[j].grad) {
            agree(s, &s->variable[j], &chunks.variable[j], 20 * ADDING);
            agree(s, &chunks.variable[j], &threads.variable[j], 0);
        }
    for (size_t i = 0; i < s->reals; i++) {
        const double y = (double)((const real *)s->y->value)[i];
        const struct variable v = {.name = "y"};
        if (!(fabs(y - (double)((const real *)chunks.y->value)[i]) <= 20 * ADDING * (1 + fabs(y))))
            broken(s, &v, i, "%.17g in one chunk is another in several", y);
    }
    tear_down(&chunks);
    tear_down(&threads);
    thread_pool_close(pool);
}

void opcheck(const struct opcheck *check)
{
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct setup s;
        set_up(&s, check, sizes[i], 0, NULL);
        if (!check->bent)
            agrees_with_differences(&s);
        chunks_and_threads_change_nothing(&s, check);
        adds_to_what_is_there(&s);
        never_reads_dead_lanes(&s);
        tear_down(&s);
    }
}

/* ---- a whole graph ---- */

static void losses(struct graph *g, struct pass *pass, double *each)
{
    graph_forward(g, pass);
    for (int i = 0; i < pass->batch; i++)
        each[i] = (double)g->root->value[i / LANES][i % LANES];
}

void opcheck_graph(struct graph *g, struct pass *pass, int entries, double tolerance)
{
    double *above = malloc((size_t)pass->batch * sizeof *above);
    double *below = malloc((size_t)pass->batch * sizeof *below);
    graph_zero_grad(g);
    graph_forward(g, pass);
    graph_backward(g, pass, NULL);
    for (struct param *p = g->params.first; p; p = p->next) {
        double squares = 0;
        for (size_t i = 0; i < p->count; i++)
            squares += (double)p->grad[i] * (double)p->grad[i];
        const double rms = sqrt(squares / (double)p->count);
        const size_t stride = p->count / (size_t)entries + 1;
        for (size_t i = 0; i < p->count; i += stride) {
            const real w = p->value[i];
            const double h = 1e-5, got = (double)p->grad[i];
            double want = 0;
            p->value[i] = w + (real)h;
            losses(g, pass, above);
            p->value[i] = w - (real)h;
            losses(g, pass, below);
            p->value[i] = w;
            for (int k = 0; k < pass->batch; k++)
                want += (above[k] - below[k]) / (2 * h * pass->batch);
            if (!(fabs(got - want) <= tolerance * fmax(fabs(got), rms) + 1e-10))
                fail_msg("%s[%zu]: gradient %.12g, by differences %.12g", p->name, i, got, want);
        }
    }
    free(above);
    free(below);
}
