/* The two parts of dL/dx, vector against vector, and the probe's numbers against plain loops. */
#include "lab/probe/junction.h"
#include "tests/support/memory_recorder.h"
#include "tests/support/slow.h"

enum { IDENTITY, BRANCH, COSINE, TOTAL, BATCH = 19 };

static const char *const residuals[] = {"residual", "preact"};
static const char *const norms[] = {"none", "batch", "layer"};
static const char *const branches[] = {"none", "1/sqrt(L)", "zero-last", "rezero"};

static struct net_spec variant(int k)
{
    struct net_spec spec = spec_of(residuals[k % 2], 6, 7);
    spec.norm = norms[k / 2 % 3];
    spec.branch = branches[k / 6 % 4];
    spec.span = 1 + k / 24;
    return spec;
}
enum { VARIANTS = 72 };

/* dL/dy at the sum, before the ReLU that may be part of its node. */
static struct sheet sum_gradient(const struct test_net *b, const struct junction *at)
{
    const struct sheet dy = sheet_of(at->sum, b->shot.grad[at->sum->index], BATCH);
    return strstr(at->sum->op->name, "relu")
               ? slow_relu_back(sheet_of(at->sum, at->sum->value, BATCH), dy)
               : dy;
}

/* Vectors, not only norms: what the shortcut brings is dL/dy to the last bit; that and what the
 * branch brings add up to dL/dx. */
static void identity_and_branch_are_the_whole(void **state)
{
    (void)state;
    for (int k = 0; k < VARIANTS; k++) {
        struct test_net b;
        test_net_open(&b, variant(k), 5, 3, BATCH);
        test_net_stir(&b);
        snapshot_take(&b);
        for (int j = 0; j < b.net->junctions; j++) {
            const struct junction *at = &b.net->junction[j];
            const struct sheet y = sum_gradient(&b, at);
            const struct sheet identity = sheet_of(at->x, b.shot.partial[j], BATCH);
            const struct sheet branch = sheet_of(at->tap, b.shot.grad[at->tap->index], BATCH);
            const struct sheet dx = sheet_of(at->x, b.shot.grad[at->x->index], BATCH);
            assert_true(sheet_norm(branch) > 0);
            check_sheets(identity, y, 0);
            check_sheets(slow_add(identity, branch), dx, exact ? 1e-12 : 1e-5);
        }
        test_net_close(&b);
    }
}

static double dot(struct sheet a, struct sheet b)
{
    double sum = 0;
    SHEET_EACH (a, n, i)
        sum += a.v[n][i] * b.v[n][i];
    return sum;
}

/* Let the probe measure one pass and write its rows. */
static void record_step(struct test_net *b, struct memory_recorder *d)
{
    const struct instrument see = junction_instrument(junction_probe(&b->arena, b->net));
    struct graph *g = b->net->graph;
    graph_zero_grad(g);
    graph_forward(g, &b->pass);
    graph_backward(g, &b->pass, &(struct observer){see.self, see.see});
    if (see.before_update)
        see.before_update(see.self, &b->pass);
    assert_int_equal(see.after_update(see.self, &d->recorder, 3, true), STATUS_OK);
}

static void the_probes_numbers_are_those_of_plain_loops(void **state)
{
    (void)state;
    for (int k = 0; k < 2 * VARIANTS; k++) {
        struct test_net b;
        struct memory_recorder d;
        test_net_open(&b, variant(k % VARIANTS), 5, 3, BATCH);
        memory_recorder_open(&d);
        if (k >= VARIANTS)
            test_net_stir(&b);
        snapshot_take(&b);
        record_step(&b, &d);
        assert_int_equal(d.rows, b.net->junctions);
        for (int j = 0; j < b.net->junctions; j++) {
            const struct junction *at = &b.net->junction[j];
            const struct sheet identity = sheet_of(at->x, b.shot.partial[j], BATCH);
            const struct sheet branch = sheet_of(at->tap, b.shot.grad[at->tap->index], BATCH);
            const struct sheet total = sheet_of(at->x, b.shot.grad[at->x->index], BATCH);
            const double size = sheet_norm(identity), other = sheet_norm(branch);
            const struct entry *row = &d.row[j];
            assert_ptr_equal(row->series, &series_junction);
            assert_int_equal(row->step, 3);
            assert_int_equal(row->place, j);
            check_near(row->value[IDENTITY], size, 1e-12 * size);
            check_near(row->value[BRANCH], other, 1e-12 * other);
            check_near(row->value[TOTAL], sheet_norm(total), 1e-12 * size);
            if (size > 0 && other > 0) {
                assert_int_equal(row->missing, 0);
                check_near(row->value[COSINE], dot(identity, branch) / size / other, 1e-12);
                /* the law of cosines: three norms and an angle that belong together */
                check_near(pow(row->value[TOTAL], 2),
                           size * size + other * other + 2 * size * other * row->value[COSINE],
                           (exact ? 1e-12 : 1e-5) * (size + other) * (size + other));
            } else {
                assert_int_equal(row->missing, 1 << COSINE);
            }
        }
        test_net_close(&b);
        memory_recorder_close(&d);
    }
}

/* s(W x + b) of a junction, and what s * x passes back to x for g: s g + W' (s (1 - s) x g) */
static struct sheet gate(const struct network *net, const char *place, struct sheet x)
{
    return slow_sigmoid(slow_linear(net, place, x));
}

static struct sheet gate_back(const struct network *net, const char *place, struct sheet x,
                              struct sheet g)
{
    const struct sheet s = gate(net, place, x), closed = slow_times(s, slow_scale(-1, s));
    const struct sheet slope = slow_times(x, slow_add(s, closed));
    return slow_add(slow_times(s, g), slow_linear_back(net, place, slow_times(slope, g)));
}

