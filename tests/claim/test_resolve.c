#include "lab/claim/resolve.h"
#include "lab/net/names.h"
#include "tests/support/small_lab.h"

static void refused(struct lab *lab, const char *text, bool check, int column, const char *what,
                    const char *hint)
{
    struct resolved_quantity s;
    char want[300];
    snprintf(want, sizeof want, "e.yaml:1:%d: %s\n", column, what);
    assert_int_equal(lab_resolve(lab, text, check, &s), STATUS_DATA);
    if (strncmp(lab->failure.message, want, strlen(want)) ||
        (hint && !strstr(lab->failure.message, hint)))
        fail_msg("%s\n    is not\n%s%s", lab->failure.message, want, hint ? hint : "");
}

static void settings_are_found_and_their_values_put_in_one_form(void **state)
{
    struct resolved_quantity s;
    assert_int_equal(
        lab_resolve(*state, "train_loss of {block plain, train.lr: 1e-2, width: 32}", false, &s),
        STATUS_OK);
    assert_int_equal(s.conditions, 3);
    assert_ptr_equal(s.condition[0].setting, setting_find("net.block"));
    assert_string_equal(s.condition[0].value, "plain");
    assert_string_equal(s.condition[1].value, "0.01");
    assert_string_equal(s.condition[2].value, "32");
    assert_string_equal(s.metric.name, "train_loss");
    assert_null(s.divisor.series);
}

static void best_is_a_value_left_open(void **state)
{
    struct resolved_quantity s;
    lab_resolve(*state, "train_loss of {lr: best}", false, &s);
    assert_null(s.condition[0].value);
}

static void only_a_learning_rate_can_be_best(void **state)
{
    refused(*state, "train_loss of {depth best}", false, 22, "only lr can be `best`, not depth",
            NULL);
}

static void steps_and_places_are_numbers_or_words(void **state)
{
    struct resolved_quantity s;
    assert_int_equal(lab_resolve(*state, "dh of {step: 50, layer: -1}", false, &s), STATUS_OK);
    assert_int_equal(s.step, 50);
    assert_null(s.aggregate);
    assert_int_equal(s.place, -1);
    assert_int_equal(lab_resolve(*state, "branch/identity of {step last, junction max}", false, &s),
                     STATUS_OK);
    assert_int_equal(s.step, STEP_LAST);
    assert_string_equal(s.aggregate->name, "max");
    assert_string_equal(s.divisor.name, "identity");
    assert_int_equal(lab_resolve(*state, "slope(dh) of {step first}", false, &s), STATUS_OK);
    assert_int_equal(s.step, STEP_FIRST);
    assert_ptr_equal(s.aggregate, &aggregate_slope);
}

static void refuses_unknown_names_and_offers_near_ones(void **state)
{
    refused(*state, "train_los of {}", false, 1, "unknown measure `train_los`",
            "did you mean `train_loss`?");
    refused(*state, "branch/identiti of {}", false, 8, "unknown measure `identiti`",
            "did you mean `identity`?");
    refused(*state, "slope(dhh) of {step: 1}", false, 7, "unknown measure `dhh`",
            "did you mean `dh`?");
    refused(*state, "train_loss of {dept: 3}", false, 16, "unknown key `dept`",
            "did you mean `depth`?");
    refused(*state, "dh of {setp: 3, layer: 1}", false, 8, "unknown key `setp`",
            "did you mean `step`?");
    char words[200] = "net.block cannot be `plian`; it is one of ";
    for (int i = 0; block_name(i); i++)
        strcat(strcat(words, i ? ", " : ""), block_name(i));
    refused(*state, "train_loss of {block: plian}", false, 23, words, "did you mean `plain`?");
    refused(*state, "seconds of {}", false, 1, "unknown measure `seconds`", NULL);
}

static void refuses_values_of_the_wrong_type(void **state)
{
    refused(*state, "train_loss of {depth: deep}", false, 23,
            "net.depth takes a whole number, not `deep`", NULL);
    refused(*state, "train_loss of {lr: 0.1x}", false, 20, "train.lr takes a number, not `0.1x`",
            NULL);
    refused(*state, "dh of {step: -3, layer: 1}", false, 14,
            "step takes a number from 0, first or last, not `-3`", NULL);
    refused(*state, "dh of {step: 3, layer: deepest}", false, 24,
            "layer takes a number, max, min, mean, first, last or fall, not `deepest`", NULL);
    refused(*state, "train_loss of {seed: 3}", false, 16,
            "a statement is about all seeds; none can be chosen", NULL);
}

