#include "lab/spec/spec_reader.h"
#include "tests/support/spec_text.h"

/* Read `text` as the value of one setting; the message of the failure, or "". */
static const char *read_value(struct reader *r, const char *key, const char *text)
{
    struct source_text source = {.name = "x", .text = arena_printf(&r->arena, "%s: %s", key, text)};
    struct spec_reader reading = {&r->arena, &source, &r->spec, false, &r->failure};
    r->failure = (struct failure){0};
    const struct yaml_tree *t = yaml_tree_read(&r->arena, &source, 0, &r->failure);
    assert_non_null(t);
    spec_reader_setting(&reading, &r->spec.base, setting_find(key), t->first);
    return r->failure.message;
}

static void a_value_goes_where_its_setting_says(void **state)
{
    struct reader *r = *state;
    assert_string_equal(read_value(r, "depth", "16"), "");
    assert_int_equal(r->spec.base.net.depth, 16);
    assert_string_equal(read_value(r, "label", "\"\""), "");
    assert_string_equal(r->spec.base.data.label, "");
    assert_string_equal(read_value(r, "label", "3"), "");
    assert_string_equal(r->spec.base.data.label, "3");
}

static void a_value_of_another_kind_is_refused(void **state)
{
    struct reader *r = *state;
    assert_string_equal(read_value(r, "depth", "[4, 8]"),
                        "x:1:8: net.depth takes one value here\n    depth: [4, 8]\n           ^\n"
                        "a list belongs in `sweep:`");
    assert_string_equal(read_value(r, "depth", "{a: 1}"),
                        "x:1:8: net.depth takes a value, not a mapping\n    depth: {a: 1}\n"
                        "           ^");
    assert_string_equal(read_value(r, "depth", "'4'"),
                        "x:1:9: net.depth takes a number, not a text in quotes\n    depth: '4'\n"
                        "            ^");
    assert_string_equal(read_value(r, "norm", "~"),
                        "x:1:7: net.norm has no value\n    norm: ~\n          ^");
}

static const char *known(int i)
{
    static const char *const name[] = {"question", "sweep", NULL};
    return name[i];
}

/* The last line of what is said of an unknown key. */
static const char *hint_for(struct reader *r, const char *key, const char *section)
{
    struct source_text source = {.name = "x", .text = key};
    struct spec_reader reading = {&r->arena, &source, &r->spec, false, &r->failure};
    struct yaml_tree t = {.line = 1, .column = 1, .text = key};
    r->failure = (struct failure){0};
    spec_reader_refuse_key(&reading, &t, section, known);
    return strrchr(r->failure.message, '\n') + 1;
}

static void an_unknown_key_is_answered_with_a_near_one(void **state)
{
    struct reader *r = *state;
    assert_string_equal(hint_for(r, "widht", "net"), "did you mean `width`?");
    assert_string_equal(hint_for(r, "swep", ""), "did you mean `sweep`?");
    assert_string_equal(hint_for(r, "net.dept", NULL), "did you mean `net.depth`?");
    assert_string_equal(hint_for(r, "dept", NULL), "did you mean `depth`?");
}

static void a_key_of_another_section_is_named_in_full(void **state)
{
    struct reader *r = *state;
    assert_string_equal(hint_for(r, "lr", "net"), "did you mean `train.lr`?");
    assert_string_equal(hint_for(r, "train", NULL), "did you mean `data.train`?");
}

static void a_key_like_no_other_gets_no_advice(void **state)
{
    assert_string_equal(hint_for(*state, "elephant", "net"), "    ^");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_goes_where_its_setting_says),
        cmocka_unit_test(a_value_of_another_kind_is_refused),
        cmocka_unit_test(an_unknown_key_is_answered_with_a_near_one),
        cmocka_unit_test(a_key_of_another_section_is_named_in_full),
        cmocka_unit_test(a_key_like_no_other_gets_no_advice),
    };
    return cmocka_run_group_tests(tests, open_reader, close_reader);
}
