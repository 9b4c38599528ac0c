/* Judged by plain loops over the network's own memory, in double. */
#include "lab/probe/gradient.h"
#include "tests/support/memory_recorder.h"
#include "tests/support/test_net.h"

enum { H, DH, DW, W, RATIO, DEAD, DISTINCT, ACTIVE, COLUMNS, BATCH = 19 };

static const char *const blocks[] = {"plain", "residual", "preact"};
static const char *const norms[] = {"none", "batch", "layer"};

static double norm_of_node(const struct node *n, const void *lanes)
{
    double squares = 0;
    for (int k = 0; k < BATCH; k++)
        for (int i = 0; i < shape_size(n->shape); i++)
            squares += pow(number(n, lanes, k, i), 2);
    return sqrt(squares);
}

static double norm_of_reals(const real *x, size_t count)
{
    double squares = 0;
    for (size_t i = 0; i < count; i++)
        squares += pow((double)x[i], 2);
    return sqrt(squares);
}

/* How many units never pass anything on, how many rows of the on/off table differ, and how much of it
 * is on. */
static void count(const struct node *n, double *dead, double *distinct, double *active)
{
    *dead = *distinct = *active = 0;
    for (int u = 0; u < shape_size(n->shape); u++) {
        bool off = true, new = true;
        for (int k = 0; k < BATCH; k++) {
            off &= number(n, n->value, k, u) == 0;
            *active += number(n, n->value, k, u) > 0;
        }
        for (int v = 0; v < u; v++) {
            bool same = true;
            for (int k = 0; k < BATCH; k++)
                same &= (number(n, n->value, k, u) == 0) == (number(n, n->value, k, v) == 0);
            new &= !same;
        }
        *dead += off;
        *distinct += new;
    }
    *active /= BATCH * shape_size(n->shape);
}

/* One pass with the instrument looking, then an update w <- w - .01 (k + 1) on the k-th weight of each
 * layer, or none, as in the last row. */
static void record_step(struct test_net *b, struct memory_recorder *d, bool updated)
{
    struct gradient_probe *probe = gradient_probe(&b->arena, b->net);
    const struct instrument see = gradient_instrument(probe);
    graph_zero_grad(b->net->graph);
    graph_forward(b->net->graph, &b->pass);
    graph_backward(b->net->graph, &b->pass, &(struct observer){see.self, see.see});
    see.before_update(see.self, &b->pass);
    for (int l = 0; updated && l < b->net->layers; l++)
        for (size_t k = 0; k < b->net->layer[l].w->count; k++)
            b->net->layer[l].w->value[k] -= (real)(.01 * (double)(k + 1));
    assert_int_equal(see.after_update(see.self, &d->recorder, 7, updated), STATUS_OK);
}

static void check_rows(struct net_spec spec, bool updated)
{
    struct test_net b, before;
    struct memory_recorder d;
    test_net_open(&b, spec, 5, 3, BATCH);
    test_net_open(&before, spec, 5, 3, BATCH);
    memory_recorder_open(&d);
    snapshot_take(&before);
    record_step(&b, &d, updated);
    assert_int_equal(d.rows, before.net->layers);
    for (int l = 0; l < before.net->layers; l++) {
        const struct layer *layer = &before.net->layer[l], *after = &b.net->layer[l];
        const struct entry *row = &d.row[l];
        assert_ptr_equal(row->series, &series_gradient);
        assert_int_equal(row->step, 7);
        assert_int_equal(row->place, l);
        double want[COLUMNS] = {norm_of_node(layer->h, layer->h->value),
                                norm_of_node(layer->h, before.shot.grad[layer->h->index]),
                                norm_of_reals(layer->w->grad, layer->w->count),
                                norm_of_reals(layer->w->value, layer->w->count)};
        uint32_t missing = 0;
        if (layer->active)
            count(layer->active, &want[DEAD], &want[DISTINCT], &want[ACTIVE]);
        else
            missing |= 1u << DEAD | 1u << DISTINCT | 1u << ACTIVE;
        double moved = 0;
        for (size_t k = 0; k < layer->w->count; k++)
            moved += pow((double)layer->w->value[k] - (double)after->w->value[k], 2);
        if (updated && want[W] > 0)
            want[RATIO] = sqrt(moved) / want[W];
        else
            missing |= 1u << RATIO;
        assert_int_equal(row->missing, missing);
        for (int c = 0; c < COLUMNS; c++)
            check_near(row->value[c], want[c], (c == RATIO && !exact ? 1e-7 : 1e-12) * want[c]);
    }
    test_net_close(&b);
    test_net_close(&before);
    memory_recorder_close(&d);
}

