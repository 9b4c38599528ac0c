/* The table's numbers by closed form, and against the graph's own books. */
#include "lab/net/shape_table.h"
#include "lab/op/op.h"
#include "tests/support/test_net.h"

static struct shape_table read_table(struct test_net *b)
{
    struct shape_table t;
    if (shape_table_read(&b->arena, b->net, &t, &b->failure))
        fail_msg("%s", b->failure.message);
    return t;
}

static void parameters_and_operations_by_hand(void **state)
{
    (void)state;
    struct test_net b;
    const int F = 5, W = 8, C = 3, D = 4;
    test_net_open(&b, spec_of("residual", D, W), F, C, 19);
    struct shape_table t = read_table(&b);
    assert_int_equal(t.params, (F + 1) * W + D * (W + 1) * W + (W + 1) * C);
    assert_int_equal(t.kept, 0);
    /* a relu after each hidden layer and the stem, an add for each block of two layers */
    const double loss = 4 * C, linear = 2.0 * (F * W + D * W * W + W * C);
    check_near(t.flops, linear + (D + 1) * W + D / 2 * W + loss, 0);
    const int numbers = F + 2 * (D + 1) * W + D / 2 * W + C + 1;
    check_near(t.bytes, (double)sizeof(real) * numbers, 0);
    test_net_close(&b);
}

static void the_sums_are_those_of_the_rows_and_of_the_graph(void **state)
{
    (void)state;
    struct test_net b;
    struct net_spec spec = spec_of("preact", 6, 8);
    spec.norm = "batch";
    spec.branch = "rezero";
    test_net_open(&b, spec, 5, 3, 19);
    struct shape_table t = read_table(&b);
    size_t rows = 0, params = 0, kept = 0;
    double flops = 0;
    for (int i = 0; i < t.rows; i++) {
        rows += t.row[i].params;
        flops += t.row[i].flops;
    }
    for (const struct param *p = b.net->graph->params.first; p; p = p->next)
        params += p->count;
    for (const struct param *p = b.net->graph->statistics.first; p; p = p->next)
        kept += p->count;
    assert_int_equal(t.params, params);
    assert_int_equal(rows, params);
    assert_int_equal(t.kept, kept);
    assert_true(kept > 0);
    check_near(t.flops, flops, 0);
    test_net_close(&b);
}

static void every_layer_has_its_row_in_its_place(void **state)
{
    (void)state;
    struct test_net b;
    test_net_open(&b, spec_of("preact", 4, 8), 5, 3, 19);
    struct shape_table t = read_table(&b);
    static const char *const place[] = {"stem", "block1", "block1", "block2", "block2", "head"};
    int layers = 0;
    assert_string_equal(t.row[0].place, "input");
    assert_string_equal(t.row[t.rows - 1].place, "loss");
    for (int i = 0; i < t.rows; i++)
        if (t.row[i].layer >= 0) {
            assert_int_equal(t.row[i].layer, layers);
            assert_string_equal(t.row[i].op, "linear");
            assert_string_equal(t.row[i].place, place[layers++]);
        }
    assert_int_equal(layers, 6);
    test_net_close(&b);
}

static void what_costs_nothing_is_left_out(void **state)
{
    (void)state;
    struct test_net b;
    test_net_open(&b, spec_of("residual", 2, 8), 5, 3, 19);
    struct shape_table t = read_table(&b);
    int taps = 0;
    for (int i = 0; i < b.net->graph->nodes; i++)
        taps += b.net->graph->node[i]->op && b.net->graph->node[i]->op->view;
    assert_true(taps > 0);
    for (int i = 0; i < t.rows; i++)
        assert_string_not_equal(t.row[i].op, "tap");
    test_net_close(&b);
}

/* Layers one after the other that share a weight; the second has a bias of its own. */
static void a_shared_parameter_is_counted_where_it_is_first_used(void **state)
{
    (void)state;
    struct arena arena;
    struct failure failure = {0};
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, 4, &failure);
    struct network net = {.graph = g, .input = graph_input(g, "x", (struct shape){3, 1, 1})};
    struct param *w = graph_param(g, "w", 2, (int[]){3, 3});
    struct param *b = graph_param(g, "b", 1, (int[]){3});
    struct node *y = op_linear(g, net.input, w, NULL);
    net.loss = op_linear(g, y, w, b);
    struct shape_table t;
    assert_int_equal(shape_table_read(&arena, &net, &t, &failure), STATUS_OK);
    assert_int_equal(t.rows, 3);
    assert_int_equal(t.row[1].params, 9);
    assert_int_equal(t.row[2].params, 3);
    assert_int_equal(t.params, 12);
    arena_close(&arena);
}

static void places_that_do_the_same_are_alike(void **state)
{
    (void)state;
    struct test_net b;
    test_net_open(&b, spec_of("plain", 10, 8), 5, 3, 19);
    struct shape_table t = read_table(&b);
    int rows, i = 0;
    while (strcmp(t.row[i].place, "block1"))
        i++;
    assert_int_equal(shape_table_alike(&t, i, &rows), 5);
    assert_int_equal(rows, 4);
    assert_int_equal(shape_table_alike(&t, 0, &rows), 1);
    t.row[i + 2 * 4].flops++;
    assert_int_equal(shape_table_alike(&t, i, &rows), 2);
    test_net_close(&b);
}

/* What lies behind the last row is no row. */
static void a_place_ends_with_the_table(void **state)
{
    struct shape_row row[] = {
        {.place = "a", .op = "add"}, {.place = "b", .op = "add"}, {.place = "b", .op = "add"}};
    const struct shape_table t = {.row = row, .rows = 2};
    int rows;
    (void)state;
    assert_int_equal(shape_table_alike(&t, 0, &rows), 2);
    assert_int_equal(rows, 1);
}

static void ten_thousand_layers_are_read_in_no_time(void **state)
{
    (void)state;
    struct arena arena;
    struct failure failure = {0};
    arena_open(&arena, (size_t)1 << 32);
    struct net_spec spec = spec_of("residual", 10000, 16384);
    struct network *net = network_build(&arena, &spec, (struct shape){5, 1, 1}, 3, 128, &failure);
    struct shape_table t;
    assert_int_equal(shape_table_read(&arena, net, &t, &failure), STATUS_OK);
    assert_int_equal(t.params, 6 * 16384UL + 10000 * 16384UL * 16385UL + 3 * 16385UL);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters_and_operations_by_hand),
        cmocka_unit_test(the_sums_are_those_of_the_rows_and_of_the_graph),
        cmocka_unit_test(every_layer_has_its_row_in_its_place),
        cmocka_unit_test(what_costs_nothing_is_left_out),
        cmocka_unit_test(a_shared_parameter_is_counted_where_it_is_first_used),
        cmocka_unit_test(places_that_do_the_same_are_alike),
        cmocka_unit_test(a_place_ends_with_the_table),
        cmocka_unit_test(ten_thousand_layers_are_read_in_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
