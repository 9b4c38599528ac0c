#include "lab/figure/html.h"
#include "tests/figure/paper.h"

static struct paper paper;

static const char *text_of(const char *text)
{
    html_text(paper_begin(&paper), text);
    return paper_end(&paper);
}

static void no_sign_of_a_text_is_markup(void **state)
{
    (void)state;
    assert_string_equal(text_of("<b a=\"x\" b='y'>&amp;"),
                        "&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;");
    assert_string_equal(text_of("‖dL/dh‖ < 1 – ü"), "‖dL/dh‖ &lt; 1 – ü");
    assert_string_equal(text_of("a\x01\x1b[31mb\nc\td"), "a[31mb\nc\td");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_sign_of_a_text_is_markup)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
