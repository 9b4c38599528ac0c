/* Judged by counting with comparisons against powers of two, and by numbers put there by hand. */
#include "lab/probe/histogram.h"
#include "tests/support/probe_setup.h"

enum { SAMPLES = 37, CLASSES = 3 };

static void open_net(struct probe_setup *t, bool images, const char *activation)
{
    struct net_spec spec = spec_of("residual", images ? 8 : 4, 6);
    spec.activation = activation;
    if (images) {
        spec.family = "cifar";
        spec.norm = "batch";
    }
    probe_setup_open(t, spec, images ? (struct shape){3, 5, 6} : (struct shape){5, 1, 1}, CLASSES,
                     SAMPLES);
}

/* The numbers of the samples, or the weights, in one plain array. */
struct numbers {
    double x[1 << 15];
    int n;
};

static void collect(struct numbers *to, const struct node *n, const void *lanes)
{
    to->n = 0;
    for (int s = 0; s < SAMPLES; s++)
        for (int i = 0; i < shape_size(n->shape); i++)
            to->x[to->n++] = number(n, lanes, s, i);
}

static void collect_reals(struct numbers *to, const real *x, size_t n)
{
    for (to->n = 0; (size_t)to->n < n; to->n++)
        to->x[to->n] = (double)x[to->n];
}

static void check_kind(const struct probe_setup *t, int l, int kind, const struct numbers *a)
{
    double square = 0, zeros = 0, found = 0;
    for (int i = 0; i < a->n; i++) {
        square += a->x[i] * a->x[i];
        zeros += a->x[i] == 0;
    }
    const struct entry *all = memory_recorder_at(&t->recorded, "histogram_layer", l, ANY);
    check_near(all->value[kind], zeros, 0);
    check_near(all->value[5 + kind], sqrt(square), 1e-12 * sqrt(square));
    for (int e = -200; e < 200; e++) {
        double want = 0;
        for (int i = 0; i < a->n; i++)
            want += fabs(a->x[i]) >= ldexp(1, e) && fabs(a->x[i]) < ldexp(1, e + 1);
        const struct entry *row = memory_recorder_at(&t->recorded, "histogram", l, e);
        check_near(row ? row->value[1 + kind] : 0, want, 0);
        found += want;
    }
    check_near(found + zeros, a->n, 0);
}

struct gradients {
    const struct network *net;
    struct numbers *of; /* by layer */
};

static void see(void *self, const struct node *n, const struct pass *pass)
{
    (void)pass;
    struct gradients *g = self;
    for (int l = 0; l < g->net->layers; l++)
        if (g->net->layer[l].h == n)
            collect(&g->of[l], n, n->grad);
}

static void counts_are_those_of_comparisons(void **state)
{
    (void)state;
    for (int images = 0; images < 2; images++) {
        struct probe_setup t;
        open_net(&t, images, "relu");
        for (size_t i = 0; i < t.net->graph->params.reals; i++)
            t.net->graph->grad[i] = 1; /* of an earlier pass */
        probe_setup_examine(&t, &probe_histogram);
        struct gradients g = {t.net, calloc((size_t)t.net->layers, sizeof *g.of)};
        struct pass pass = probe_fill(&t.run, MODE_MEASURE);
        graph_zero_grad(t.net->graph);
        graph_forward(t.net->graph, &pass);
        graph_backward(t.net->graph, &pass, &(struct observer){&g, see});
        static struct numbers a;
        for (int l = 0; l < t.net->layers; l++) {
            const struct layer *layer = &t.net->layer[l];
            collect(&a, layer->h, layer->h->value);
            check_kind(&t, l, 0, &a);
            if (layer->active) {
                collect(&a, layer->active, layer->active->value);
                check_kind(&t, l, 1, &a);
            }
            check_kind(&t, l, 2, &g.of[l]);
            collect_reals(&a, layer->w->value, layer->w->count);
            check_kind(&t, l, 3, &a);
            collect_reals(&a, layer->w->grad, layer->w->count);
            check_kind(&t, l, 4, &a);
        }
        free(g.of);
        probe_setup_close(&t);
    }
}

/* Weights by hand: both ends of a bin, both signs, zero, the smallest number, and none at all. */
static void each_weight_is_where_it_belongs(void **state)
{
    (void)state;
    struct probe_setup t;
    open_net(&t, false, "relu");
    real *w = t.net->layer[1].w->value;
    memset(w, 0, t.net->layer[1].w->count * sizeof *w);
    const real smallest = exact ? (real)0x1p-1074 : (real)0x1p-149f;
    const real by_hand[] = {(real)1, (real)-1.999, (real)2, (real)-.5, smallest};
    memcpy(w, by_hand, sizeof by_hand);
    probe_setup_examine(&t, &probe_histogram);
    const struct entry *all = memory_recorder_at(&t.recorded, "histogram_layer", 1, ANY);
    for (int e = -1075; e < 1024; e++) { /* a row is of what there is */
        const struct entry *row = memory_recorder_at(&t.recorded, "histogram", 1, e);
        assert_true(!row ||
                    row->value[1] + row->value[2] + row->value[3] + row->value[4] + row->value[5] >
                        0);
    }
    check_near(memory_recorder_at(&t.recorded, "histogram", 1, 0)->value[4], 2, 0);
    check_near(memory_recorder_at(&t.recorded, "histogram", 1, 1)->value[4], 1, 0);
    check_near(memory_recorder_at(&t.recorded, "histogram", 1, -1)->value[4], 1, 0);
    check_near(memory_recorder_at(&t.recorded, "histogram", 1, exact ? -1074 : -149)->value[4], 1,
               0);
    check_near(all->value[3], 36 - 5, 0);
    check_near(all->value[10], 0, 0);
    assert_int_equal(all->missing, 0);
    probe_setup_close(&t);
}

static void what_is_not_finite_is_counted(void **state)
{
    (void)state;
    struct probe_setup t;
    open_net(&t, false, "relu");
    t.net->layer[5].w->value[0] = (real)INFINITY;
    t.net->layer[5].w->value[1] = (real)NAN;
    probe_setup_examine(&t, &probe_histogram);
    const double *all = memory_recorder_at(&t.recorded, "histogram_layer", 5, ANY)->value;
    assert_true(all[10] >= 2 && isnan(all[8]));
    check_near(memory_recorder_at(&t.recorded, "histogram_layer", 1, ANY)->value[8],
               sqrt(36) * sqrt(2. / 6), 2); /* the weights below are still numbers */
    probe_setup_close(&t);
}

static void what_never_is_off_has_no_histogram(void **state)
{
    (void)state;
    struct probe_setup t;
    open_net(&t, false, "tanh");
    probe_setup_examine(&t, &probe_histogram);
    for (int i = 0; i < t.recorded.rows; i++)
        assert_int_equal(t.recorded.row[i].missing,
                         t.recorded.row[i].series->columns == 6 ? 1 << 2 : 1 << 1 | 1 << 6);
    probe_setup_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_those_of_comparisons),
        cmocka_unit_test(each_weight_is_where_it_belongs),
        cmocka_unit_test(what_is_not_finite_is_counted),
        cmocka_unit_test(what_never_is_off_has_no_histogram),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
