/* Judged by the definition: what the sum is, given x and the F that leaves the last layer. */
#include "lab/net/branch.h"
#include "lab/net/names.h"
#include "tests/support/slow.h"

static const char *const residuals[] = {"residual", "preact"};
static const char *const norms[] = {"none", "batch", "layer"};

static void each_name_finds_its_branch(void **state)
{
    (void)state;
    int names = 0;
    for (; branch_name(names); names++)
        assert_string_equal(branch_find(branch_name(names))->name, branch_name(names));
    assert_true(names >= 7);
    assert_null(branch_find("zero"));
    assert_null(branch_find(""));
}

/* F as it leaves the last layer of block j, in a net without norms. */
static struct sheet f_of(const struct test_net *b, int j)
{
    const struct node *h = b->net->layer[(j + 1) * b->spec.span].h;
    return sheet_of(h, h->value, b->pass.batch);
}

static struct sheet sheet_at(const struct test_net *b, const struct node *n)
{
    return sheet_of(n, n->value, b->pass.batch);
}

/* y = x + c F at every junction; c is 1/B, its square root, or the block's own number. */
static void the_sum_is_x_plus_c_times_f(void **state)
{
    (void)state;
    const char *const branches[] = {"none", "1/sqrt(L)", "1/L", "rezero", "skipinit", "fixup"};
    for (int k = 0; k < 36; k++) {
        struct net_spec spec = spec_of(residuals[k % 2], 6, 7);
        spec.branch = branches[k / 2 % 6];
        spec.span = 1 + k / 12;
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 19);
        test_net_stir(&b);
        graph_forward(b.net->graph, &b.pass);
        const int blocks = 6 / spec.span;
        for (int j = 0; j < blocks; j++) {
            char place[40];
            snprintf(place, sizeof place, "block%d", j + 1);
            const double own = param_at(b.net, place, "scale", 0);
            const double c[] = {1, sqrt(1.0 / blocks), 1.0 / blocks, own, own, own};
            const struct junction *at = &b.net->junction[j];
            check_sheets(sheet_at(&b, at->sum),
                         slow_add(sheet_at(&b, at->x), slow_scale(c[k / 2 % 6], f_of(&b, j))),
                         round_off);
        }
        test_net_close(&b);
    }
}

/* At the start y = x to the last bit, and dL/dx = dL/dy to the last bit: the skip contributes
 * exactly one. In preact nets nothing but sums lies on the path, so one holds from end to end. */
static void a_zero_branch_passes_values_and_a_gradient_of_exactly_one(void **state)
{
    (void)state;
    const char *const zero[] = {"zero-last", "rezero", "fixup"};
    for (int k = 0; k < 108; k++) {
        struct net_spec spec = spec_of(residuals[k % 2], 6, 7);
        spec.branch = zero[k / 36];
        spec.norm = norms[k / 4 % 3];
        spec.span = 1 + k / 12 % 3;
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 19);
        if (k / 36 == 2) /* fixup's head starts at 0, and then nothing is passed back */
            param_named(b.net, "head.weight")->value[0] = 1;
        snapshot_take(&b);
        const struct node *last = b.net->junction[b.net->junctions - 1].sum;
        for (int j = 0; j < b.net->junctions; j++) {
            const struct junction *at = &b.net->junction[j];
            const struct sheet dx = sheet_of(at->x, b.shot.grad[at->x->index], 19);
            assert_true(sheet_norm(dx) > 0);
            check_sheets(sheet_at(&b, at->sum), sheet_at(&b, at->x), 0);
            struct sheet dy = sheet_of(at->sum, b.shot.grad[at->sum->index], 19);
            if (strstr(at->sum->op->name, "relu")) /* the node holds what follows the sum, too */
                dy = slow_relu_back(sheet_at(&b, at->sum), dy);
            check_sheets(dx, dy, 0);
            if (k % 2)
                check_sheets(dx, sheet_of(last, b.shot.grad[last->index], 19), 0);
        }
        test_net_close(&b);
    }
}

/* The zero is the last of the branch alone: what is before it starts as always, and what is zero
 * gets a gradient, so it can leave zero. */
