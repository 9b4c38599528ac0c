/* A lecture from a database, and the sheet of exercises. What pandoc makes of it is looked at where pandoc is. */
#include "lab/inspect/exercises.h"
#include "tests/cli/trained_sweep.h"
#include <sys/stat.h>
#include <unistd.h>

static void shell(void **state, const char *words)
{
    char command[4000];
    snprintf(command, sizeof command, "cd '%s' && %s", (char *)*state, words);
    if (system(command))
        fail_msg("%s", words);
}

static int lab_open(void **state)
{
    char command[3000], house[500];
    if (!getcwd(house, sizeof house))
        return -1;
    trained_sweep_open(state);
    snprintf(
        command, sizeof command,
        "mkdir experiments results && mv small.yaml wild.yaml experiments && mv lab.db results && "
        "cp '%s/experiments/first.yaml' '%s/experiments/exercises.yaml' experiments && "
        "mkdir plots && cp '%s'/plots/*.gp '%s'/plots/*.sql plots",
        house, house, house, house);
    shell(state, command);
    write_file(*state, "experiments/course.yaml",
               "title: A course\n"
               "parts:\n"
               "  - title: Part one\n    minutes: 30\n    objectives: [see it]\n"
               "    experiments: [small]\n"
               "  - title: Part two\n    minutes: 15\n    experiments: [first]\n");
    return 0;
}

static char *text_of(void **state, const char *name)
{
    static char text[60000];
    char path[300];
    snprintf(path, sizeof path, "%s/%s", (char *)*state, name);
    read_file(path, text, sizeof text);
    return text;
}

/* `small` has runs, `first` none: that is said by the last slide, and by the exit code. */
static void the_deck_follows_the_course_and_says_what_is_missing(void **state)
{
    struct child_result *result = run_command(state, "slides");
    assert_prints(result, 1, out, "results/slides/slides-45.md\n");
    assert_prints(result, 1, err, "for want of runs: first; about ");
    const char *text = text_of(state, "results/slides/slides-45.md");
    const char *one = strstr(text, "\n# Part one\n");
    assert_non_null(strstr(one, "](figures/small/depth-curve.png)"));
    assert_null(strstr(text, "\n# Part two\n"));
    assert_non_null(strstr(one, "\n    depthlab run first\n"));
    assert_non_null(strstr(text, "q \\<b\\>"));
    assert_non_null(strstr(text, "depthlab slides --minutes 45"));
    struct stat s;
    char path[300];
    snprintf(path, sizeof path, "%s/results/slides/figures/small/depth-curve.png", (char *)*state);
    assert_int_equal(stat(path, &s), 0);
}

/* Neither of the lecture's minutes, nor of the course, nor of the database, and nothing lies where it was not asked for. */
static void one_lecture_does_not_replace_another_one(void **state)
{
    write_file(*state, "mine.yaml",
               "title: T\nparts: [{title: P, minutes: 20, experiments: [small]}]\n");
    shell(state, "rm -rf elsewhere && mkdir elsewhere && cp results/lab.db elsewhere/my.db");
    assert_prints(run_command(state, "slides --minutes 30"), 1, out,
                  "results/slides/slides-30.md\n");
    assert_prints(run_command(state, "slides --course mine.yaml"), 0, out,
                  "results/slides/mine-45.md\n");
    assert_prints(run_command(state, "slides --db elsewhere/my.db"), 1, out,
                  "results/db+elsewhere+my.db/slides/slides-45.md\n");
    assert_non_null(strstr(text_of(state, "results/db+elsewhere+my.db/slides/slides-45.md"),
                           "depthlab slides --minutes 45 --db elsewhere/my.db"));
    shell(state, "mv results kept");
    assert_prints(run_command(state, "slides --db elsewhere/my.db --out x/y/z"), 1, out,
                  "x/y/z/slides-45.md\n");
    shell(state, "[ ! -e results ] && mv kept results");
}

