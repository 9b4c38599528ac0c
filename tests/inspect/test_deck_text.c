/* No text is markup. What pandoc makes of each is looked at in tests/cli/test_slides.c. */
#include "lab/inspect/deck.h"
#include "tests/support/check.h"
#include <string.h>

static void check_text(enum deck_dialect dialect, const char *text, const char *wanted)
{
    char *made = NULL;
    size_t size;
    FILE *out = open_memstream(&made, &size);
    struct deck d = {.out = out, .dialect = dialect};
    deck_text(&d, text);
    fclose(out);
    assert_string_equal(made, wanted);
    free(made);
}

static void a_sign_of_markdown_is_escaped(void **state)
{
    (void)state;
    check_text(DECK_MARKDOWN, "a*b_c `d` <e> [f](g) $h$ #i ^j ~k @l \\m |n {o} &p;\nq",
               "a\\*b\\_c \\`d\\` \\<e\\> \\[f\\](g) \\$h\\$ \\#i \\^j \\~k \\@l "
               "\\\\m \\|n \\{o\\} \\&p; q");
}

static void a_beginning_makes_no_list_no_heading_and_no_fence(void **state)
{
    (void)state;
    static const struct {
        const char *text, *made;
    } all[] = {{"- x", "\\- x"},         {"-1 is less", "\\-1 is less"},
               {"+ x", "\\+ x"},         {"---", "\\---"},
               {"# x", "\\# x"},         {"::: x", "\\::: x"},
               {"=====", "\\====="},     {"% x", "\\% x"},
               {"1. x", "1\\. x"},       {"12) x", "12\\) x"},
               {"(1) x", "\\(1) x"},     {"a. x", "a\\. x"},
               {"IV. x", "IV\\. x"},     {"1.", "1\\."},
               {"    x", "x"},           {"\n- x", "\\- x"},
               {"1.5 x", "1.5 x"},       {"No. It is not", "No. It is not"},
               {"x - 1. y", "x - 1. y"}, {"", ""}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        check_text(DECK_MARKDOWN, all[i].text, all[i].made);
}

static void latex_has_a_command_for_a_sign_or_a_question_mark(void **state)
{
    (void)state;
    check_text(DECK_BEAMER, "‖g‖ é 鱼",
               "`\\ensuremath{\\|}`{=latex}g`\\ensuremath{\\|}`{=latex} é ?");
    check_text(DECK_HTML, "‖g‖ é 鱼", "‖g‖ é 鱼");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sign_of_markdown_is_escaped),
        cmocka_unit_test(a_beginning_makes_no_list_no_heading_and_no_fence),
        cmocka_unit_test(latex_has_a_command_for_a_sign_or_a_question_mark),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
