#include "lab/book/template.h"
#include "tests/figure/paper.h"

static struct paper paper;

static const char *written(const char *piece, const struct hole *hole)
{
    template_write(paper_begin(&paper), piece, hole);
    return paper_end(&paper);
}

static void a_text_is_no_markup_and_html_is(void **state)
{
    (void)state;
    assert_string_equal(written("fact", (struct hole[]){{"term", "<a>"}, {"text", "<b>"}, {0}}),
                        "<dt>&lt;a&gt;</dt><dd><b></dd>\n");
}

static void a_piece_of_several_lines_comes_whole(void **state)
{
    (void)state;
    assert_string_equal(
        written("term",
                (struct hole[]){{"id", "i"}, {"word", "w"}, {"means", "m"}, {"formula", ""}, {0}}),
        "<dt id=\"i\">w</dt>\n<dd>m</dd>\n");
}

static void as_a_text_it_has_no_line_of_its_own(void **state)
{
    (void)state;
    struct arena arena;
    struct failure failure = {0};
    arena_open(&arena, 1 << 20);
    assert_string_equal(TEMPLATE_TEXT(&arena, &failure, "word", {"word", "&"}), "&amp;");
    arena_close(&arena);
}

static void a_piece_is_found_by_its_whole_name(void **state)
{
    (void)state;
    int length;
    assert_non_null(template_find("verdict", &length));
    assert_int_equal(strncmp(template_find("verdict", &length), "<tr>", 4), 0);
    assert_null(template_find("verdic", &length));
    assert_null(template_find("nothing", &length));
}

static void style_and_script_are_compiled_in(void **state)
{
    (void)state;
    assert_non_null(strstr(template_style(), "@media print"));
    assert_non_null(strstr(template_script(), "'use strict'"));
    assert_null(strstr(template_script(), "</script"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_no_markup_and_html_is),
        cmocka_unit_test(a_piece_of_several_lines_comes_whole),
        cmocka_unit_test(as_a_text_it_has_no_line_of_its_own),
        cmocka_unit_test(a_piece_is_found_by_its_whole_name),
        cmocka_unit_test(style_and_script_are_compiled_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
