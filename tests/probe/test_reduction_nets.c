/* Which layers of whole nets are reductions, and that each is measured as it would be alone. */
#include "tests/probe/one_reduction.h"

static void open_images(struct test_net *b, struct net_spec spec, int batch)
{
    *b = (struct test_net){.spec = spec};
    arena_open(&b->arena, (size_t)1 << 30);
    b->net = network_build(&b->arena, &b->spec, (struct shape){1, 8, 8}, 10, batch, &b->failure);
    if (!b->net || network_start(b->net, 1))
        fail_msg("%s", b->failure.message);
    b->pass = (struct pass){.mode = MODE_MEASURE, .batch = batch};
    test_net_feed(b, 1);
    graph_forward(b->net->graph, &b->pass);
}

static int count_rows(struct net_spec spec, struct memory_recorder *d)
{
    struct test_net b;
    open_images(&b, spec, 18);
    memory_recorder_open(d);
    const struct instrument see = reduction_instrument(reduction_probe(&b.arena, b.net));
    see.before_update(see.self, &b.pass);
    assert_int_equal(see.after_update(see.self, &d->recorder, 0, true), STATUS_OK);
    for (int i = 0; i < d->rows; i++) {
        const struct layer *l = &b.net->layer[d->row[i].place];
        const double *v = d->row[i].value;
        assert_non_null(strstr(l->name, ".conv1"));
        check_near(v[SHARE], (double)l->w->dim[0] / l->w->dim[1], 0);
        assert_true(0 < v[KEPT] && v[KEPT] <= v[BEST] + 1e-12 && v[BEST] <= 1 + 1e-12);
        assert_true(1 <= v[RANK] && v[RANK] <= l->w->dim[1]);
    }
    test_net_close(&b);
    return d->rows;
}

/* The first layer of every bottleneck but the first, whose input is as wide as its output. */
static void bottlenecks_have_one_row_each(void **state)
{
    (void)state;
    struct memory_recorder d;
    struct net_spec spec = spec_of("residual", 20, 4);
    spec.family = "cifar";
    spec.norm = "batch";
    assert_int_equal(count_rows(spec, &d), 0);
    memory_recorder_close(&d);
    spec.form = "bottleneck";
    assert_int_equal(count_rows(spec, &d), 5);
    check_near(d.row[0].value[SHARE], .25, 0);
    check_near(d.row[1].value[SHARE], .5, 0); /* a new stage: from 4 w channels to 2 w */
    memory_recorder_close(&d);
}

/* Of forced rank W = U D, D is what reduces: the same numbers as of a 1x1 convolution. */
static void a_factor_is_a_reduction(void **state)
{
    (void)state;
    struct test_net b;
    struct net_spec spec = spec_of("preact", 4, 12);
    spec.rank = 3;
    spec.activation = "top(0.25)";
    test_net_open(&b, spec, 5, 3, 37);
    graph_forward(b.net->graph, &b.pass);
    struct memory_recorder d;
    memory_recorder_open(&d);
    const struct instrument see = reduction_instrument(reduction_probe(&b.arena, b.net));
    see.before_update(see.self, &b.pass);
    assert_int_equal(see.after_update(see.self, &d.recorder, 0, true), STATUS_OK);
    assert_int_equal(d.rows, 4);
    for (int i = 0; i < 4; i++) {
        const struct node *reduced = b.net->layer[i + 1].h->in[0], *x = reduced->in[0];
        struct lens l;
        lens_open(&l, x->shape, 3, 37);
        for (int n = 0; n < 37; n++)
            for (int c = 0; c < 12; c++)
                put(&l, n, c, 0, number(x, x->value, n, c));
        memcpy(l.layer.w->value, reduced->param[0]->value, 3 * 12 * sizeof(real));
        assert_int_equal(d.row[i].place, i + 1);
        check_near(d.row[i].value[KEPT], slow_kept(&l), exact ? 1e-9 : 1e-5);
        check_near(d.row[i].value[SHARE], .25, 0);
        lens_close(&l);
    }
    memory_recorder_close(&d);
    test_net_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bottlenecks_have_one_row_each),
        cmocka_unit_test(a_factor_is_a_reduction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
