/* The chain rule judged by hand, and the executor by the chain rule: on random graphs and on
 * every kind of network one gives the other's loss, gradients and running statistics. */
#include "lab/grad/chain.h"
#include "lab/net/names.h"
#include "lab/op/op.h"
#include "tests/support/test_net.h"
#include "tests/support/tiny.h"

enum { CAPACITY = 48, BATCH = 35, CLASSES = 3 };

/* Of a gradient's norm. In chunks a batch norm's sums are rounded otherwise, and where floats are, that
 * switches a ReLU here and there. */
static double tolerance_of(const struct net_spec *spec)
{
    const bool batch = !strcmp(spec->norm, "batch");
    return exact ? batch ? 1e-11 : 1e-12 : batch ? .1 : 1e-5;
}

/* ---- by hand ---- */

/* L = mean of (x + x) + x. Each gradient is there to be read when all is done; dead lanes have none. */
static void a_value_used_twice_gets_a_gradient_from_both_uses(void **state)
{
    (void)state;
    struct arena arena;
    struct failure failure = {0};
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, 40, &failure);
    struct node *x = graph_input(g, "x", (struct shape){1, 1, 1}), *twice = op_add(g, x, x);
    struct node *y = op_add(g, twice, x);
    assert_int_equal(chain_allocate(g, y), STATUS_OK);
    const struct pass pass = {.mode = MODE_TRAIN, .batch = 19};
    x->value[1][2] = 7;
    for (int again = 0; again < 2; again++) {
        chain_forward(g, &pass);
        chain_backward(g, &pass);
        assert_true(y->value[1][2] == 21);
        for (int n = 0; n < 32; n++) {
            check_near((double)x->grad[n / LANES][n % LANES], n < 19 ? 3. / 19 : 0, 1e-7);
            check_near((double)twice->grad[n / LANES][n % LANES], n < 19 ? 1. / 19 : 0, 1e-7);
        }
    }
    arena_close(&arena);
}

static void too_little_memory_is_a_failure(void **state)
{
    (void)state;
    enum status status = STATUS_FAILED;
    for (size_t bytes = 1 << 10; status; bytes += 64) {
        struct arena arena;
        struct failure failure = {0};
        arena_open(&arena, bytes);
        struct graph *g = graph_open(&arena, 40, &failure);
        if (g) {
            struct node *x = graph_input(g, "x", (struct shape){5, 1, 1});
            status = chain_allocate(g, op_scale(g, x, 2));
            assert_int_equal(status, failure.status);
        }
        if (status)
            assert_non_null(strstr(failure.message, "out of memory"));
        arena_close(&arena);
        assert_in_range(bytes, 0, 1 << 16);
    }
}

/* ---- random graphs ---- */

/* Each node's gradient as the executor shows it, and each parameter's. */
static void in_random_graphs_each_gradient_that_is_shown_is_the_chain_rules(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct thread_pool *pool = thread_pool_open(3, &failure);
    const double tolerance = exact ? 1e-12 : 1e-4;
    for (int seed = 0; seed < 40; seed++) {
        struct rig r;
        rig_random(&r, (uint64_t)seed, seed % 4 > 1, pool);
        struct seen seen = observe(&r);
        real *grad = malloc(r.g->params.reals * sizeof *grad);
        memcpy(grad, r.g->grad, r.g->params.reals * sizeof *grad);
        assert_int_equal(chain_allocate(r.g, r.g->root), STATUS_OK);
        rig_fill(&r, (uint64_t)seed);
        chain_forward(r.g, &r.pass);
        chain_backward(r.g, &r.pass);
        for (size_t i = 0; i < r.g->params.reals; i++)
            check_near((double)grad[i], (double)r.g->grad[i],
                       tolerance * (1 + fabs((double)r.g->grad[i])));
        for (int i = 0; i < r.g->nodes; i++) {
            const struct node *n = r.g->node[i];
            for (size_t k = 0; seen.grad[i] && k < node_lanes(n, r.pass.batch) * LANES; k++)
                check_near((double)seen.grad[i][k], (double)((real *)n->grad)[k],
                           tolerance * (1 + fabs((double)seen.grad[i][k])));
            free(seen.grad[i]);
        }
        free(grad);
        arena_close(&r.arena);
    }
    thread_pool_close(pool);
}

/* ---- every kind of network ---- */

