/* Every kind of network is checked, in double, and every gradient is right. */
#include "lab/net/names.h"
#include "tests/cli/trained_sweep.h"

static int folder_open(void **state)
{
    *state = temp_dir();
    return 0;
}

/* One run of it, for it takes seconds. */
static void every_kind_is_among_them_and_no_gradient_is_wrong(void **state)
{
    const struct child_result *result = run_command(state, "gradcheck");
    const char *out = result->out;
    assert_prints(result, 0, out, " networks, 0 wrong\n");
    assert_null(strstr(out, "WRONG"));
    assert_string_equal(result->err, "");
    const char *(*const name[])(int) = {block_name, norm_name, activation_name, branch_name};
    for (int k = 0; k < 4; k++)
        for (int i = 0; name[k](i); i++)
            if (!strstr(out, name[k](i)))
                fail_msg("%s is not checked", name[k](i));
    assert_non_null(strstr(out, "long skip"));
    assert_non_null(strstr(out, "damped layer"));
}

/* The errors are those of double precision, whichever precision the program trains in. */
static void json_has_each_net(void **state)
{
    check_json(state, "gradcheck --json",
               "len(d) > 100 and all(n[\"right\"] and n[\"numbers\"] > 0 and n[\"error\"] <= 1e-6 "
               "for n in d)");
}

static void a_word_is_not_understood(void **state)
{
    assert_prints(run_command(state, "gradcheck plain"), 2, err, "`plain` is not understood");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_among_them_and_no_gradient_is_wrong),
        cmocka_unit_test(json_has_each_net),
        cmocka_unit_test(a_word_is_not_understood),
    };
    return cmocka_run_group_tests(tests, folder_open, trained_sweep_close);
}
