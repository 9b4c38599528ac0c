#include "tests/cli/trained_sweep.h"

static void a_run_is_shown_whole(void **state)
{
    struct child_result *result = run_command(state, "show 1 --db lab.db");
    assert_prints(result, 0, out, "run 1, ");
    assert_prints(result, 0, out, "status     done; 30 of 30 updates");
    assert_prints(result, 0, out, "block plain, depth 2, width 8");
    assert_prints(result, 0, out, "side 6");
    assert_prints(result, 0, out, "losses     train_loss ");
    assert_prints(result, 0, out, "step 30\n");
    assert_prints(result, 0, out, "step 0 ");
    assert_prints(result, 0, out, "made by    revision ");
    assert_null(strstr(result->out, "\033")); /* no colours but for a terminal */
    assert_string_equal(result->err, "");
}

static void a_selection_that_fixes_one_run_is_that_run(void **state)
{
    char hash[40] = "";
    struct child_result *result =
        run_command(state, "show small block=preact depth=6 seed=2 --db lab.db");
    assert_prints(result, 0, out, "seed       2");
    assert_int_equal(sscanf(result->out, "run %*d, %16s", hash), 1);
    char words[80];
    snprintf(words, sizeof words, "show %.8s --db lab.db", hash);
    assert_prints(run_command(state, words), 0, out, hash);
}

static void what_is_open_or_unknown_is_said(void **state)
{
    assert_prints(run_command(state, "show small depth=6 block=plain --db lab.db"), 2, err,
                  "still open: seed (1, 2, 3)");
    assert_prints(run_command(state, "show small depth=5 --db lab.db"), 2, err, "there are 2, 6");
    assert_prints(run_command(state, "show smal --db lab.db"), 2, err, "did you mean `small`?");
    assert_prints(run_command(state, "show --db lab.db"), 2, err, "which run?");
    assert_prints(run_command(state, "show 1 --dbx lab.db"), 2, err, "unrecognized option");
    assert_prints(run_command(state, "show 1 --db none.db"), 65, err, "none.db");
}

static void a_narrowed_sweep_says_how_the_others_come_back(void **state)
{
    static const char lacks[] = "show small depth=6 block=plain seed=1 --db lab.db";
    run_command(state, "run small.yaml --depth 2 --db lab.db");
    assert_prints(
        run_command(state, lacks), 2, err,
        "no run of small has depth 6; there are 2 in its latest sweep; `depthlab run small` "
        "brings the others back\n");
    run_command(state, "run small.yaml --db lab.db");
    assert_prints(run_command(state, lacks), 0, out, "block plain, depth 6");
    assert_prints(run_command(state, "show small depth=5 --db lab.db"), 2, err, "there are 2, 6\n");
}

static void a_diverged_run_says_where_and_why(void **state)
{
    struct child_result *result = run_command(state, "show wild --db lab.db");
    assert_prints(result, 0, out, "status     diverged");
    assert_prints(result, 0, out, "where      loss ");
    assert_prints(result, 0, out, "why        step ");
}

static void json_has_all(void **state)
{
    check_json(state, "show 4 --json --db lab.db",
               "d[\"run\"] == 4 and d[\"cell\"][\"net.depth\"] == 6 and d[\"train_loss\"] > 0");
    check_json(state, "show 4 --json --db lab.db",
               "[p[\"step\"] for p in d[\"curve\"]][-1] == 30 and d[\"last\"][\"step\"] == 30");
    check_json(state, "show 4 --json --db lab.db",
               "[l[\"name\"] for l in d[\"first\"][\"layers\"]][::7] == [\"stem\", \"head\"]");
    check_json(state, "show wild --json --db lab.db",
               "d[\"status\"] == \"diverged\" and d[\"why\"] and d[\"train_loss\"] is None");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_is_shown_whole),
        cmocka_unit_test(a_selection_that_fixes_one_run_is_that_run),
        cmocka_unit_test(what_is_open_or_unknown_is_said),
        cmocka_unit_test(a_narrowed_sweep_says_how_the_others_come_back),
        cmocka_unit_test(a_diverged_run_says_where_and_why),
        cmocka_unit_test(json_has_all),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}
