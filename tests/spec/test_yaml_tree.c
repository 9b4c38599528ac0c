#include "lab/spec/yaml_tree.h"
#include "tests/support/check.h"

struct fixture {
    struct arena arena;
    struct failure failure;
};

static int open_arena(void **state)
{
    static struct fixture f;
    *state = &f;
    arena_open(&f.arena, (size_t)1 << 28);
    return 0;
}

static int close_arena(void **state)
{
    struct fixture *f = *state;
    arena_close(&f->arena);
    return 0;
}

static struct yaml_tree *read_from(struct fixture *f, const char *text, size_t skip)
{
    struct source_text source = {.name = "x", .text = text, .argument = skip > 0};
    f->failure = (struct failure){0};
    arena_rewind(&f->arena, 0);
    return yaml_tree_read(&f->arena, &source, skip, &f->failure);
}

static struct yaml_tree *must_read(struct fixture *f, const char *text)
{
    struct yaml_tree *t = read_from(f, text, 0);
    if (!t)
        fail_msg("%s", f->failure.message);
    return t;
}

static void check_place(const struct yaml_tree *t, int line, int column)
{
    assert_int_equal(t->line, line);
    assert_int_equal(t->column, column);
}

static void every_value_knows_its_place(void **state)
{
    const struct yaml_tree *t = must_read(*state, "a: 1\nnet:\n  b: [x, \"y\", 'z']\n");
    assert_int_equal(t->kind, TREE_MAP);
    assert_int_equal(t->items, 2);
    check_place(yaml_tree_get(t, "a"), 1, 4);
    check_place(yaml_tree_get(t, "a")->key, 1, 1);
    const struct yaml_tree *b = yaml_tree_get(yaml_tree_get(t, "net"), "b");
    assert_int_equal(b->kind, TREE_LIST);
    assert_int_equal(b->items, 3);
    check_place(b, 3, 6);
    check_place(b->first, 3, 7);
    check_place(b->first->next, 3, 11); /* the quote is not counted */
    check_place(b->first->next->next, 3, 16);
    assert_string_equal(b->first->next->next->text, "z");
}

static void columns_count_characters(void **state)
{
    const struct yaml_tree *t = must_read(*state, "\xc3\xa4\xe2\x82\xac: 1\n");
    check_place(t->first, 1, 5);
}

static void quotes_tell_a_text_from_a_number(void **state)
{
    const struct yaml_tree *t = must_read(*state, "{a: 3, b: \"3\", c: '3'}");
    assert_false(yaml_tree_get(t, "a")->quoted);
    assert_true(yaml_tree_get(t, "b")->quoted);
    assert_true(yaml_tree_get(t, "c")->quoted);
}

static void a_missing_key_is_null(void **state)
{
    assert_null(yaml_tree_get(must_read(*state, "a: 1"), "b"));
}

static void json_is_read_too(void **state)
{
    const struct yaml_tree *t = must_read(*state, "{\"net.depth\":8,\"label\":\"\\u00e4\\\"\"}");
    assert_string_equal(yaml_tree_get(t, "net.depth")->text, "8");
    assert_string_equal(yaml_tree_get(t, "label")->text, "\xc3\xa4\"");
}

static void a_byte_order_mark_is_no_character(void **state)
{
    const struct yaml_tree *t = must_read(*state, "\xef\xbb\xbf"
                                                  "a: 1\nb: 2\n");
    check_place(t->first->key, 1, 1);
    assert_int_equal(t->items, 2);
}

static void an_argument_counts_from_its_own_start(void **state)
{
    const struct yaml_tree *t = read_from(*state, "depth=[4, x]", strlen("depth="));
    assert_non_null(t);
    check_place(t, 1, 7);
    check_place(t->first->next, 1, 11);
}

static void refuses_what_a_spec_does_not_need(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *text, *message;
    } bad[] = {
        {"", "x:1:1: there is nothing in it"},
        {"# only a comment\n", "there is nothing in it"},
        {"a: 1\nb: 2\na: 3\n", "x:3:1: `a` is here twice; it is also on line 1"},
        {"a: &b 1\n", "x:1:4: anchors (&) and tags (!) are not used here"},
        {"a: !!int 1\n", "x:1:4: anchors (&) and tags (!) are not used here"},
        {"a: &b [1]\n", "x:1:4: anchors"},
        {"a: !x {b: 1}\n", "x:1:4: anchors"},
        {"a: *b\n", "x:1:4: aliases (*) are not used here"},
        {"a: 1\n---\nb: 2\n", "x:2:1: a second document begins here"},
        {"[1]: 2\n", "x:1:1: a key is a word"},
        {"a: [?:]\n", "a key is a word"},
        {"a:\n\tb: 1\n", "x:2:1: this is not YAML: found character that cannot start any token"},
        {"a: b: c\n", "x:1:5: this is not YAML: mapping values are not allowed in this context"},
        {"a: [1, 2\n", "this is not YAML: "},
        {"a: \"x\n", "this is not YAML: found unexpected end of stream"},
        {"a: 1\nb: \xff\n", "x:2:4: this is not YAML: invalid leading UTF-8 octet"},
        {"\xc3\xa4: \x01\n", "x:1:4: this is not YAML: control characters are not allowed"},
        {"a: \"\\0\"\n", "x:1:4: a text cannot hold the character 0"},
        {"[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]", "x:1:17: this is nested too deeply"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_null(read_from(f, bad[i].text, 0));
        assert_int_equal(f->failure.status, STATUS_DATA);
        if (!strstr(f->failure.message, bad[i].message))
            fail_msg("want: %s\nhave: %s", bad[i].message, f->failure.message);
    }
}

static void refuses_what_no_person_wrote(void **state)
{
    struct fixture *f = *state;
    size_t size = TREE_BYTES + 2;
    char *text = malloc(size);
    memset(text, '#', size);
    text[size - 1] = 0;
    assert_null(read_from(f, text, 0));
    assert_non_null(strstr(f->failure.message, "larger than 1048576 bytes"));
    memset(text, '[', size - 2);
    text[size - 2] = 0;
    assert_null(read_from(f, text, 0));
    for (size_t i = 0; i < size - 2; i++)
        text[i] = i == 0 ? '[' : i % 2 ? '1' : ',';
    assert_null(read_from(f, text, 0));
    assert_non_null(strstr(f->failure.message, "this is too long"));
    free(text);
}

static void a_full_arena_is_a_failure_not_a_crash(void **state)
{
    (void)state;
    struct source_text source = {.name = "x", .text = "a: [1, 2, 3, {b: c}]\n"};
    for (size_t bytes = 64; bytes < 2048; bytes += 64) {
        struct arena small;
        struct failure failure = {0};
        arena_open(&small, bytes);
        struct yaml_tree *t = yaml_tree_read(&small, &source, 0, &failure);
        assert_int_equal(!t, failure.status != STATUS_OK);
        arena_close(&small);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_knows_its_place),
        cmocka_unit_test(columns_count_characters),
        cmocka_unit_test(quotes_tell_a_text_from_a_number),
        cmocka_unit_test(a_missing_key_is_null),
        cmocka_unit_test(json_is_read_too),
        cmocka_unit_test(a_byte_order_mark_is_no_character),
        cmocka_unit_test(an_argument_counts_from_its_own_start),
        cmocka_unit_test(refuses_what_a_spec_does_not_need),
        cmocka_unit_test(refuses_what_no_person_wrote),
        cmocka_unit_test(a_full_arena_is_a_failure_not_a_crash),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