/* What the runs refute stands on the slide, the others behind it. */
static void the_verdict_is_on_a_slide(void **state)
{
    write_file(*state, "experiments/first$only.yaml",
               "title: T\nparts: [{title: P, minutes: 20, experiments: [first]}]\n");
    run_command(state, "run first --db first.db");
    assert_prints(run_command(state, "slides --course experiments/first$only.yaml --minutes 20 "
                                     "--db first.db --out f"),
                  0, out, "f/first$only-20.md");
    const char *text = text_of(state, "f/first$only-20.md");
    const char *verdict = strstr(text, "## What the runs say\n");
    assert_non_null(strstr(verdict, "\nIt is unconfirmed: by the seen runs alone "));
    assert_non_null(strstr(verdict, "\n- at 24 layers the plain net trains worse"));
    assert_non_null(strstr(verdict, "`depthlab run first --confirm`"));
    assert_non_null(strstr(text, "--course 'experiments/first$only.yaml' --db first.db"));
}

static void words_that_are_wrong_are_refused(void **state)
{
    assert_prints(run_command(state, "slides small"), 2, err, "--course FILE");
    assert_prints(run_command(state, "slides --to ppt"), 2, err, "`ppt` is no kind of slides");
    assert_prints(run_command(state, "slides --minutes 5"), 2, err, "minutes");
    assert_prints(run_command(state, "slides --course nowhere.yaml"), 65, err, "nowhere.yaml");
}

static void what_needs(const char *program)
{
    char command[100];
    snprintf(command, sizeof command, "command -v %s >/dev/null", program);
    if (system(command)) {
        print_message("skipped: there is no %s: make deps-slides\n", program);
        skip();
    }
}

static void two_decks_are_the_same_bytes(void **state)
{
    run_command(state, "slides --out a");
    run_command(state, "slides --out b");
    shell(state, "diff -r a b");
    what_needs("pandoc");
    run_command(state, "slides --out a --to pptx,html");
    sleep(2); /* an archive's times go by two seconds */
    run_command(state, "slides --out b --to pptx,html");
    shell(state, "cmp a/slides-45.pptx b/slides-45.pptx && cmp a/slides-45.html b/slides-45.html");
}

/* Whatever is made from two databases that were trained apart, the clock's words in the report aside. */
static void two_trainings_make_the_same_figures_report_and_slides(void **state)
{
    shell(state, "mv results kept");
    for (int i = 0; i < 2; i++) {
        shell(state, "mkdir results && rm -rf plots/out");
        run_command(state, i ? "run small wild -j 2" : "run small wild -j 1");
        assert_prints(run_command(state, "plot --all --format png,svg"), 0, out, ".svg\n");
        assert_prints(run_command(state, "report --all"), 0, out, "report.html\n");
        assert_prints(run_command(state, "slides"), 1, out, "slides-45.md\n");
        shell(state, "sed -i 's/, in [0-9.]* s of training, [-0-9TZ:]* to [-0-9TZ:]*//' "
                     "results/report.html && rm results/lab.db*");
        shell(state, i ? "diff -r results first/results && diff -rx '*.pdf' plots first/plots && "
                         "test -s plots/out/small/depth-curve.svg"
                       : "mkdir first && mv results first && cp -r plots first");
    }
    shell(state, "rm -rf results && mv kept results");
}

/* A page that needs nothing else: no address is fetched. */
static void pandoc_makes_slides_of_it(void **state)
{
    what_needs("pandoc");
    run_command(state, "slides --to pptx,html --out c");
    shell(state, "head -c 2 c/slides-45.pptx | grep -q PK");
    shell(state, "! grep -Eo '(src|href)=\"[^\"#]{1,40}' c/slides-45.html | grep -v 'data:'");
    shell(state, "grep -c '<section' c/slides-45.html | awk '{ exit $1 < 10 }'");
    what_needs("pdflatex");
    assert_prints(run_command(state, "slides --to beamer --out c"), 1, out, "c/slides-45.pdf\n");
    shell(state, "head -c 5 c/slides-45.pdf | grep -q %PDF");
}

static void a_sheet_has_the_exercises_and_their_answers(void **state)
{
    assert_prints(run_command(state, "slides --exercises"), 0, out,
                  "results/slides/exercises.md\n");
    const char *text = text_of(state, "results/slides/exercises.md");
    assert_non_null(strstr(text, "## Exercise 1\n"));
    assert_non_null(strstr(text, "\n# Answers\n"));
}

