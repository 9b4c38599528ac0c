#include "lab/book/lexicon.h"
#include "tests/support/spec_text.h"

static void write_glossary(const char *text)
{
    FILE *file = fopen("glossary.yaml", "w");
    fputs(text, file);
    fclose(file);
}

static enum status read_glossary(struct reader *r, const char *text, struct lexicon *l)
{
    write_glossary(text);
    r->failure = (struct failure){0};
    return lexicon_read(&r->arena, ".", LEXICON_GLOSSARY, l, &r->failure);
}

static void a_word_has_its_text_and_perhaps_a_formula(void **state)
{
    struct reader *r = *state;
    struct lexicon l;
    if (read_glossary(r, "guess: {means: the best constant, formula: ln 10}\nhe: {means: m}\n", &l))
        fail_msg("%s", r->failure.message);
    assert_int_equal(l.entries, 2);
    assert_string_equal(lexicon_find(&l, "guess")->text, "the best constant");
    assert_string_equal(lexicon_find(&l, "guess")->more, "ln 10");
    assert_string_equal(lexicon_find(&l, "he")->more, "");
    assert_null(lexicon_find(&l, "gues"));
}

static void a_folder_without_one_has_no_entries(void **state)
{
    struct reader *r = *state;
    struct lexicon l;
    assert_int_equal(lexicon_read(&r->arena, ".", LEXICON_BIBLIOGRAPHY, &l, &r->failure), 0);
    assert_int_equal(l.entries, 0);
}

static void mistakes_are_shown_at_their_place(void **state)
{
    struct reader *r = *state;
    struct lexicon l;
    static const char *const bad[][2] = {
        {"a: {maens: b}\n", "./glossary.yaml:1:5: unknown key `maens`"},
        {"a: {formula: b}\n", "./glossary.yaml:1:1: `a` lacks `means:`"},
        {"a: b\n", "./glossary.yaml:1:4: `a:` takes a mapping"},
        {"[a]\n", "./glossary.yaml:1:1: glossary.yaml is a mapping"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(read_glossary(r, bad[i][0], &l), STATUS_DATA);
        if (strncmp(r->failure.message, bad[i][1], strlen(bad[i][1])))
            fail_msg("%s\n    is not\n%s", r->failure.message, bad[i][1]);
    }
}

static void the_longest_whole_word_is_found(void **state)
{
    struct lexicon l;
    size_t length;
    read_glossary(*state, "He 2015: {means: a}\nHe 2015 b: {means: b}\nHe: {means: c}\n", &l);
    const char *text = "The 2015, He 2015 b; (He 2015), He2 20155", *at = text;
    assert_string_equal(lexicon_next(&l, &at, &length)->word, "He 2015 b");
    assert_int_equal(at - text, 10);
    at += length;
    assert_string_equal(lexicon_next(&l, &at, &length)->word, "He 2015");
    assert_int_equal(at - text, 22);
    at += length;
    assert_null(lexicon_next(&l, &at, &length));
    assert_int_equal(*at, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_word_has_its_text_and_perhaps_a_formula, open_reader,
                                        close_reader),
        cmocka_unit_test_setup_teardown(a_folder_without_one_has_no_entries, open_reader,
                                        close_reader),
        cmocka_unit_test_setup_teardown(mistakes_are_shown_at_their_place, open_reader,
                                        close_reader),
        cmocka_unit_test_setup_teardown(the_longest_whole_word_is_found, open_reader, close_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
