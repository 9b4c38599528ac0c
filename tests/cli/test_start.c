/* A cell that starts where another run ended, asked for as a user does. */
#include "tests/support/child.h"

#define SMALL                                                                                      \
    "question: q\ndata: {side: 6, train: 200, test: 40}\n"                                         \
    "net: {width: 8, activation: relu}\ntrain: {batch: 32, log_curve: 5}\n"

/* Two layers, trained; and six that start from them, so much noise on the four inserted ones. */
#define COPIED(noise)                                                                              \
    SMALL "zip:\n  depth: [2, 6]\n  steps: [20, 0]\n  start.from: [\"\", depth=2 steps=20]\n"      \
          "  start.insert: [none, identity]\n  start.noise: [0, " noise "]\n"                      \
          "sweep: {seed: [1, 2]}\nexpect:\n  - say: to the last bit\n"                             \
          "    check: train_loss of {depth 6} == train_loss of {depth 2}\n"

static struct child_result *run(const char *folder, const char *spec)
{
    write_file(folder, "x.yaml", spec);
    return child_run(folder, "run x.yaml --db x.db --quiet");
}

/* The neighbour is no cell of the grid: it is trained first, and then not again. */
static void the_source_is_trained_first(void **state)
{
    (void)state;
    char *folder = temp_dir();
    struct child_result *result =
        run(folder, SMALL "zip:\n  depth: [6]\n  steps: [0]\n  start.from: [depth=2 steps=20]\n"
                          "  start.insert: [identity]\nsweep: {seed: [1, 2]}\n");
    assert_prints(result, 0, out, "");
    free(result);
    result = run(folder, COPIED("0"));
    assert_prints(result, 0, out, "  supported: to the last bit");
    assert_prints(result, 0, out, "4 done");
    free(result);
    remove_dir(folder);
}

static void identities_change_no_bit_and_noise_does(void **state)
{
    (void)state;
    const char *const spec[] = {COPIED("0"), COPIED("0.1")};
    for (int k = 0; k < 2; k++) {
        char *folder = temp_dir();
        struct child_result *result = run(folder, spec[k]);
        assert_prints(result, 0, out,
                      k ? "  not supported: to the last" : "  supported: to the last");
        free(result);
        remove_dir(folder);
    }
}

static void a_wrong_source_is_refused_before_anything_runs(void **state)
{
    (void)state;
    const struct {
        const char *from, *says;
    } law[] = {
        {"depth", "start.from is KEY=VALUE"},
        {"dept=2", "there is no setting `dept`"},
        {"start.from=x", "there is no setting `start.from`"},
        {"depth=two", "net.depth takes a whole number, not `two`"},
        {"depth=3", "depth 3 is not a whole number of blocks of 2 layers"},
    };
    for (size_t i = 0; i < sizeof law / sizeof *law; i++) {
        char *folder = temp_dir(), spec[800];
        snprintf(spec, sizeof spec, SMALL "start: {from: \"%s\", insert: identity}\n", law[i].from);
        struct child_result *result = run(folder, spec);
        assert_prints(result, 65, err, law[i].says);
        free(result);
        remove_dir(folder);
    }
}

/* What shows only when both nets are built is reported of the cell. */
static void a_source_that_does_not_fit_is_said(void **state)
{
    (void)state;
    char *folder = temp_dir();
    struct child_result *result =
        run(folder, SMALL "start: {from: width=9 steps=5}\nsweep: {seed: [1, 2]}\n");
    assert_prints(result, 65, err, "cannot start from a net whose stem.weight has");
    free(result);
    remove_dir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_source_is_trained_first),
        cmocka_unit_test(identities_change_no_bit_and_noise_does),
        cmocka_unit_test(a_wrong_source_is_refused_before_anything_runs),
        cmocka_unit_test(a_source_that_does_not_fit_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
