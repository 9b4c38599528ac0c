#include "lab/spec/cell.h"
#include "tests/support/check.h"

static void every_setting_has_its_own_key_and_place(void **state)
{
    (void)state;
    for (const struct setting *s = settings; s->key; s++)
        for (const struct setting *t = settings; t < s; t++) {
            assert_string_not_equal(s->key, t->key);
            assert_int_not_equal(s->offset, t->offset);
        }
}

static void every_setting_is_found_by_its_key(void **state)
{
    (void)state;
    for (const struct setting *s = settings; s->key; s++)
        assert_ptr_equal(setting_find(s->key), s);
}

static void a_key_may_go_without_its_section(void **state)
{
    (void)state;
    assert_string_equal(setting_find("depth")->key, "net.depth");
    assert_string_equal(setting_find("lr")->key, "train.lr");
    assert_string_equal(setting_find("insert")->key, "start.insert");
    assert_string_equal(setting_find("weights")->key, "start.weights");
}

static void a_key_of_two_sections_must_say_which(void **state)
{
    (void)state;
    assert_null(setting_find("noise"));
    assert_string_equal(setting_find("data.noise")->key, "data.noise");
    assert_string_equal(setting_find("start.noise")->key, "start.noise");
}

static void a_whole_key_comes_before_a_short_one(void **state)
{
    (void)state;
    assert_string_equal(setting_find("seed")->key, "seed"); /* not data.seed */
}

static void the_word_of_a_setting_means_no_other(void **state)
{
    (void)state;
    for (const struct setting *s = settings; s->key; s++)
        assert_ptr_equal(setting_find(setting_word(s)), s);
    assert_string_equal(setting_word(setting_find("net.depth")), "depth");
    assert_string_equal(setting_word(setting_find("data.seed")), "data.seed");
    assert_string_equal(setting_in_section(setting_find("data.seed")), "seed");
}

static void a_section_is_no_setting(void **state)
{
    (void)state;
    assert_null(setting_find("train")); /* though there is data.train */
    assert_null(setting_find("data"));
    assert_null(setting_find("net"));
    assert_null(setting_find("data.lr"));
    assert_null(setting_find("net."));
    assert_null(setting_find(""));
}

static void an_option_means_no_section(void **state)
{
    (void)state;
    assert_string_equal(setting_option("train")->key, "data.train");
    assert_string_equal(setting_option("test")->key, "data.test");
    assert_string_equal(setting_option("seed")->key, "seed");
    assert_null(setting_option("noise")); /* of two sections */
    assert_null(setting_option("net"));
}

static void every_default_is_allowed(void **state)
{
    (void)state;
    for (const struct setting *s = settings; s->key; s++) {
        struct cell cell = {0};
        struct failure failure = {0};
        if (s->preset && cell_set(&cell, s, s->preset, &failure))
            fail_msg("%s", failure.message);
    }
}

static void every_setting_says_what_it_means(void **state)
{
    (void)state;
    for (const struct setting *s = settings; s->key; s++) {
        assert_true(strlen(s->meaning) > 5);
        assert_true(s->word ? s->type == SETTING_TEXT : true);
        assert_true(s->type == SETTING_TEXT || s->low < s->high);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_setting_has_its_own_key_and_place),
        cmocka_unit_test(every_setting_is_found_by_its_key),
        cmocka_unit_test(a_key_may_go_without_its_section),
        cmocka_unit_test(a_key_of_two_sections_must_say_which),
        cmocka_unit_test(a_whole_key_comes_before_a_short_one),
        cmocka_unit_test(the_word_of_a_setting_means_no_other),
        cmocka_unit_test(a_section_is_no_setting),
        cmocka_unit_test(an_option_means_no_section),
        cmocka_unit_test(every_default_is_allowed),
        cmocka_unit_test(every_setting_says_what_it_means),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