static struct shape sample_of(const struct net_spec *spec)
{
    if (!strcmp(spec->family, "mlp"))
        return (struct shape){5, 1, 1};
    return !strcmp(spec->family, "cifar") ? (struct shape){3, 8, 8} : (struct shape){1, 32, 32};
}

static void build(struct test_net *t, const struct net_spec *spec)
{
    *t = (struct test_net){.spec = *spec};
    t->pass = (struct pass){.mode = MODE_TRAIN, .batch = BATCH, .seed = 5, .step = 9};
    arena_open(&t->arena, (size_t)1 << 30);
    t->net = network_build(&t->arena, &t->spec, sample_of(spec), CLASSES, CAPACITY, &t->failure);
    if (!t->net)
        fail_msg("%s", t->failure.message);
}

/* Of every parameter, so that no gain is 1 and no branch 0. */
static void stir(const struct param *p)
{
    for (uint64_t i = 0; p; p = p->next)
        for (size_t k = 0; k < p->count; k++)
            p->value[k] += (real)(.3 * stream_normal(stream_of(2, PURPOSE_TEST, 3, 0), i++) /
                                  sqrt((double)p->count / p->dim[0]));
}

/* chunk_bytes 0: as the graph thinks fit. */
static void open_executor(struct test_net *t, const struct net_spec *spec, size_t chunk_bytes,
                          struct thread_pool *pool)
{
    build(t, spec);
    if (chunk_bytes)
        t->net->graph->chunk_bytes = chunk_bytes;
    graph_employ(t->net->graph, pool);
    if (network_start(t->net, 1))
        fail_msg("%s", t->failure.message);
    stir(t->net->graph->params.first);
    test_net_feed(t, 1);
}

/* The same network from the same numbers. */
static void open_chain(struct test_net *t, const struct test_net *executor)
{
    build(t, &executor->spec);
    struct graph *g = t->net->graph, *from = executor->net->graph;
    if (chain_allocate(g, t->net->loss))
        fail_msg("%s", t->failure.message);
    memcpy(g->value, from->value, g->params.reals * sizeof(real));
    memcpy(g->kept, from->kept, g->statistics.reals * sizeof(real));
    test_net_feed(t, 1);
}

/* ||a - b|| and ||b||. */
struct distance {
    double off, size;
};

static struct distance distance_of(const real *a, const real *b, size_t count)
{
    double off = 0, size = 0;
    for (size_t i = 0; i < count; i++) {
        off += pow((double)a[i] - (double)b[i], 2);
        size += pow((double)b[i], 2);
    }
    return (struct distance){sqrt(off), sqrt(size)};
}

static void agree(const struct test_net *t, const char *what, const real *a, const real *b,
                  size_t count, double least)
{
    const struct distance d = distance_of(a, b, count);
    const struct net_spec *s = &t->spec;
    if (!(d.off <= tolerance_of(s) * fmax(d.size, least)))
        fail_msg("%s: off by %g of %g in a net of %s %s blocks in %s, norm %s, order %s, shortcut "
                 "%s, activation %s, branch %s",
                 what, d.off, d.size, s->form, s->block, s->family, s->norm, s->order, s->shortcut,
                 s->activation, s->branch);
}

/* A gradient that is 0 but for round-off is compared with what is small beside the whole. */
static void nets_agree(const struct test_net *a, const struct test_net *b)
{
    const struct graph *g = a->net->graph, *h = b->net->graph;
    const double all = distance_of(h->grad, h->grad, h->params.reals).size;
    assert_true(isfinite(all) && all > 0);
    agree(a, "loss", (real *)g->root->value, (real *)h->root->value, BATCH, 1);
    for (const struct param *p = g->params.first, *q = h->params.first; p; p = p->next, q = q->next)
        agree(a, p->name, p->grad, q->grad, p->count, .1 * all);
    for (const struct param *p = g->statistics.first, *q = h->statistics.first; p;
         p = p->next, q = q->next)
        agree(a, p->name, p->value, q->value, p->count, .1);
}

/* In one chunk, and in chunks of one lane group, which threads may share. Two steps: the second finds what the
 * first has left behind. */