/* Each in a folder of its own, as a student may begin with any. */
static void every_command_of_the_sheet_can_be_run(void **state)
{
    struct arena arena;
    struct failure failure = {0};
    struct exercises all;
    arena_open(&arena, 1 << 24);
    exercises_read(&arena, "experiments/exercises.yaml", &all, &failure);
    assert_string_equal(failure.message, "");
    for (int i = 0; i < all.count; i++) {
        shell(state, "rm -rf results plots/out");
        for (int k = 0; k < all.exercise[i].commands; k++) {
            const char *command = all.exercise[i].command[k];
            struct child_result *result = run_command(state, command + strlen("depthlab "));
            if (result->exit)
                fail_msg("%s: exit %d: %s", command, result->exit, result->err);
        }
    }
    arena_close(&arena);
}

/* What answers say of numbers, of the last sweeps of the commands above. */
static void the_answers_are_so(void **state)
{
    static const struct {
        const char *command, *sql;
        double value;
    } said[] = {
        {"run first", "SELECT avg(train_loss) FROM final WHERE block = 'plain' AND depth = 24",
         2.29},
        {"run first", "SELECT avg(train_loss) FROM final WHERE block = 'plain' AND depth = 2",
         2.12},
        {"run first", "SELECT avg(train_loss) FROM final WHERE block = 'preact' AND depth = 2",
         1.82},
        {"run first", "SELECT avg(train_loss) FROM final WHERE block = 'preact' AND depth = 24",
         1.79},
        {"compare first --activation tanh",
         "SELECT avg(train_loss) FROM final WHERE experiment = 'first-by-activation' AND block = "
         "'plain' AND depth = 24 AND activation = 'tanh'",
         1.99},
        {"compare first --activation tanh",
         "SELECT avg(train_loss) FROM final WHERE experiment = 'first-by-activation' AND block = "
         "'preact' AND depth = 24 AND activation = 'tanh'",
         1.58},
        {"compare first --steps 600",
         "SELECT avg(train_loss) FROM final WHERE experiment = 'first-by-steps' AND block = "
         "'plain' "
         "AND depth = 24 AND steps = 600",
         1.63},
        {"compare first --steps 600",
         "SELECT 10 * avg(train_loss) FROM final WHERE experiment = 'first-by-steps' AND block = "
         "'preact' AND depth = 24 AND steps = 600",
         0.04},
        {"compare first --branch none --depth 2,24,48",
         "SELECT avg(train_loss) FROM final WHERE experiment = 'first-by-branch' AND block = "
         "'preact' "
         "AND depth = 24 AND branch = 'none'",
         2.27},
        {"compare first --branch none --depth 2,24,48",
         "SELECT count(*) FROM final WHERE experiment = 'first-by-branch' AND block = 'preact' AND "
         "depth = 48 AND branch = 'none' AND status = 'diverged'",
         5},
        {"probe rank first block=plain depth=24 seed=1 --step 0",
         "SELECT entropy_rank FROM rank WHERE block = 'plain' AND place = 12 AND step = 0", 3.98},
        {"verdict first", "SELECT p FROM verdict WHERE experiment = 'first'", 0.03},
    };
    shell(state, "rm -rf results plots/out");
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        run_command(state, said[i].command);
        const double x = value_in(state, "results/lab.db", said[i].sql);
        if (fabs(x - said[i].value) > 0.0051)
            fail_msg("%s: %g, not %g", said[i].sql, x, said[i].value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_deck_follows_the_course_and_says_what_is_missing),
        cmocka_unit_test(one_lecture_does_not_replace_another_one),
        cmocka_unit_test(the_verdict_is_on_a_slide),
        cmocka_unit_test(words_that_are_wrong_are_refused),
        cmocka_unit_test(two_decks_are_the_same_bytes),
        cmocka_unit_test(two_trainings_make_the_same_figures_report_and_slides),
        cmocka_unit_test(pandoc_makes_slides_of_it),
        cmocka_unit_test(a_sheet_has_the_exercises_and_their_answers),
        cmocka_unit_test(every_command_of_the_sheet_can_be_run),
        cmocka_unit_test(the_answers_are_so),
    };
    return cmocka_run_group_tests(tests, lab_open, trained_sweep_close);
}
