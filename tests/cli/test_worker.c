/* A worker carries out orders until its input ends, and answers each with its code. */
#include "tests/cli/trained_sweep.h"

static const char loss[] = "SELECT train_loss FROM final WHERE run = 2 AND experiment = 'small'";

/* The answers to orders, which are words with `|` for the NUL behind each. */
static const char *answers(void **state, const char *orders)
{
    static char text[1 << 16];
    char line[2000];
    snprintf(line, sizeof line,
             "cd %s && printf '%%s' '%s' | tr '|' '\\0' | $DEPTHLAB_AT worker --db lab.db >answers "
             "2>&1",
             (char *)*state, orders);
    char *absolute = realpath(program(), NULL);
    setenv("DEPTHLAB_AT", absolute, 1);
    free(absolute);
    assert_int_equal(system(line), 0);
    snprintf(line, sizeof line, "%s/answers", (char *)*state);
    read_file(line, text, sizeof text);
    return text;
}

static void orders_are_carried_out_one_after_another(void **state)
{
    const double before = value_in(state, "lab.db", loss);
    const char *text = answers(state, "train|2|--again||train|3|--again||probe|rank|2|--step|0||");
    int ends = 0;
    for (const char *at = text; (at = strstr(at, "end 0\n")); at++)
        ends++;
    assert_int_equal(ends, 3);
    assert_non_null(strstr(text, "progress 0 "));
    check_near(value_in(state, "lab.db", loss), before, 0);
    assert_true(value_in(state, "lab.db", "SELECT count(*) FROM rank WHERE run = 2") > 1);
}

static void what_is_done_is_let_be(void **state)
{
    assert_string_equal(answers(state, "train|2||"), "end 0\n");
}

/* An order that fails says why, and the next one is carried out all the same. */
static void a_failure_is_its_orders_own(void **state)
{
    const char *text = answers(state, "train|99||train|x||probe|rang|2||train|2|--what||train|2||");
    assert_non_null(strstr(text, "lab.db has no run 99\nend 65\n"));
    assert_non_null(strstr(text, "train RUN\nend 2\n"));
    assert_non_null(strstr(text, "probe NAME RUN\nend 2\n"));
    assert_non_null(strstr(text, "--what"));
    assert_string_equal(text + strlen(text) - 6, "end 0\n");
}

static void half_an_order_is_none(void **state)
{
    assert_string_equal(answers(state, ""), "");
    assert_string_equal(answers(state, "train|2|"), "");
    assert_string_equal(answers(state, "train|2"), "");
}

/* Who gave the order waits for its end: of a worker that cannot be heard there is one. */
static void an_answer_that_cannot_be_written_ends_it(void **state)
{
    char line[1000], text[400], *absolute = realpath(program(), NULL);
    snprintf(line, sizeof line,
             "cd %s && mkfifo orders && exec 9<>orders && printf 'train|2||' | tr '|' '\\0' >&9 && "
             "timeout 15 %s worker --db lab.db <&9 >/dev/full 2>err",
             (char *)*state, absolute);
    free(absolute);
    assert_int_equal(WEXITSTATUS(system(line)), 74);
    snprintf(line, sizeof line, "%s/err", (char *)*state);
    read_file(line, text, sizeof text);
    assert_non_null(strstr(text, "an answer cannot be written: No space left on device"));
}

/* A run that starts from a file must be told where that is. */
static void weights_are_asked_for(void **state)
{
    assert_prints(run_command(state, "export 1 --weights w.st --db lab.db"), 0, out, "");
    assert_prints(run_command(state,
                              "run small.yaml --weights w.st --block plain --depth 2 --seed 1 "
                              "--steps 7 --db lab.db"),
                  0, out, "1 runs, 1 done");
    const int run =
        (int)value_in(state, "lab.db", "SELECT run FROM sweep WHERE experiment = 'small'");
    char order[200];
    snprintf(order, sizeof order,
             "train|%d|--again||train|%d|--again|--weights|small.yaml||train|%d|--again|--weights|"
             "w.st||",
             run, run, run);
    const char *text = answers(state, order);
    assert_non_null(strstr(text, "--weights FILE says where it is\nend 2\n"));
    assert_non_null(strstr(text, "small.yaml: the file has changed since"));
    assert_string_equal(text + strlen(text) - 6, "end 0\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_are_carried_out_one_after_another),
        cmocka_unit_test(what_is_done_is_let_be),
        cmocka_unit_test(a_failure_is_its_orders_own),
        cmocka_unit_test(half_an_order_is_none),
        cmocka_unit_test(an_answer_that_cannot_be_written_ends_it),
        cmocka_unit_test(weights_are_asked_for),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}
