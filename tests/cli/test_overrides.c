/* The words that change settings, as `model --json` reads them. */
#include "tests/cli/trained_sweep.h"

static int open_folder(void **state)
{
    *state = temp_dir();
    write_file(*state, "small.yaml", trained_sweep_spec);
    return 0;
}

static void each_setting_has_a_long_and_a_short_name(void **state)
{
    check_json(state, "model --json --width 24 --set net.depth=4 --set norm=batch",
               "[d[0][\"cell\"][k] for k in (\"net.width\", \"net.depth\", \"net.norm\")] == "
               "[24, 4, \"batch\"]");
    /* `train` and `seed` are short for nothing, or for the run's own */
    check_json(state, "model --json --seed 7 --set data.seed=9 --set data.train=50",
               "[d[0][\"cell\"][k] for k in (\"seed\", \"data.seed\", \"data.train\")] == "
               "[7, 9, 50]");
}

static void the_later_word_wins(void **state)
{
    check_json(state, "model --json --width 24 --set width=12 --width 6",
               "d[0][\"cell\"][\"net.width\"] == 6");
}

static void a_list_makes_an_axis_and_a_value_takes_it_away(void **state)
{
    check_json(state, "model --json --depth 2,4 --width 3..5", "len(d) == 6");
    check_json(state, "model small.yaml --json --depth 8", "len(d) == 2");
    check_json(state, "model small.yaml --json --depth 8 --block plain", "len(d) == 1");
}

static void what_cannot_be_read_is_refused(void **state)
{
    assert_prints(run_command(state, "model --set width"), 2, err,
                  "--set takes KEY=VALUE, not `width`");
    assert_prints(run_command(state, "model --set widht=3"), 2, err, "did you mean `width`?");
    assert_prints(run_command(state, "model --width 3x"), 2, err, "whole number");
    assert_prints(run_command(state, "model --nonsense 3"), 2, err, "unrecognized option");
    char words[2400] = "model";
    for (int i = 0; i < 59; i++)
        strcat(words, " --width=8");
    assert_prints(run_command(state, words), 0, out, "width 8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_setting_has_a_long_and_a_short_name),
        cmocka_unit_test(the_later_word_wins),
        cmocka_unit_test(a_list_makes_an_axis_and_a_value_takes_it_away),
        cmocka_unit_test(what_cannot_be_read_is_refused),
    };
    return cmocka_run_group_tests(tests, open_folder, trained_sweep_close);
}