static void every_number_is_that_of_plain_loops(void **state)
{
    (void)state;
    const char *const activations[] = {"relu", "tanh"};
    for (int k = 0; k < 36; k++) {
        struct net_spec spec = spec_of(blocks[k % 3], 4, 7);
        spec.norm = norms[k / 3 % 3];
        spec.activation = activations[k / 9 % 2];
        check_rows(spec, k / 18);
    }
}

/* Weights of norm 0 have no ratio; a layer of zero weights is all dead where nothing else comes in. */
static void a_zero_layer_has_no_update_ratio(void **state)
{
    (void)state;
    struct net_spec spec = spec_of("preact", 4, 7);
    spec.branch = "zero-last";
    check_rows(spec, true);
    spec.block = "residual";
    spec.norm = "batch";
    check_rows(spec, true);
    spec = spec_of("plain", 2, 7);
    spec.init = "normal(0)";
    check_rows(spec, true);
}

/* The step of a layer shows in dh, not in dw: with an init that is too small, ||dW|| stays level
 * while ||dL/dh|| falls by the same factor a layer that ||h|| grows by, seen from the head. */
static void flat_weight_gradients_hide_vanishing_ones(void **state)
{
    (void)state;
    struct net_spec spec = spec_of("plain", 12, 64);
    spec.activation = "linear";
    spec.init = "normal(0.0625)"; /* half of what keeps the norm: 1 / sqrt(64) = .125 */
    struct test_net b;
    struct memory_recorder d;
    test_net_open(&b, spec, 20, 3, BATCH);
    memory_recorder_open(&d);
    record_step(&b, &d, true);
    const double *first = d.row[1].value, *last = d.row[12].value;
    assert_true(first[DH] < last[DH] * 5e-3);
    assert_true(first[DW] / last[DW] < 4 && first[DW] / last[DW] > .25);
    test_net_close(&b);
    memory_recorder_close(&d);
}

/* Norms of single precision are not lost below its smallest square. */
static void tiny_gradients_keep_their_norm(void **state)
{
    (void)state;
    struct net_spec spec = spec_of("plain", 4, 7);
    spec.activation = "linear";
    spec.init = "normal(1e-7)";
    struct test_net b;
    struct memory_recorder d;
    test_net_open(&b, spec, 5, 3, BATCH);
    memory_recorder_open(&d);
    record_step(&b, &d, true);
    for (int l = 1; l <= 4; l++) {
        const double ratio = d.row[l].value[DH] / d.row[l - 1].value[DH];
        assert_true(ratio > 1e6 && ratio < 1e8);
    }
    assert_true(d.row[0].value[DH] < 1e-25 && d.row[0].value[DH] > 0);
    test_net_close(&b);
    memory_recorder_close(&d);
}

static void its_columns_are_those_of_the_view(void **state)
{
    (void)state;
    const char *const names[] = {"h",     "dh", "dw", "w", "update_ratio", "dead", "distinct_units",
                                 "active"};
    assert_string_equal(series_gradient.name, "gradient");
    assert_string_equal(series_gradient.place, "layer");
    assert_int_equal(series_gradient.columns, COLUMNS);
    for (int i = 0; i < COLUMNS; i++) {
        assert_string_equal(series_gradient.column[i].name, names[i]);
        assert_true(strlen(series_gradient.column[i].unit) > 0);
        assert_true(strlen(series_gradient.column[i].definition) > 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_is_that_of_plain_loops),
        cmocka_unit_test(a_zero_layer_has_no_update_ratio),
        cmocka_unit_test(flat_weight_gradients_hide_vanishing_ones),
        cmocka_unit_test(tiny_gradients_keep_their_norm),
        cmocka_unit_test(its_columns_are_those_of_the_view),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
