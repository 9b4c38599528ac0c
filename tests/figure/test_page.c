#include "lab/figure/page.h"
#include "tests/figure/paper.h"

static struct paper paper;

static void a_page_needs_nothing_from_elsewhere(void **state)
{
    (void)state;
    page_begin(paper_begin(&paper), "a <page>");
    page_end(paper.file);
    const char *text = paper_end(&paper);
    assert_int_equal(strncmp(text, "<!DOCTYPE html>\n", 16), 0);
    assert_non_null(strstr(text, "<title>a &lt;page&gt;</title>"));
    assert_non_null(strstr(text, "default-src 'none'"));
    assert_non_null(strstr(text, "charset=\"utf-8\""));
    assert_null(strstr(text, "http://"));
    assert_null(strstr(text, "https://"));
    assert_null(strstr(text, "<script"));
    assert_non_null(strstr(text, "</html>\n"));
}

static void it_is_made_for_a_phone_and_for_paper(void **state)
{
    (void)state;
    page_begin(paper_begin(&paper), "");
    const char *text = paper_end(&paper);
    assert_non_null(strstr(text, "width=device-width"));
    assert_non_null(strstr(text, "@media print"));
    int open = 0;
    for (const char *p = strstr(text, "<style>"); p && *p && strncmp(p, "</style>", 8); p++)
        open += (*p == '{') - (*p == '}');
    assert_int_equal(open, 0);
}

static void the_contents_lead_to_each_part(void **state)
{
    (void)state;
    page_contents(paper_begin(&paper), 2, (const char *[]){"one", "t\"wo"});
    const char *text = paper_end(&paper);
    assert_non_null(strstr(text, "<a href=\"#one\">one</a>"));
    assert_non_null(strstr(text, "<a href=\"#t&quot;wo\">t&quot;wo</a>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_needs_nothing_from_elsewhere),
        cmocka_unit_test(it_is_made_for_a_phone_and_for_paper),
        cmocka_unit_test(the_contents_lead_to_each_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
