#include "lab/book/inline_svg.h"
#include "tests/figure/paper.h"

static struct arena arena;
static struct palette palette;

static int open_arena(void **state)
{
    (void)state;
    arena_open(&arena, 1 << 24);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

static const char *put(const char *folder, const char *name, const char *svg)
{
    const char *path = arena_printf(&arena, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    fputs(svg, file);
    fclose(file);
    return path;
}

/* The picture in the page, made from these drawings; NULL when it is refused. */
static const char *picture_in(const char *light, const char *dark, struct failure *failure)
{
    char *folder = temp_dir();
    *failure = (struct failure){0};
    palette = (struct palette){0};
    const struct inline_svg svg = {put(folder, "a.svg", light),
                                   dark ? put(folder, "b.svg", dark) : NULL, "e-1-", "it is <so>"};
    const char *text = inline_svg(&arena, &svg, &palette, failure);
    remove_dir(folder);
    return failure->status ? NULL : text;
}

static const char *picture_of(const char *svg, struct failure *failure)
{
    return picture_in(svg, NULL, failure);
}

static void every_id_and_every_reference_gets_the_prefix(void **state)
{
    (void)state;
    struct failure failure;
    const char *text = picture_of("<?xml version=\"1.0\"?>\n<svg width=\"9\" viewBox=\"0 0 4 3\">"
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
    const char *text = picture_of("<svg viewBox='0'><text> id='p' url(#p)</text></svg>", &failure);
    assert_non_null(strstr(text, "<text> id='p' url(#p)</text>"));
}

static void the_page_decides_how_large_it_is(void **state)
{
    (void)state;
    struct failure failure;
    const char *text = picture_of("<?xml?><!-- x --><svg \n width=\"960\" height=\"720\"\n "
                                  "viewBox=\"0 0 960 720\"\n><title>Gnuplot</title>"
                                  "<desc>by it</desc><g/></svg>",
                                  &failure);
    assert_string_equal(text, "<svg role=\"img\" xmlns=\"http://www.w3.org/2000/svg\" "
                              "xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
                              "id=\"e-1-svg\" viewBox=\"0 0 960 720\" "
                              "aria-label=\"it is &lt;so&gt;\"><g/></svg>");
}

static void what_is_no_picture_is_refused(void **state)
{
    (void)state;
    struct failure failure;
    assert_null(picture_of("<svg><SCRIPT>alert(1)</SCRIPT></svg>", &failure));
    assert_non_null(strstr(failure.message, "scripts"));
    assert_null(picture_of("<html></html>", &failure));
    assert_null(picture_of("", &failure));
    failure = (struct failure){0};
    inline_svg(&arena, &(struct inline_svg){"/nowhere/a.svg", NULL, "", ""}, &palette, &failure);
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
        picture_of(part, &failure);
    }
}

static void a_colour_that_differs_has_both(void **state)
{
    (void)state;
    struct failure failure;
    static struct paper paper;
    const char *text = picture_in(
        "<svg><g fill='#fff' stroke=\"rgb(1, 2, 3)\"/><g fill='#fff' o='.22'/></svg>",
        "<svg><g fill='#123' stroke=\"rgb(9, 9, 10)\"/><g fill='#123' o='.28'/></svg>", &failure);
    assert_non_null(strstr(text, "<g fill='var(--k0,#fff)' stroke=\"var(--k1,rgb(1, 2, 3))\"/>"
                                 "<g fill='var(--k0,#fff)' o='var(--k2,.22)'/></svg>"));
    palette_write(paper_begin(&paper), &palette);
    assert_string_equal(paper_end(&paper), "--k0:#123;--k1:rgb(9, 9, 10);--k2:.28;");
}

static void drawings_that_differ_otherwise_are_both_there(void **state)
{
    (void)state;
    struct failure failure;
    static const char *const dark[] = {"<svg><b id='a'/></svg>", "<svg><g fill='#123'/>x</svg>",
                                       "<svg><g fill='#123'", "<svg>", "<svg><g fill='"};
    for (size_t i = 0; i < sizeof dark / sizeof *dark; i++) {
        const char *text = picture_in("<svg><g fill='#fff'/></svg>", dark[i], &failure);
        assert_non_null(strstr(text, "<div class=\"light-paper\"><svg role=\"img\""));
        assert_non_null(strstr(text, "<g fill='#fff'/></svg></div>\n<div class=\"dark-paper\">"));
    }
    assert_non_null(
        strstr(picture_in("<svg></svg>", dark[0], &failure), "<b id='e-1-dark:a'/></svg>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_id_and_every_reference_gets_the_prefix),
        cmocka_unit_test(what_is_written_in_the_picture_stays),
        cmocka_unit_test(the_page_decides_how_large_it_is),
        cmocka_unit_test(what_is_no_picture_is_refused),
        cmocka_unit_test(a_damaged_picture_does_no_harm),
        cmocka_unit_test(a_colour_that_differs_has_both),
        cmocka_unit_test(drawings_that_differ_otherwise_are_both_there),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
