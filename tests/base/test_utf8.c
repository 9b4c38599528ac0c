/* Known values: RFC 3629, sections 3 and 7. */
#include "lab/base/utf8.h"
#include "tests/support/check.h"

static void characters_of_one_to_four_bytes_are_decoded(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t character;
        int bytes;
    } known[] = {{"A", 0x41, 1},
                 {"\x7f", 0x7f, 1},
                 {"\xc2\x80", 0x80, 2},
                 {"\xce\x91", 0x391, 2},
                 {"\xe0\xa0\x80", 0x800, 3},
                 {"\xe2\x89\xa2", 0x2262, 3},
                 {"\xed\x9f\xbf", 0xd7ff, 3},
                 {"\xef\xbf\xbf", 0xffff, 3},
                 {"\xf0\x90\x80\x80", 0x10000, 4},
                 {"\xf0\xa3\x8e\xb4", 0x233b4, 4},
                 {"\xf4\x8f\xbf\xbf", 0x10ffff, 4}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        uint32_t c = 0;
        assert_int_equal(utf8_decode(known[i].text, UTF8_MOST, &c), known[i].bytes);
        assert_int_equal(c, known[i].character);
    }
}

static void letters_and_digits_go_on_with_a_word(void **state)
{
    (void)state;
    for (const char *p = "aZ09\xce\x91"; *p; p++)
        assert_true(utf8_is_letter(*p));
    for (const char *p = " _^-(.)"; *p; p++)
        assert_false(utf8_is_letter(*p));
}

static void what_is_no_character_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"\x80",             /* begins in the middle */
                                        "\xc3",             /* ends in the middle */
                                        "\xe2\x89",         /* the same */
                                        "\xc3\x28",         /* goes on with a letter */
                                        "\xc0\x80",         /* 0 in two bytes */
                                        "\xe0\x80\xaf",     /* / in three */
                                        "\xf0\x80\x80\xaf", /* and in four */
                                        "\xed\xa0\x80",     /* a surrogate */
                                        "\xf4\x90\x80\x80", /* above U+10FFFF */
                                        "\xf8\x88\x80\x80\x80",
                                        "\xff"};
    uint32_t c;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(utf8_decode(wrong[i], UTF8_MOST, &c), 0);
    assert_int_equal(utf8_decode("\xce\x91", 1, &c), 0);
    assert_int_equal(utf8_decode("A", 0, &c), 0);
}

static void length_counts_characters(void **state)
{
    (void)state;
    assert_int_equal(utf8_length(""), 0);
    assert_int_equal(utf8_length("depth"), 5);
    assert_int_equal(utf8_length("Tiefe \xc3\xbc"
                                 "ber \xe2\x89\xa2"),
                     12);
    assert_true(utf8_continues('\xbf'));
    assert_false(utf8_continues('\xc0'));
    assert_false(utf8_continues('a'));
}

static void what_commands_a_terminal_is_not_printable(void **state)
{
    (void)state;
    static const char *const law[][2] = {
        {"plain\ntext\t", "plain\ntext\t"},
        {"\xc3\xbc\xe2\x89\xa2", "\xc3\xbc\xe2\x89\xa2"},
        {"a\x1b[2Jb\rc\x7f", "a?[2Jb?c?"},
        {"\xc2\x9b"
         "31m",
         "?31m"}, /* CSI as one character */
        {"\x9b"
         "31m\xff",
         "?31m?"}, /* and as one byte */
        {"\xe2\x89", "??"},
    };
    for (size_t i = 0; i < sizeof law / sizeof *law; i++) {
        char text[40];
        strcpy(text, law[i][0]);
        utf8_make_printable(text);
        assert_string_equal(text, law[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_of_one_to_four_bytes_are_decoded),
        cmocka_unit_test(letters_and_digits_go_on_with_a_word),
        cmocka_unit_test(what_is_no_character_is_refused),
        cmocka_unit_test(length_counts_characters),
        cmocka_unit_test(what_commands_a_terminal_is_not_printable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
