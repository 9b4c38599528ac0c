/* Cost grows as the work does, and what this machine took corrects it. */
#include "lab/run/cost.h"
#include "lab/run/provenance.h"
#include "tests/support/small_lab.h"

static const struct dataset images = {.channels = 1,
                                      .height = 6,
                                      .width = 6,
                                      .classes = 10,
                                      .train = {.count = 300},
                                      .test = {.count = 60}};

static struct cost cost(struct lab *lab, const struct cost_rates *rates, const char *key,
                        const char *value)
{
    struct cell c = lab->spec.base;
    struct cost of;
    if (*key)
        cell_set(&c, setting_find(key), value, &lab->failure);
    cost_of(rates, &lab->spec, &c, &images, &of, &lab->failure);
    lab_ok(lab);
    return of;
}

static void twice_the_work_takes_twice_the_time(void **state)
{
    struct lab *lab = *state;
    const struct cost_rates none = {0};
    const struct cost usual = cost(lab, &none, "", ""), more = cost(lab, &none, "batch", "256"),
                      wide = cost(lab, &none, "width", "512"),
                      tested = cost(lab, &none, "evaluate", "1");
    struct cell c = lab->spec.base;
    assert_true(more.step > 1.9 * usual.step && more.step < 2 * usual.step);
    assert_true(wide.step > 100 * usual.step);
    const double once = tested.step - usual.step, share = 60.0 / (3 * 128);
    assert_true(once > 0.9 * share * usual.step && once < share * usual.step);
    check_near(cost_seconds(&usual, &c), usual.begin + 400 * usual.step, 1e-12);
    assert_true(wide.need.total > 20 * usual.need.total);
    assert_true(usual.probe == 0);
}

static void rows_are_counted_as_they_are_logged(void **state)
{
    struct lab *lab = *state;
    const struct cost_rates none = {0};
    const double all = cost(lab, &none, "", "").bytes,
                 few = cost(lab, &none, "log_layers", "0").bytes,
                 kept = cost(lab, &none, "keep", "10 20").bytes;
    /* 8 hidden layers, stem and head at the steps 0, 1, 2, 5, 10, 20, 50, 100, ..., 400, each with a loss */
    check_near(all - few, 14 * (77 * 10 + 52), 0);
    assert_true(kept - all > 2 * 4 * 9 * 32 * 32);
}

static void a_probe_takes_its_passes_for_every_state(void **state)
{
    struct lab *lab = *state;
    const struct cost_rates none = {0};
    struct probe_schedule once[] = {{.probe = probe_find("response"), .steps = 1},
                                    {.probe = probe_find("landscape"), .steps = 1}};
    lab->spec.probe = once;
    lab->spec.probes = 1;
    const double one = cost(lab, &none, "", "").probe;
    once[0].steps = 3;
    check_near(cost(lab, &none, "", "").probe, 3 * one, 1e-12);
    lab->spec.probes = 2;
    assert_true(cost(lab, &none, "", "").probe > 4 * one);
}

static void runs_of_this_machine_set_the_rate(void **state)
{
    struct lab *lab = *state;
    struct cost_rates rates, none = {0};
    lab_axis(lab, "seed", "1 2", 0);
    lab_sweep(lab);
    cost_rates_read(&lab->arena, lab->store, &rates, &lab->failure);
    assert_int_equal(rates.kinds, 0);
    const struct provenance here = provenance_here(&lab->arena, lab->store, &lab->failure);
    for (int i = 0; i < 2; i++) {
        struct checkpoint state_none;
        store_run_begin(lab->store, &lab->arena, lab->run[i], &here, true, &state_none,
                        &lab->failure);
        const struct cell *c = &lab->grid.cell[i];
        struct cost expected = cost(lab, &none, "", "");
        store_run_network(lab->store, lab->run[i], &(struct run_network){1, 26568, 0, 0, NULL},
                          &lab->failure);
        lab_row(lab, i, &series_curve, 400, 0, (double[]){1, 1, 0, 0, 0}, 0);
        store_run_end(lab->store, lab->run[i], RUN_DONE, "", 30 * cost_seconds(&expected, c),
                      &lab->failure);
    }
    cost_rates_read(&lab->arena, lab->store, &rates, &lab->failure);
    lab_ok(lab);
    assert_int_equal(rates.kinds, 1);
    const double factor = rates.kind[0].measured / rates.kind[0].expected;
    assert_true(factor > 3);
    check_near(cost(lab, &rates, "", "").step, factor * cost(lab, &none, "", "").step, 1e-12);
    /* of another block nothing is known */
    check_near(cost(lab, &rates, "block", "preact").step, cost(lab, &none, "block", "preact").step,
               0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(twice_the_work_takes_twice_the_time),
        lab_test(rows_are_counted_as_they_are_logged),
        lab_test(a_probe_takes_its_passes_for_every_state),
        lab_test(runs_of_this_machine_set_the_rate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
