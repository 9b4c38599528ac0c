/* Judged by setting the weights by hand and evaluating over the data set. */
#include "lab/probe/surface.h"
#include "tests/support/probe_setup.h"

static void a_point_is_the_loss_of_its_weights(void **state)
{
    (void)state;
    struct probe_setup t;
    struct surface s;
    struct net_spec spec = spec_of("residual", 4, 6);
    spec.norm = "batch";
    probe_setup_open(&t, spec, (struct shape){5, 1, 1}, 3, 30);
    assert_int_equal(surface_open(&s, &t.run), STATUS_OK);
    real *value = t.net->graph->value;
    for (size_t i = 0; i < s.reals; i++) {
        s.direction[0][i] = (real)sin((double)i);
        s.direction[1][i] = (real)cos(3 * (double)i);
    }
    const struct score got = surface_score(&s, .25, -.5);
    assert_memory_equal(value, s.w, s.reals * sizeof *value);
    for (size_t i = 0; i < s.reals; i++)
        value[i] += (real)(.25 * sin((double)i) - .5 * cos(3 * (double)i));
    const struct score want = evaluate(t.net, &t.data.train, MODE_MEASURE, &t.arena);
    check_near(got.loss, want.loss, exact ? 1e-12 : 1e-5);
    check_near(got.accuracy, want.accuracy, exact ? 1e-12 : 1.01 / 30);
    probe_setup_close(&t);
}

static void a_grid_has_as_many_points_as_were_asked_for(void **state)
{
    (void)state;
    assert_int_equal(surface_side(&(struct probe_run){.grid = 7}), 7);
    assert_int_equal(surface_side(&(struct probe_run){.grid = 0}), SURFACE_SIDE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_point_is_the_loss_of_its_weights),
        cmocka_unit_test(a_grid_has_as_many_points_as_were_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
