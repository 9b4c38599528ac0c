#include "lab/train/checkpoint.h"
#include "tests/support/test_net.h"

struct fixture {
    struct test_net b;
    struct training_state state;
    struct checkpoint packed;
    struct failure failure;
};

/* A batch-norm net, so that there are kept statistics, and an optimizer's state of two slots. */
static void fixture_open(struct fixture *d, int width)
{
    *d = (struct fixture){0};
    struct net_spec spec = spec_of("residual", 4, width);
    spec.norm = "batch";
    test_net_open(&d->b, spec, 5, 3, 4);
    struct graph *g = d->b.net->graph;
    const size_t reals = 2 * g->params.reals;
    d->state =
        (struct training_state){g, arena_alloc(&d->b.arena, reals * sizeof(real)), reals, 41};
    for (size_t i = 0; i < reals; i++)
        d->state.slot[i] = (real)i;
    for (size_t i = 0; i < g->statistics.reals; i++)
        g->kept[i] = (real)(i + 7);
    void *bytes = arena_alloc(&d->b.arena, checkpoint_bytes(&d->state));
    checkpoint_pack(&d->state, bytes);
    d->packed = (struct checkpoint){41, bytes, checkpoint_bytes(&d->state), false};
}

/* Set every number of the state. */
static void blank(struct fixture *d, real value)
{
    const struct graph *g = d->state.graph;
    for (size_t i = 0; i < g->params.reals; i++)
        g->value[i] = value;
    for (size_t i = 0; i < g->statistics.reals; i++)
        g->kept[i] = value;
    for (size_t i = 0; i < d->state.slot_reals; i++)
        d->state.slot[i] = value;
    d->state.step = 0;
}

static void what_was_packed_is_unpacked(void **state)
{
    (void)state;
    struct fixture d, original;
    fixture_open(&d, 7);
    fixture_open(&original, 7);
    blank(&d, -1);
    assert_int_equal(checkpoint_unpack(&d.state, &d.packed, &d.failure), STATUS_OK);
    const struct graph *g = d.state.graph, *o = original.state.graph;
    assert_int_equal(d.state.step, 41);
    assert_memory_equal(g->value, o->value, g->params.reals * sizeof(real));
    assert_memory_equal(g->kept, o->kept, g->statistics.reals * sizeof(real));
    assert_memory_equal(d.state.slot, original.state.slot, d.state.slot_reals * sizeof(real));
    assert_true(g->kept[0] == 7 && d.state.slot[1] == 1);
    test_net_close(&d.b);
    test_net_close(&original.b);
}

static void weights_are_read_and_those_of_another_net_refused(void **state)
{
    (void)state;
    struct fixture d, original;
    fixture_open(&d, 7);
    fixture_open(&original, 7);
    blank(&d, -1);
    assert_int_equal(checkpoint_load(d.state.graph, &d.packed, &d.failure), STATUS_OK);
    const struct param_list *mine[] = {&d.state.graph->params, &d.state.graph->statistics};
    const struct param_list *want[] = {&original.state.graph->params,
                                       &original.state.graph->statistics};
    for (int k = 0; k < 2; k++)
        for (struct param *p = mine[k]->first, *q = want[k]->first; p; p = p->next, q = q->next)
            assert_memory_equal(p->value, q->value, p->count * sizeof(real));
    struct test_net other;
    struct failure failure = {0};
    test_net_open(&other, spec_of("residual", 4, 8), 5, 3, 4);
    assert_int_equal(checkpoint_load(other.net->graph, &d.packed, &failure), STATUS_DATA);
    d.packed.bytes--;
    failure = (struct failure){0};
    assert_int_equal(checkpoint_load(d.state.graph, &d.packed, &failure), STATUS_DATA);
    test_net_close(&other);
    test_net_close(&d.b);
    test_net_close(&original.b);
}

/* Refused, with the state as it was. */
static void check_refused(struct fixture *d)
{
    blank(d, -1);
    d->failure = (struct failure){0};
    assert_int_equal(checkpoint_unpack(&d->state, &d->packed, &d->failure), STATUS_DATA);
    assert_non_null(strstr(d->failure.message, "checkpoint"));
    const struct graph *g = d->state.graph;
    assert_true(g->value[0] == -1 && g->kept[0] == -1 && d->state.slot[0] == -1);
    assert_int_equal(d->state.step, 0);
}

static void bytes_that_do_not_belong_are_refused(void **state)
{
    (void)state;
    struct fixture d, wider;
    fixture_open(&d, 7);
    fixture_open(&wider, 8);
    const struct checkpoint good = d.packed;

    d.packed = wider.packed; /* another net */
    check_refused(&d);
    d.packed = good;
    d.packed.bytes--; /* cut off */
    check_refused(&d);
    d.packed.bytes = 3;
    check_refused(&d);
    d.packed = good;
    d.packed.step = 42; /* another step than the record says */
    check_refused(&d);

    /* magic, step, bytes of a real, three lengths and the shapes: 56 bytes, each of which must fit */
    unsigned char *bytes = arena_alloc(&d.b.arena, good.bytes);
    for (int i = 0; i < 56; i++) {
        d.packed = good;
        d.packed.data = memcpy(bytes, good.data, good.bytes);
        bytes[i] ^= 1;
        check_refused(&d);
    }
    test_net_close(&d.b);
    test_net_close(&wider.b);
}

/* The same numbers of parameters, but other slots: momentum's one array is not adam's two. */
static void another_optimizers_state_is_refused(void **state)
{
    (void)state;
    struct fixture d;
    fixture_open(&d, 7);
    d.state.slot_reals /= 2;
    check_refused(&d);
    test_net_close(&d.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_packed_is_unpacked),
        cmocka_unit_test(weights_are_read_and_those_of_another_net_refused),
        cmocka_unit_test(bytes_that_do_not_belong_are_refused),
        cmocka_unit_test(another_optimizers_state_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
