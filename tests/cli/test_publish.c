/* A copy for readers, made while a sweep runs. */
#include "tests/cli/trained_sweep.h"

static void a_copy_is_named_and_read(void **state)
{
    assert_prints(run_command(state, "publish public.db --db lab.db"), 0, out, "public.db\n");
    assert_prints(run_command(state, "status --db public.db"), 0, out, "small         12    12");
    assert_prints(run_command(state, "publish lab.db --db lab.db"), 2, err, "the database itself");
    assert_prints(run_command(state, "publish --db lab.db"), 2, err, "into which file?");
    assert_prints(run_command(state, "publish p.db --db none.db"), 65, err,
                  "there is no database none.db");
    assert_prints(run_command(state, "publish public.db --db lab.db"), 0, out, "public.db\n");
}

/* Whatever is written. */
static void no_output_takes_the_place_of_a_database(void **state)
{
    static const char *const words[] = {
        "publish mine.db --db lab.db",          "export final -o mine.db --db lab.db",
        "export final -o mine.db --db mine.db", "export 1 --weights mine.db --db lab.db",
        "eval 1 --logits mine.db --db lab.db",  "report small.yaml -o mine.db --db lab.db"};
    char from[300], to[300], command[700];
    snprintf(from, sizeof from, "%s/lab.db", (char *)*state);
    snprintf(to, sizeof to, "%s/mine.db", (char *)*state);
    snprintf(command, sizeof command, "cp '%s' '%s'", from, to);
    assert_int_equal(system(command), 0);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_prints(run_command(state, words[i]), 73, err,
                      "mine.db is a database: name another file\n");
    snprintf(command, sizeof command, "cmp '%s' '%s'", from, to);
    assert_int_equal(system(command), 0);
}

static void a_sweep_goes_on_meanwhile(void **state)
{
    char out[300], path[300];
    snprintf(out, sizeof out, "%s/sweep.out", (char *)*state);
    snprintf(path, sizeof path, "%s/busy.db", (char *)*state);
    const pid_t sweep = child_start(*state, "run small.yaml --steps 3000 --db busy.db", out, out);
    while (access(path, F_OK))
        usleep(1000);
    int copies = 0;
    for (int64_t done = 0; copies < 20 && done < 12; copies++) {
        struct child_result *result = run_command(state, "publish copy.db --db busy.db");
        if (result->exit == 65 && strstr(result->err, "is empty"))
            continue; /* it has just been made */
        assert_prints(result, 0, out, "copy.db");
        assert_int_equal(value_in(state, "copy.db",
                                  "SELECT integrity_check = 'ok' FROM "
                                  "pragma_integrity_check"),
                         1);
        /* rows and status are of one moment */
        assert_int_equal(value_in(state, "copy.db",
                                  "SELECT count(*) FROM run WHERE status = 'done' AND id NOT IN "
                                  "(SELECT run FROM final_row)"),
                         0);
        done =
            (int64_t)value_in(state, "copy.db", "SELECT count(*) FROM run WHERE status = 'done'");
    }
    assert_int_equal(child_wait(sweep), 0);
    assert_true(copies > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_is_named_and_read),
        cmocka_unit_test(no_output_takes_the_place_of_a_database),
        cmocka_unit_test(a_sweep_goes_on_meanwhile),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}