static void check_kind(const struct net_spec *spec, struct thread_pool *pool)
{
    struct test_net executor[2], chain;
    open_executor(&executor[0], spec, 0, NULL);
    open_executor(&executor[1], spec, 1, pool);
    open_chain(&chain, &executor[0]);
    for (int step = 0; step < 2; step++) {
        graph_zero_grad(chain.net->graph);
        chain_forward(chain.net->graph, &chain.pass);
        chain_backward(chain.net->graph, &chain.pass);
        for (int i = 0; i < 2; i++) {
            struct graph *g = executor[i].net->graph;
            graph_zero_grad(g);
            graph_forward(g, &executor[i].pass);
            graph_backward(g, &executor[i].pass, NULL);
            nets_agree(&executor[i], &chain);
        }
    }
    test_net_close(&executor[0]);
    test_net_close(&executor[1]);
    test_net_close(&chain);
}

/* The words that a network may be made of, by their place in its spec. */
static const struct {
    size_t member;
    const char *(*name)(int);
} axes[] = {
    {offsetof(struct net_spec, order), order_name},
    {offsetof(struct net_spec, shortcut), shortcut_name},
    {offsetof(struct net_spec, activation), activation_name},
    {offsetof(struct net_spec, branch), branch_name},
    {offsetof(struct net_spec, form), form_name},
    {offsetof(struct net_spec, variant), variant_name},
};
enum { AXES = sizeof axes / sizeof *axes };

static bool can_be_built(const struct net_spec *spec)
{
    struct failure failure = {0};
    return network_check(spec, &failure) == STATUS_OK;
}

/* The spec with one word changed, which may want a number; and with the depth that its form wants. */
static bool change(struct net_spec *spec, int axis, const char *word, char *room, size_t bytes)
{
    const char **at = (const char **)((char *)spec + axes[axis].member);
    *at = word;
    if (!strcmp(spec->form, "bottleneck"))
        spec->depth = 11;
    if (can_be_built(spec))
        return true;
    snprintf(room, bytes, "%s(0.5)", word);
    *at = room;
    return can_be_built(spec);
}

static struct net_spec spec_of_family(const char *family, const char *block, const char *norm)
{
    struct net_spec spec = spec_of(block, 4, 6);
    spec.family = family;
    spec.norm = norm;
    if (strcmp(family, "mlp")) {
        const bool cifar = !strcmp(family, "cifar");
        spec.depth = cifar ? 8 : 18;
        spec.width = cifar ? 4 : 2; /* of the last of four stages 16 */
    }
    return spec;
}

/* Each family, block and norm with each word of each other kind; only those of the first kind on
 * threads, which are slow where there are few cores. */
static void the_executor_gives_the_chain_rules_numbers(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct thread_pool *pool = thread_pool_open(3, &failure);
    bool tried[AXES][16] = {0};
    const int stride = (exact ? 3 : 7) * TEST_STRIDE; /* double is the judge */
    int kinds = 0;
    for (int f = 0; family_name(f); f++)
        for (int k = 0; block_name(k); k++)
            for (int n = 0; norm_name(n); n++)
                for (int a = 0; a < AXES; a++)
                    for (int i = 0; axes[a].name(i); i++) {
                        char word[40];
                        struct net_spec spec =
                            spec_of_family(family_name(f), block_name(k), norm_name(n));
                        if (!change(&spec, a, axes[a].name(i), word, sizeof word))
                            continue;
                        if (kinds++ % stride && tried[a][i])
                            continue;
                        check_kind(&spec, a ? NULL : pool);
                        tried[a][i] = true;
                    }
    for (int a = 0; a < AXES; a++)
        for (int i = 0; axes[a].name(i); i++)
            if (!tried[a][i])
                fail_msg("no net was made with %s", axes[a].name(i));
    thread_pool_close(pool);
}

static void also_in_nets_of_low_rank_of_long_blocks_and_with_a_long_connection(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct thread_pool *pool = thread_pool_open(3, &failure);
    struct net_spec spec = spec_of("residual", 6, 6);
    spec.rank = 2;
    check_kind(&spec, pool);
    spec = spec_of("preact", 60, 6); /* more nodes than a segment has */
    spec.span = 3;
    check_kind(&spec, pool);
    spec = spec_of("plain", 60, 6);
    spec.skip_from = 2;
    spec.skip_to = 58;
    check_kind(&spec, pool);
    thread_pool_close(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_used_twice_gets_a_gradient_from_both_uses),
        cmocka_unit_test(too_little_memory_is_a_failure),
        cmocka_unit_test(in_random_graphs_each_gradient_that_is_shown_is_the_chain_rules),
        cmocka_unit_test(the_executor_gives_the_chain_rules_numbers),
        cmocka_unit_test(also_in_nets_of_low_rank_of_long_blocks_and_with_a_long_connection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
