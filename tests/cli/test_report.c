#include "tests/cli/trained_sweep.h"
#include <sys/stat.h>

static int open_house(void **state)
{
    char command[600];
    trained_sweep_open(state);
    snprintf(command, sizeof command,
             "mkdir '%s/experiments' && cp '%s/small.yaml' "
             "'%s/experiments' && cp -r plots '%s'",
             (char *)*state, (char *)*state, (char *)*state, (char *)*state);
    return system(command);
}

/* The page, of which the folder has one; freed by the next. */
static const char *page(void **state, const char *name)
{
    static char *text;
    char path[300];
    enum { ROOM = 1 << 20 };
    free(text);
    text = malloc(ROOM);
    snprintf(path, sizeof path, "%s/%s", (char *)*state, name);
    read_file(path, text, ROOM);
    return text;
}

static void each_experiment_gets_its_page(void **state)
{
    struct child_result *result = run_command(state, "report small --db lab.db");
    assert_prints(result, 0, out, "results/db+lab.db/small.html\n");
    const char *text = page(state, "results/db+lab.db/small.html");
    assert_non_null(strstr(text, "<h1>q &lt;b&gt;</h1>"));
    assert_non_null(strstr(text, "12 runs, 3 seeds: 12 done<"));
    assert_non_null(strstr(text, "<svg role=\"img\""));
    assert_non_null(strstr(text, "build/depthlab run small\n"));
    assert_non_null(strstr(text, "</html>\n"));
}

/* Beside the report it is found before the one that was built. */
static void the_page_that_trains_is_linked_if_it_is_there(void **state)
{
    run_command(state, "report small --db lab.db");
    assert_null(strstr(page(state, "results/db+lab.db/small.html"), "in your browser"));
    char folder[300];
    snprintf(folder, sizeof folder, "%s/build", (char *)*state);
    mkdir(folder, 0777);
    write_file(*state, "build/playground.html", "");
    run_command(state, "report small --db lab.db");
    assert_non_null(strstr(page(state, "results/db+lab.db/small.html"),
                           "<a href=\"../../build/playground.html#"));
    run_command(state, "report small -o ./build/../one.html --db lab.db");
    assert_non_null(strstr(page(state, "one.html"), "<a href=\"build/playground.html#"));
    run_command(state, "report small -o build/one.html --db lab.db");
    assert_non_null(strstr(page(state, "build/one.html"), "<a href=\"playground.html#"));
    snprintf(folder, sizeof folder, "%s/bills", (char *)*state);
    mkdir(folder, 0777);
    run_command(state, "report small -o bills/one.html --db lab.db");
    assert_non_null(strstr(page(state, "bills/one.html"), "<a href=\"../build/playground.html#"));
    run_command(state, "report small --page https://a.b/p.html --db lab.db");
    assert_non_null(
        strstr(page(state, "results/db+lab.db/small.html"), "<a href=\"https://a.b/p.html#"));
}

static void the_same_runs_make_the_same_page(void **state)
{
    run_command(state, "report small -o one.html --db lab.db");
    char *one = strdup(page(state, "one.html"));
    run_command(state, "report small -o two.html --db lab.db");
    assert_true(strlen(one) > 10000);
    assert_string_equal(one, page(state, "two.html"));
    free(one);
}

static void several_share_a_page(void **state)
{
    struct child_result *result =
        run_command(state, "report small wild.yaml -o both.html --db lab.db");
    assert_prints(result, 0, out, "both.html");
    const char *text = page(state, "both.html");
    assert_non_null(strstr(text, "<li><a href=\"#small\">"));
    assert_non_null(strstr(text, "<article id=\"small\">"));
    assert_non_null(strstr(text, "<article id=\"wild\">"));
    assert_non_null(strstr(text, "Runs that diverged"));
    assert_non_null(strstr(text, "build/depthlab run wild.yaml\n"));
}

/* The course's questions in its order, those without runs too; then what else has runs. */
static void the_whole_course_is_one_book(void **state)
{
    write_file(*state, "experiments/idle.yaml", "question: not yet?\n");
    write_file(*state, "experiments/course.yaml",
               "title: The <course>\nparts:\n- {title: Late, experiments: [idle]}\n"
               "- {title: Now, minutes: 5, experiments: [small]}\n");
    struct child_result *result = run_command(state, "report --all --db lab.db");
    assert_prints(result, 0, out, "results/db+lab.db/report.html\n");
    assert_null(
        strstr(page(state, "results/db+lab.db/report.html"), "wild")); /* its file lies elsewhere */
    const char *text = page(state, "results/db+lab.db/report.html");
    assert_non_null(strstr(text, "<h1>The &lt;course&gt;</h1>"));
    assert_non_null(strstr(text, "<code>depthlab run idle</code>"));
    const char *late = strstr(text, "<h2>Late"), *now = strstr(text, "<h2>Now <small>5 minutes");
    assert_true(late && now && late < now);
    assert_non_null(strstr(text, "<article id=\"small\">"));
    assert_null(strstr(text, "<article id=\"idle\">"));
}

static void a_course_of_ones_own_makes_a_book(void **state)
{
    write_file(*state, "mine.yaml",
               "title: Mine\nparts: [{title: One, experiments: [wild.yaml, small]}]\n");
    struct child_result *result =
        run_command(state, "report --course mine.yaml -o mine.html --db lab.db");
    assert_prints(result, 0, out, "mine.html\n");
    const char *text = page(state, "mine.html");
    assert_non_null(strstr(text, "<title>Mine</title>"));
    assert_true(strstr(text, "<article id=\"wild\">") < strstr(text, "<article id=\"small\">"));
}

static void a_figure_that_cannot_be_drawn_is_said(void **state)
{
    char command[400];
    snprintf(command, sizeof command, "mv '%s/plots/depth-curve.gp' '%s/plots/away'",
             (char *)*state, (char *)*state);
    assert_int_equal(system(command), 0);
    struct child_result *result = run_command(state, "report small -o lost.html --db lab.db");
    assert_prints(result, 1, err, "depth-curve");
    assert_non_null(strstr(page(state, "lost.html"), "This figure could not be drawn: "));
    snprintf(command, sizeof command, "mv '%s/plots/away' '%s/plots/depth-curve.gp'",
             (char *)*state, (char *)*state);
    assert_int_equal(system(command), 0);
}

static void what_has_not_run_is_refused(void **state)
{
    assert_prints(run_command(state, "report nothing --db lab.db"), 2, err,
                  "no experiment `nothing`");
    write_file(*state, "idle.yaml", "question: q\n");
    assert_prints(run_command(state, "report idle.yaml --db lab.db"), 2, err,
                  "no runs of `idle` yet");
    assert_prints(run_command(state, "report --db lab.db"), 2, err, "which experiment?");
    assert_prints(run_command(state, "report --all --db empty.db"), 65, err,
                  "no database empty.db");
    assert_prints(run_command(state, "report --all small --db lab.db"), 2, err, "without names");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_experiment_gets_its_page),
        cmocka_unit_test(the_page_that_trains_is_linked_if_it_is_there),
        cmocka_unit_test(the_same_runs_make_the_same_page),
        cmocka_unit_test(several_share_a_page),
        cmocka_unit_test(the_whole_course_is_one_book),
        cmocka_unit_test(a_course_of_ones_own_makes_a_book),
        cmocka_unit_test(a_figure_that_cannot_be_drawn_is_said),
        cmocka_unit_test(what_has_not_run_is_refused),
    };
    return cmocka_run_group_tests(tests, open_house, trained_sweep_close);
}
