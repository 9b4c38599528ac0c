#include "lab/base/suggest.h"
#include "tests/support/check.h"

static void distance_counts_single_edits(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int distance;
    } known[] = {{"depth", "depth", 0},    {"dept", "depth", 1},  {"ddepth", "depth", 1},
                 {"depht", "depth", 1},    {"dapth", "depth", 1}, {"", "abc", 3},
                 {"kitten", "sitting", 3}, {"ca", "abc", 3},      {"widht", "width", 1}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        assert_int_equal(suggest_distance(known[i].a, known[i].b), known[i].distance);
        assert_int_equal(suggest_distance(known[i].b, known[i].a), known[i].distance);
    }
}

static const char *nearest_of(const char *word, const char *const *names)
{
    struct suggestion nearest = {.word = word};
    for (; *names; names++)
        suggest_offer(&nearest, *names);
    return nearest.name;
}

static void the_closest_name_wins_and_the_first_of_equals(void **state)
{
    (void)state;
    static const char *const names[] = {"residual", "plain", "preact", "lr", NULL};
    assert_string_equal(nearest_of("plane", names), "plain");
    assert_string_equal(nearest_of("praect", names), "preact");
    assert_string_equal(nearest_of("residaul", names), "residual");
    assert_string_equal(nearest_of("lt", names), "lr");
    assert_string_equal(nearest_of("ab", (const char *const[]){"ax", "ay", NULL}), "ax");
}

static void a_letter_left_out_comes_before_a_wrong_one(void **state)
{
    (void)state;
    assert_string_equal(nearest_of("sed", (const char *const[]){"set", "seed", NULL}), "seed");
    assert_string_equal(nearest_of("sed", (const char *const[]){"seed", "set", NULL}), "seed");
}

static void a_name_that_is_far_is_not_offered(void **state)
{
    (void)state;
    static const char *const names[] = {"depth", "lr", "a", NULL};
    assert_null(nearest_of("height", names));
    assert_null(nearest_of("x", names));
    assert_null(nearest_of("", names));
}

static void a_very_long_word_is_near_to_nothing(void **state)
{
    (void)state;
    char word[5000];
    memset(word, 'a', sizeof word);
    word[sizeof word - 1] = 0;
    assert_null(nearest_of(word, (const char *const[]){word, "a", NULL}));
}

static void both_forms_name_what_is_near_and_nothing_else(void **state)
{
    (void)state;
    struct suggestion near = {.word = "dpeth"}, far = {.word = "height"};
    suggest_offer(&near, "depth");
    suggest_offer(&far, "depth");
    assert_string_equal(suggest_inline(&near), "; did you mean `depth`?");
    assert_string_equal(suggest_line(&near), "did you mean `depth`?");
    near.prefix = "--";
    assert_string_equal(suggest_inline(&near), "; did you mean `--depth`?");
    assert_string_equal(suggest_inline(&far), "");
    assert_null(suggest_line(&far));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distance_counts_single_edits),
        cmocka_unit_test(the_closest_name_wins_and_the_first_of_equals),
        cmocka_unit_test(a_letter_left_out_comes_before_a_wrong_one),
        cmocka_unit_test(a_name_that_is_far_is_not_offered),
        cmocka_unit_test(a_very_long_word_is_near_to_nothing),
        cmocka_unit_test(both_forms_name_what_is_near_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
