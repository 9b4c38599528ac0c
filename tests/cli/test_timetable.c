/* What a lecture shows of a course that is run in part. */
#include "tests/cli/trained_sweep.h"

static int lab_open(void **state)
{
    char command[600];
    trained_sweep_open(state);
    snprintf(command, sizeof command,
             "cd '%s' && mkdir experiments results && mv small.yaml wild.yaml experiments && "
             "mv lab.db results && cp -r '%s/plots' .",
             (char *)*state, getenv("PWD"));
    if (system(command))
        return -1;
    write_file(*state, "experiments/idle.yaml", trained_sweep_spec);
    return 0;
}

static const char *deck(void **state, const char *parts)
{
    static char text[60000];
    char path[300], course[600];
    snprintf(course, sizeof course, "title: T\nparts:\n%s", parts);
    write_file(*state, "experiments/course.yaml", course);
    run_command(state, "slides");
    snprintf(path, sizeof path, "%s/results/slides/slides-45.md", (char *)*state);
    read_file(path, text, sizeof text);
    return text;
}

/* Of two that there is time for the first has no runs: the second is shown, and not for longer than it would be. */
static void what_has_runs_steps_up_and_the_rest_is_named(void **state)
{
    const char *text = deck(state, "- {title: One, minutes: 5, experiments: [idle, small]}\n"
                                   "- {title: Two, minutes: 40, experiments: [wild]}\n");
    assert_non_null(strstr(text, "](figures/small/depth-curve.png)"));
    assert_null(strstr(text, "figures/idle"));
    assert_non_null(strstr(text, "A lecture of 45 minutes\n"));
    text = deck(state, "- {title: One, minutes: 30, experiments: [small]}\n"
                       "- {title: Two, minutes: 15, experiments: [idle]}\n");
    assert_non_null(strstr(text, "A lecture of 30 minutes\n"));
    assert_null(strstr(text, "# Two"));
    assert_non_null(strstr(text, "\n## Not in these slides\n\nFor want of runs: idle. These are "
                                 "made in about 0.1 s by\n\n    depthlab run idle\n"));
}

static void without_any_runs_there_are_no_slides_but_what_to_run(void **state)
{
    struct child_result *result = run_command(state, "slides --db none.db --out away");
    assert_prints(result, 2, err,
                  "nothing of this lecture has been run yet: `depthlab run small idle --db "
                  "none.db` makes its runs, in about 0.");
    assert_string_equal(result->out, "");
    struct child_result *all = run_command(state, "slides --minutes 200 --db results/lab.db");
    assert_prints(all, 1, err,
                  "depthlab: not in these slides, for want of runs: idle; about 0.1 s: depthlab "
                  "run idle\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_has_runs_steps_up_and_the_rest_is_named),
        cmocka_unit_test(without_any_runs_there_are_no_slides_but_what_to_run),
    };
    return cmocka_run_group_tests(tests, lab_open, trained_sweep_close);
}
