/* A best learning rate at the edge of its grid is seen, and the grid that would settle it named. */
#include "lab/inspect/edge.h"
#include "tests/support/small_lab.h"

/* Two nets at three rates, one seed. */
static struct edge edge_of(struct lab *lab, const double loss[6])
{
    struct edge edge;
    lab_axis(lab, "depth", "2 4", 0);
    lab_axis(lab, "lr", "0.01 0.003 0.03", 0);
    lab_sweep(lab);
    for (int i = 0; i < 6; i++)
        if (loss[i] < 9)
            lab_final(lab, i, loss[i]);
        else
            lab_diverged(lab, i);
    edge_read(lab->store, "e", &edge, &lab->failure);
    lab_ok(lab);
    return edge;
}

static const char *wider(struct lab *lab, struct edge edge)
{
    const char *text = edge_wider(&lab->arena, &lab->spec, &edge, &lab->failure);
    lab_ok(lab);
    return text;
}

static void a_best_rate_in_the_middle_is_no_edge(void **state)
{
    struct lab *lab = *state;
    const struct edge edge = edge_of(lab, (double[]){1, 2, 3, .5, .7, .6});
    assert_int_equal(edge.nets, 2);
    assert_int_equal(edge.low + edge.high, 0);
    assert_string_equal(wider(lab, edge), "0.003,0.01,0.03");
}

static void the_greatest_and_the_least_are(void **state)
{
    struct lab *lab = *state;
    const struct edge edge = edge_of(lab, (double[]){2, 3, 1, .7, .5, .6});
    assert_int_equal(edge.nets, 2);
    assert_int_equal(edge.low, 1);
    assert_int_equal(edge.high, 1);
    check_near(edge.least, 0.003, 0);
    check_near(edge.greatest, 0.03, 0);
    assert_string_equal(wider(lab, edge), "0.001,0.003,0.01,0.03,0.1");
    assert_string_equal(wider(lab, (struct edge){.high = 1}), "0.003,0.01,0.03,0.1");
    assert_string_equal(wider(lab, (struct edge){.low = 1}), "0.001,0.003,0.01,0.03");
}

static void a_net_that_always_diverged_has_no_best(void **state)
{
    struct lab *lab = *state;
    const struct edge edge = edge_of(lab, (double[]){9, 9, 9, .7, .8, .6});
    assert_int_equal(edge.nets, 1);
    assert_int_equal(edge.low, 0);
    assert_int_equal(edge.high, 1);
}

static void one_rate_is_no_grid(void **state)
{
    struct lab *lab = *state;
    struct edge edge;
    lab_axis(lab, "seed", "1 2", 0);
    lab_sweep(lab);
    lab_final(lab, 0, 1);
    lab_final(lab, 1, 1);
    edge_read(lab->store, "e", &edge, &lab->failure);
    lab_ok(lab);
    assert_int_equal(edge.nets, 0);
    assert_string_equal(wider(lab, edge), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(a_best_rate_in_the_middle_is_no_edge),
        lab_test(the_greatest_and_the_least_are),
        lab_test(a_net_that_always_diverged_has_no_best),
        lab_test(one_rate_is_no_grid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
