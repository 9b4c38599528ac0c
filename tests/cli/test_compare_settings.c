/* "What if tanh?": one command trains what is missing and draws one figure. */
#include "tests/cli/trained_sweep.h"
#include <sys/stat.h>

static int lab_open(void **state)
{
    char command[600];
    trained_sweep_open(state);
    snprintf(command, sizeof command, "mkdir '%s/plots' && cp plots/*.gp plots/*.sql '%s/plots'",
             (char *)*state, (char *)*state);
    return system(command);
}

#define DRAW " --db lab.db --format svg --out drawn -j2"

static void the_other_value_is_trained_and_drawn_beside_the_own(void **state)
{
    char path[300], text[8000];
    struct child_result *result =
        run_command(state, "compare small.yaml --activation tanh --depth 2" DRAW);
    assert_prints(result, 0, out, "drawn/small-by-activation/settings.svg\n");
    assert_prints(result, 0, out, "small-by-activation: 12 runs, 12 done\n");
    assert_prints(result, 0, err, "12 runs, 6 to train");
    snprintf(path, sizeof path, "%s/drawn/small-by-activation/settings.dat", (char *)*state);
    read_file(path, text, sizeof text);
    assert_non_null(strstr(text, "\"activation relu\""));
    assert_non_null(strstr(text, "\"activation tanh\""));
    assert_non_null(strstr(text, "At 2 layers plain and residual nets end at "));
}

static void the_sweep_of_the_experiment_stays_as_it_is(void **state)
{
    assert_int_equal((int)value_in(state, "lab.db",
                                   "SELECT count(*) FROM final WHERE experiment = 'small' AND "
                                   "activation = 'relu'"),
                     12);
    assert_int_equal(
        (int)value_in(state, "lab.db", "SELECT count(*) FROM final WHERE experiment = 'small'"),
        12);
}

static void nothing_is_trained_twice(void **state)
{
    struct child_result *result =
        run_command(state, "compare small.yaml --activation relu,tanh --depth 2 --title Mine" DRAW);
    assert_prints(result, 0, err, "12 runs, none to train");
    assert_prints(result, 0, out, "settings.svg");
}

/* What a family has by itself is its own value, too. */
static void the_own_value_may_be_the_familys(void **state)
{
    char path[300], text[8000];
    assert_prints(run_command(state, "compare small.yaml --norm batch --depth 2" DRAW), 0, out,
                  "small-by-norm/settings.svg");
    snprintf(path, sizeof path, "%s/drawn/small-by-norm/settings.dat", (char *)*state);
    read_file(path, text, sizeof text);
    assert_non_null(strstr(text, "\"norm none\""));
    assert_non_null(strstr(text, "\"norm batch\""));
}

/* One norm is drawn, and the figure says which; of several depths the title speaks of the deepest. */
static void what_the_figure_leaves_out_is_said(void **state)
{
    char path[300], text[8000];
    run_command(state, "compare small.yaml --activation tanh --norm none,batch --seed 1" DRAW);
    snprintf(path, sizeof path, "%s/drawn/small-by-activation-norm/settings.dat", (char *)*state);
    read_file(path, text, sizeof text);
    assert_non_null(
        strstr(text, "'At 6 layers, the deepest, plain and residual nets without norm end at "));
    assert_non_null(strstr(text, " · no norm (another: --norm batch) · "));
}

static void what_is_compared_must_be_said(void **state)
{
    assert_prints(run_command(state, "compare small.yaml --depth 2 --db lab.db"), 2, err,
                  "these options only narrow the sweep");
    assert_prints(run_command(state, "compare small.yaml --lr 0.1 --db lab.db"), 2, err,
                  "these options only narrow the sweep");
    assert_prints(run_command(state, "compare small.yaml small.yaml --activation tanh"), 2, err,
                  "of one experiment");
    assert_prints(run_command(state, "compare small.yaml --activation tnh --db lab.db"), 2, err,
                  "did you mean `tanh`?");
    assert_prints(run_command(state, "compare small.yaml --activtion tanh --db lab.db"), 2, err,
                  "did you mean `--activation`?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_other_value_is_trained_and_drawn_beside_the_own),
        cmocka_unit_test(the_sweep_of_the_experiment_stays_as_it_is),
        cmocka_unit_test(nothing_is_trained_twice),
        cmocka_unit_test(the_own_value_may_be_the_familys),
        cmocka_unit_test(what_the_figure_leaves_out_is_said),
        cmocka_unit_test(what_is_compared_must_be_said),
    };
    return cmocka_run_group_tests(tests, lab_open, trained_sweep_close);
}