/* c g behind c x, W' g behind W x, of a concatenation the part of g that x is; behind a gate, what goes
 * through it and what moves it; and of a highway, whose branch holds the gate, (1 - s) g. */
static void whatever_sits_on_the_shortcut_the_identity_is_what_it_passes_back(void **state)
{
    (void)state;
    enum { SCALED, PROJECTED, CONCAT, GATED, HIGHWAY, KINDS };
    const char *const shortcuts[] = {"scaled(0.5)", "C", "identity", "gated(1)", "identity"};
    for (int k = 0; k < KINDS; k++) {
        struct net_spec spec = spec_of(k == CONCAT    ? "concat"
                                       : k == HIGHWAY ? "highway"
                                                      : "preact",
                                       6, 5);
        spec.shortcut = shortcuts[k];
        spec.growth = 3;
        struct test_net b;
        struct memory_recorder d;
        test_net_open(&b, spec, 5, 3, BATCH);
        memory_recorder_open(&d);
        test_net_stir(&b);
        snapshot_take(&b);
        record_step(&b, &d);
        for (int j = 0; j < 3; j++) {
            const struct junction *at = &b.net->junction[j];
            struct sheet g = sheet_of(at->sum, b.shot.grad[at->sum->index], BATCH);
            const struct sheet x = sheet_of(at->x, at->x->value, BATCH);
            char place[40];
            snprintf(place, sizeof place, "block%d.%s", j + 1,
                     k == PROJECTED ? "shortcut.0" : "gate");
            if (k == SCALED)
                g = slow_scale(.5, g);
            else if (k == PROJECTED)
                g = slow_linear_back(b.net, place, g);
            else if (k == CONCAT)
                g.size = shape_size(at->x->shape);
            else if (k == GATED)
                g = gate_back(b.net, place, x, g);
            else
                g = slow_add(g, slow_scale(-1, slow_times(gate(b.net, place, x), g)));
            check_sheets(sheet_of(at->x, b.shot.partial[j], BATCH), g, round_off);
            check_near(d.row[j].value[IDENTITY], sheet_norm(g), round_off * sheet_norm(g));
            assert_true(d.row[j].value[BRANCH] > 0);
        }
        test_net_close(&b);
        memory_recorder_close(&d);
    }
}

/* A branch that starts at zero passes nothing back: the total is the identity's, exactly, all the way
 * from the last block of a preact net to its first. */
static void a_zero_branch_leaves_the_identity_alone(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        struct net_spec spec = spec_of(residuals[k % 2], 6, 7);
        spec.branch = branches[2 + k / 2];
        struct test_net b;
        struct memory_recorder d;
        test_net_open(&b, spec, 5, 3, BATCH);
        memory_recorder_open(&d);
        record_step(&b, &d);
        for (int j = 0; j < 3; j++) {
            const double *v = d.row[j].value;
            assert_true(v[IDENTITY] > 0);
            check_near(v[BRANCH], 0, 0);
            check_near(v[TOTAL], v[IDENTITY], 0);
            assert_int_equal(d.row[j].missing, 1 << COSINE);
            if (k % 2)
                check_near(v[IDENTITY], d.row[2].value[IDENTITY], 0);
        }
        test_net_close(&b);
        memory_recorder_close(&d);
    }
}

/* With unit variance kept by every branch, 1/sqrt(L) makes the branch's share 1/sqrt(B) of the
 * identity's. Statistical: widths and batch are finite. */
static void at_the_start_the_branch_carries_one_over_root_b(void **state)
{
    (void)state;
    const int blocks = 9;
    struct net_spec spec = spec_of("preact", 2 * blocks, 256);
    spec.branch = "1/sqrt(L)";
    struct test_net b;
    struct memory_recorder d;
    test_net_open(&b, spec, 100, 10, 64);
    memory_recorder_open(&d);
    record_step(&b, &d);
    for (int j = 0; j < blocks; j++)
        check_near(d.row[j].value[BRANCH] / d.row[j].value[IDENTITY], 1 / sqrt(blocks), .05);
    test_net_close(&b);
    memory_recorder_close(&d);
}

static void a_plain_net_has_no_rows(void **state)
{
    (void)state;
    struct test_net b;
    struct memory_recorder d;
    test_net_open(&b, spec_of("plain", 6, 7), 5, 3, BATCH);
    memory_recorder_open(&d);
    record_step(&b, &d);
    assert_int_equal(d.rows, 0);
    test_net_close(&b);
    memory_recorder_close(&d);
}

static void its_columns_are_those_of_the_view(void **state)
{
    (void)state;
    const char *const names[] = {"identity", "branch", "cosine", "total"};
    assert_string_equal(series_junction.name, "junction");
    assert_string_equal(series_junction.place, "junction");
    assert_int_equal(series_junction.columns, 4);
    for (int i = 0; i < 4; i++) {
        assert_string_equal(series_junction.column[i].name, names[i]);
        assert_true(strlen(series_junction.column[i].unit) > 0);
        assert_true(strlen(series_junction.column[i].definition) > 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identity_and_branch_are_the_whole),
        cmocka_unit_test(the_probes_numbers_are_those_of_plain_loops),
        cmocka_unit_test(whatever_sits_on_the_shortcut_the_identity_is_what_it_passes_back),
        cmocka_unit_test(a_zero_branch_leaves_the_identity_alone),
        cmocka_unit_test(at_the_start_the_branch_carries_one_over_root_b),
        cmocka_unit_test(a_plain_net_has_no_rows),
        cmocka_unit_test(its_columns_are_those_of_the_view),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
