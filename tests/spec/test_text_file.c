#include "lab/spec/text_file.h"
#include "lab/spec/yaml_tree.h"
#include "tests/support/spec_text.h"

static const char *text_of(struct reader *r, const char *bytes, size_t size)
{
    write_spec(bytes, size);
    r->failure = (struct failure){0};
    return text_file_read(&r->arena, "x.yaml", &r->failure);
}

static void a_text_comes_whole(void **state)
{
    assert_string_equal(text_of(*state, "a: b\nc", 6), "a: b\nc");
    assert_string_equal(text_of(*state, "", 0), "");
}

static void what_is_no_text_is_refused(void **state)
{
    struct reader *r = *state;
    assert_null(text_of(r, "a\0b", 3));
    assert_string_equal(r->failure.message, "x.yaml: this is not a text file");
    for (int i = 0; i < 2; i++) {
        assert_null(text_of(r,
                            i ? "\xfe\xff\0a"
                              : "\xff\xfe"
                                "a\0",
                            4));
        assert_string_equal(r->failure.message, "x.yaml: this text is in UTF-16; save it as UTF-8 "
                                                "(iconv -f UTF-16 -t UTF-8)");
    }
    assert_null(text_of(r, "\0", 1));
    assert_string_equal(r->failure.message, "x.yaml: this is not a text file");
    r->failure = (struct failure){0};
    assert_null(text_file_read(&r->arena, "nowhere.yaml", &r->failure));
    assert_string_equal(r->failure.message,
                        "nowhere.yaml: cannot be read: No such file or directory");
    r->failure = (struct failure){0};
    assert_null(text_file_read(&r->arena, ".", &r->failure));
    assert_int_equal(r->failure.status, STATUS_DATA);
}

/* The tree refuses it then. */
static void what_is_too_long_is_cut_behind_the_limit(void **state)
{
    char *long_text = malloc(TREE_BYTES + 100);
    memset(long_text, 'a', TREE_BYTES + 100);
    assert_int_equal(strlen(text_of(*state, long_text, TREE_BYTES + 100)), TREE_BYTES + 1);
    free(long_text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_text_comes_whole, open_reader, close_reader),
        cmocka_unit_test_setup_teardown(what_is_no_text_is_refused, open_reader, close_reader),
        cmocka_unit_test_setup_teardown(what_is_too_long_is_cut_behind_the_limit, open_reader,
                                        close_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
