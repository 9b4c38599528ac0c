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

/* The picture in the page, made from this file; NULL when it is refused. */
static const char *picture(const char *svg, struct failure *failure)
{
    char *folder = temp_dir(), path[300];
    snprintf(path, sizeof path, "%s/a.svg", folder);
    FILE *file = fopen(path, "w");
    fputs(svg, file);
    fclose(file);
    *failure = (struct failure){0};
    html_svg(paper_begin(&paper), path, "e-1-", "it is <so>", failure);
    const char *text = paper_end(&paper);
    remove_dir(folder);
    return failure->status ? NULL : text;
}

static void every_id_and_every_reference_gets_the_prefix(void **state)
{
    (void)state;
    struct failure failure;
    const char *text = picture("<?xml version=\"1.0\"?>\n<svg width=\"9\" viewBox=\"0 0 4 3\">"
                               "<circle id='p'/><use xlink:href='#p' id=\"q\"/>"
                               "<g clip-path=\"url(#q)\" fill='url(#p)'/>"
                               "<a href=\"#p\"/></svg>",
                               &failure);
    assert_non_null(text);
    assert_non_null(strstr(text, "<circle id='e-1-p'/><use xlink:href='#e-1-p' id=\"e-1-q\"/>"));
    assert_non_null(strstr(text, "clip-path=\"url(#e-1-q)\" fill='url(#e-1-p)'"));
    assert_non_null(strstr(text, "<a href=\"#e-1-p\"/></svg>"));
}

static void what_is_written_in_the_picture_stays(void **state)
{
    (void)state;
    struct failure failure;
    const char *text = picture("<svg viewBox='0'><text> id='p' url(#p)</text></svg>", &failure);
    assert_non_null(strstr(text, "<text> id='p' url(#p)</text>"));
}

static void the_page_decides_how_large_it_is(void **state)
{
    (void)state;
    struct failure failure;
    const char *text = picture("<?xml?><!-- x --><svg \n width=\"960\" height=\"720\"\n "
                               "viewBox=\"0 0 960 720\"\n><title>Gnuplot</title>"
                               "<desc>by it</desc><g/></svg>",
                               &failure);
    assert_string_equal(text, "<svg role=\"img\" xmlns=\"http://www.w3.org/2000/svg\" "
                              "xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
                              "viewBox=\"0 0 960 720\" "
                              "aria-label=\"it is &lt;so&gt;\"><g/></svg>");
}

static void what_is_no_picture_is_refused(void **state)
{
    (void)state;
    struct failure failure;
    assert_null(picture("<svg><SCRIPT>alert(1)</SCRIPT></svg>", &failure));
    assert_non_null(strstr(failure.message, "scripts"));
    assert_null(picture("<html></html>", &failure));
    assert_null(picture("", &failure));
    failure = (struct failure){0};
    html_svg(paper_begin(&paper), "/nowhere/a.svg", "", "", &failure);
    paper_end(&paper);
    assert_int_equal(failure.status, STATUS_DATA);
}

/* Cut off anywhere, it is read to its end and no further. */
static void a_damaged_picture_does_no_harm(void **state)
{
    (void)state;
    struct failure failure;
    const char whole[] = "<svg viewBox=\"0 0 4 3\"><title>t</title><g id='a'/></svg>";
    for (size_t n = 0; n < sizeof whole; n++) {
        char part[sizeof whole];
        snprintf(part, sizeof part, "%.*s", (int)n, whole);
        picture(part, &failure);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_sign_of_a_text_is_markup),
        cmocka_unit_test(every_id_and_every_reference_gets_the_prefix),
        cmocka_unit_test(what_is_written_in_the_picture_stays),
        cmocka_unit_test(the_page_decides_how_large_it_is),
        cmocka_unit_test(what_is_no_picture_is_refused),
        cmocka_unit_test(a_damaged_picture_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