static void only_the_last_of_the_branch_starts_at_zero(void **state)
{
    (void)state;
    for (int k = 0; k < 18; k++) {
        struct net_spec spec = spec_of(residuals[k % 2], 6, 7);
        spec.branch = "zero-last";
        spec.norm = norms[k / 2 % 3];
        spec.span = 1 + k / 6;
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 19);
        snapshot_take(&b);
        const bool by_gain = k % 2 == 0 && strcmp(spec.norm, "none") != 0;
        int zeros = 0;
        for (const struct param *p = b.net->graph->params.first; p; p = p->next) {
            double value = 0, grad = 0;
            for (size_t i = 0; i < p->count; i++) {
                value += fabs((double)p->value[i]);
                grad += fabs((double)p->grad[i]);
            }
            const char *end = strrchr(p->name, '.');
            if (strcmp(end, ".weight") != 0 || value > 0)
                continue;
            char want[40];
            zeros++;
            snprintf(want, sizeof want, "block%d.%s%d.weight", zeros, by_gain ? "norm" : "layer",
                     spec.span);
            assert_string_equal(p->name, want);
            assert_true(grad > 0);
        }
        assert_int_equal(zeros, 6 / spec.span);
        test_net_close(&b);
    }
}

/* ReLU's slope at 0 is 0: from there weights before it never move, but a number behind it does. */
static void a_branch_that_would_stay_at_zero_is_refused(void **state)
{
    (void)state;
    const char *const zero[] = {"zero-last", "fixup", "rezero"};
    for (int k = 0; k < 18; k++) {
        struct net_spec spec = spec_of("residual", 6, 7);
        spec.order = "relu-before-add";
        spec.branch = zero[k / 6];
        spec.norm = norms[k / 2 % 3];
        spec.activation = k % 2 ? "tanh" : "relu";
        struct arena arena;
        struct failure failure = {0};
        arena_open(&arena, 1 << 24);
        network_build(&arena, &spec, (struct shape){5, 1, 1}, 3, 19, &failure);
        assert_int_equal(failure.status, k < 12 && k % 2 == 0 ? STATUS_DATA : STATUS_OK);
        assert_int_equal(!!strstr(failure.message, "ends in relu and would never leave 0"),
                         !!failure.status);
        arena_close(&arena);
    }
    struct net_spec spec = spec_of("residual", 6, 7);
    spec.order = "relu-before-add";
    spec.branch = "rezero";
    struct test_net b;
    test_net_open(&b, spec, 5, 3, 19);
    snapshot_take(&b);
    assert_true(param_named(b.net, "block1.scale")->grad[0] != 0);
    test_net_close(&b);
}

static void one_trained_number_a_block_starts_where_it_should(void **state)
{
    (void)state;
    const char *const branches[] = {"rezero", "skipinit"};
    for (int k = 0; k < 4; k++) {
        struct net_spec spec = spec_of(residuals[k % 2], 6, 7);
        spec.branch = branches[k / 2];
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 19);
        snapshot_take(&b);
        for (int j = 1; j <= 3; j++) {
            char name[40];
            snprintf(name, sizeof name, "block%d.scale", j);
            const struct param *a = param_named(b.net, name);
            assert_int_equal(a->count, 1);
            check_near((double)a->value[0], k / 2 ? 1 / sqrt(3) : 0, 1e-7);
            assert_true(a->grad[0] != 0);
        }
        test_net_close(&b);
    }
}

/* Head and last weights of a branch 0, the others B^(-1/(2m-2)) of what they would be, stem as ever. */
static void fixup_starts_as_its_paper_says(void **state)
{
    (void)state;
    for (int k = 0; k < 6; k++) {
        const int m = 1 + k / 2, blocks = 6 / m;
        struct net_spec spec = spec_of(residuals[k % 2], 6, 7);
        spec.span = m;
        struct test_net he, fixup;
        test_net_open(&he, spec, 5, 3, 19);
        spec.branch = "fixup";
        test_net_open(&fixup, spec, 5, 3, 19);
        for (int l = 0; l < 8; l++) {
            const struct param *a = fixup.net->layer[l].w, *b = he.net->layer[l].w;
            const double smaller = m > 1 ? pow(blocks, -1. / (2 * m - 2)) : 0;
            const double c = l == 0 ? 1 : l == 7 || l % m == 0 ? 0 : smaller;
            for (size_t i = 0; i < a->count; i++)
                check_near((double)a->value[i], c * (double)b->value[i], round_off);
        }
        for (int j = 1; j <= blocks; j++) {
            char place[40];
            snprintf(place, sizeof place, "block%d", j);
            check_near(param_at(fixup.net, place, "scale", 0), 1, 0);
        }
        test_net_close(&he);
        test_net_close(&fixup);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_name_finds_its_branch),
        cmocka_unit_test(the_sum_is_x_plus_c_times_f),
        cmocka_unit_test(a_zero_branch_passes_values_and_a_gradient_of_exactly_one),
        cmocka_unit_test(only_the_last_of_the_branch_starts_at_zero),
        cmocka_unit_test(a_branch_that_would_stay_at_zero_is_refused),
        cmocka_unit_test(one_trained_number_a_block_starts_where_it_should),
        cmocka_unit_test(fixup_starts_as_its_paper_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