static void each_view_has_its_own_keys(void **state)
{
    refused(*state, "train_loss of {step: 3}", false, 16, "unknown key `step`", NULL);
    refused(*state, "dh of {step: 3, junction: 1}", false, 17, "unknown key `junction`", NULL);
    refused(*state, "slope(dh) of {step: 3, layer: 1}", false, 24, "unknown key `layer`", NULL);
    refused(*state, "dh of {layer: 1}", false, 1,
            "dh is measured at many steps: write `step: 0`, `last` or another", NULL);
    refused(*state, "branch of {step: 1}", false, 1,
            "branch is measured at every junction: write `junction: 1`, `max` or another", NULL);
    refused(*state, "slope(branch) of {step: 1}", false, 7,
            "branch has no slope: it is not measured layer by layer", NULL);
    refused(*state, "branch/dh of {step: 1}", false, 8,
            "dh is of the view gradient, but branch of junction: they cannot be divided place by "
            "place",
            NULL);
}

static void every_axis_is_fixed_or_reduced(void **state)
{
    struct lab *lab = *state;
    struct resolved_quantity s;
    lab_axis(lab, "block", "plain preact", 0);
    lab_axis(lab, "lr", "0.01 0.1", 0);
    lab_axis(lab, "width", "32", 0);
    lab_axis(lab, "seed", "1 2 3", 0);
    assert_int_equal(lab_resolve(lab, "train_loss of {block plain, lr best}", true, &s), STATUS_OK);
    assert_int_equal(lab_resolve(lab, "train_loss of {block plain, lr 0.10}", true, &s), STATUS_OK);
    refused(lab, "2 * train_loss of {block plain}", true, 5, "of which lr? The sweep has 0.01, 0.1",
            "choose one, or write `lr: best`");
    refused(lab, "train_loss of {lr best}", true, 1, "of which block? The sweep has plain, preact",
            "choose one");
}

static void axes_that_move_together_are_fixed_together(void **state)
{
    struct lab *lab = *state;
    struct resolved_quantity s;
    lab_axis(lab, "depth", "4 8", 1);
    lab_axis(lab, "width", "64 32", 1);
    lab_axis(lab, "lr", "0.01 0.1", 2);
    lab_axis(lab, "steps", "400 40", 2);
    assert_int_equal(lab_resolve(lab, "train_loss of {width 32, lr best}", true, &s), STATUS_OK);
    refused(lab, "train_loss of {width 32}", true, 1, "of which lr? The sweep has 0.01, 0.1", NULL);
}

static void a_value_is_one_that_runs_have(void **state)
{
    struct lab *lab = *state;
    struct resolved_quantity s;
    lab_axis(lab, "depth", "4 8", 0);
    assert_int_equal(lab_resolve(lab, "train_loss of {depth 8, width 32, norm none}", true, &s),
                     STATUS_OK);
    refused(lab, "train_loss of {depth: 16}", true, 16, "no run has depth 16: the sweep has 4, 8",
            NULL);
    refused(lab, "train_loss of {depth: 8, width: 64}", true, 26,
            "no run has width 64: it is 32 in all", NULL);
    assert_int_equal(lab_resolve(lab, "train_loss of {depth 16, width 64}", false, &s), STATUS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(settings_are_found_and_their_values_put_in_one_form),
        lab_test(best_is_a_value_left_open),
        lab_test(only_a_learning_rate_can_be_best),
        lab_test(steps_and_places_are_numbers_or_words),
        lab_test(refuses_unknown_names_and_offers_near_ones),
        lab_test(refuses_values_of_the_wrong_type),
        lab_test(each_view_has_its_own_keys),
        lab_test(every_axis_is_fixed_or_reduced),
        lab_test(axes_that_move_together_are_fixed_together),
        lab_test(a_value_is_one_that_runs_have),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
