/* Figures are drawn where the user stands, from the pairs in plots/. */
#include "tests/cli/trained_sweep.h"
#include <sys/stat.h>

static int lab_open(void **state)
{
    char path[300], command[600];
    trained_sweep_open(state);
    snprintf(path, sizeof path, "%s/experiments", (char *)*state);
    mkdir(path, 0777);
    write_file(*state, "experiments/small.yaml", trained_sweep_spec);
    snprintf(command, sizeof command, "mkdir '%s/plots' && cp plots/*.gp plots/*.sql '%s/plots'",
             (char *)*state, (char *)*state);
    return system(command);
}

/* Does plots/out/db+lab.db/small/NAME begin like this? */
static bool begins(void **state, const char *name, const char *bytes)
{
    char path[300], text[16];
    snprintf(path, sizeof path, "%s/plots/out/db+lab.db/small/%s", (char *)*state, name);
    read_file(path, text, sizeof text);
    return !strncmp(text, bytes, strlen(bytes));
}

static void an_unknown_figure_or_format_draws_nothing(void **state)
{
    assert_prints(run_command(state, "plot small --db lab.db --format bmp"), 2, err,
                  "'bmp' is not a format: png, svg, pdf, gif or txt");
    assert_prints(run_command(state, "plot small no-figure --db lab.db"), 65, err, "no-figure.sql");
    assert_prints(run_command(state, "plot small depthcurve --db lab.db"), 65, err,
                  "did you mean `depth-curve`?");
    assert_prints(run_command(state, "plot small ../x --db lab.db"), 2, err, "not a name");
    assert_false(begins(state, "depth-curve.png", "\x89PNG"));
}

static void the_figures_of_the_experiment_are_drawn(void **state)
{
    struct child_result *result = run_command(state, "plot small --db lab.db");
    assert_prints(result, 0, out, "plots/out/db+lab.db/small/depth-curve.png\n");
    assert_true(begins(state, "depth-curve.png", "\x89PNG"));
    assert_true(begins(state, "depth-curve.dat", "# The numbers"));
}

static void several_formats_are_drawn_at_once(void **state)
{
    struct child_result *result =
        run_command(state, "plot small depth-curve --db lab.db --dark --4x3 --format svg,pdf");
    assert_prints(result, 0, out,
                  "depth-curve-4x3-dark.svg\nplots/out/db+lab.db/small/depth-curve-4x3-dark.pdf\n");
    assert_true(begins(state, "depth-curve-4x3-dark.svg", "<?xml"));
    assert_true(begins(state, "depth-curve-4x3-dark.pdf", "%PDF"));
}

static void letters_are_printed(void **state)
{
    struct child_result *result = run_command(state, "plot small --db lab.db --format txt");
    assert_prints(result, 0, out, "small on glyphs");
    assert_prints(result, 0, out, "depth (hidden layers)");
    assert_null(strstr(result->out, "\033")); /* no colours but for a terminal */
}

static void a_figure_that_cannot_be_drawn_does_not_stop_the_next(void **state)
{
    struct child_result *result = run_command(
        state, "plot small bottleneck depth-curve swap junction --db lab.db --format svg,pdf");
    assert_prints(result, 1, err, "depthlab: small/bottleneck: these runs have no bottleneck\n");
    assert_prints(result, 1, err,
                  "depthlab: small/swap: the probe swap has not looked at these runs\n");
    assert_prints(
        result, 1, out,
        "plots/out/db+lab.db/small/depth-curve.svg\nplots/out/db+lab.db/small/depth-curve.pdf\n"
        "plots/out/db+lab.db/small/junction.svg\nplots/out/db+lab.db/small/junction.pdf\n");
    result = run_command(state, "plot small bottleneck no-figure depth-curve --db lab.db");
    assert_prints(result, 65, err, "no figure `no-figure`");
    assert_string_equal(result->out, "");
}

static void all_that_has_runs_is_drawn(void **state)
{
    assert_prints(run_command(state, "plot small --all --db lab.db"), 2, err, "without names");
    struct child_result *result = run_command(state, "plot --all --db lab.db --format svg");
    assert_prints(result, 0, out, "plots/out/db+lab.db/small/depth-curve.svg\n");
    assert_string_equal(result->err, ""); /* wild is no experiment of the folder */
}

static void a_title_and_a_width_are_ones_own(void **state)
{
    char path[300], text[20000];
    assert_prints(run_command(state, "plot small --db lab.db --format svg --width 90mm "
                                     "--title 'Mine' --out drawn"),
                  0, out, "drawn/small/depth-curve-90mm.svg\n");
    snprintf(path, sizeof path, "%s/drawn/small/depth-curve-90mm.svg", (char *)*state);
    read_file(path, text, sizeof text);
    assert_non_null(strstr(text, "Mine"));
    assert_prints(run_command(state, "plot small --db lab.db --width 2cm"), 2, err,
                  "'2cm' is not a width");
}

static void what_is_missing_is_said(void **state)
{
    assert_prints(run_command(state, "plot"), 2, err, "which experiment?");
    assert_prints(run_command(state, "plot smal --db lab.db"), 2, err, "did you mean `small`?");
    assert_prints(run_command(state, "plot wild.yaml --db lab.db"), 65, err,
                  "wild.yaml names no figures");
    assert_prints(run_command(state, "plot small"), 65, err, "results/lab.db");
    write_file(*state, "new.yaml", trained_sweep_spec);
    assert_prints(run_command(state, "plot new.yaml --db lab.db"), 1, err,
                  "`depthlab run new` makes them");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_figure_or_format_draws_nothing),
        cmocka_unit_test(the_figures_of_the_experiment_are_drawn),
        cmocka_unit_test(several_formats_are_drawn_at_once),
        cmocka_unit_test(letters_are_printed),
        cmocka_unit_test(a_figure_that_cannot_be_drawn_does_not_stop_the_next),
        cmocka_unit_test(all_that_has_runs_is_drawn),
        cmocka_unit_test(a_title_and_a_width_are_ones_own),
        cmocka_unit_test(what_is_missing_is_said),
    };
    return cmocka_run_group_tests(tests, lab_open, trained_sweep_close);
}
