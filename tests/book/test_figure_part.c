#include "lab/book/figure_part.h"
#include "tests/book/leaf.h"

static const char *drawn(struct gallery *g, const char *format, bool dark)
{
    const struct figure_style style = {.format = format, .four_by_three = true, .dark = dark};
    const char *path = gallery_draw(g, "degradation", "degradation", &style);
    if (g->failure.status)
        fail_msg("%s", g->failure.message);
    return path;
}

static const char *figure(struct gallery *g, struct book_figure f)
{
    struct leaf *l = leaf_of(g, "degradation");
    struct book_figure twice[] = {f, f};
    l->question.figures = 2;
    l->question.figure = twice;
    figure_part_write(&l->s, 0, true);
    figure_part_write(&l->s, 1, false);
    return leaf_text(g, l);
}

/* The same figure twice: their ids stay apart. */
static void each_picture_has_its_own_ids(void **state)
{
    struct gallery *g = *state;
    const char *text = figure(g, (struct book_figure){.name = "degradation",
                                                      .light = drawn(g, "svg", false),
                                                      .dark = drawn(g, "svg", true)});
    check_contains(text, "<figure id=\"degradation:1\" class=\"large\">");
    check_contains(text, "id='degradation:1:gpDot'");
    check_contains(text, "id='degradation:2:gpDot'");
    check_contains(text, "id=\"degradation:2:svg\"");
    assert_null(strstr(text, "id='gpDot'"));
    assert_null(strstr(text, "'#gp"));
    check_contains(text, "var(--k0,#ffffff)");
}

static void it_has_its_finding_and_its_numbers(void **state)
{
    struct gallery *g = *state;
    const char *svg = drawn(g, "svg", false);
    const char *text = figure(g, (struct book_figure){.name = "degradation", .light = svg});
    check_contains(text, "<span class=\"finding\">");
    check_contains(text, "class=\"numbers\"># The numbers of figure degradation");
    check_contains(text, "$curve &lt;&lt; EOD");
    assert_null(strstr(text, "application/pdf"));
}

/* Drawn in another second it is the same page: the PDF's clock is none of its content. */
static void the_pdf_has_no_clock(void **state)
{
    struct gallery *g = *state;
    const char *svg = drawn(g, "svg", false), *pdf = drawn(g, "pdf", false);
    struct book_figure f = {.name = "degradation", .light = svg, .pdf = pdf};
    char *first = strdup(figure(g, f));
    check_contains(
        first,
        "download=\"degradation-degradation.pdf\" href=\"data:application/pdf;base64,JVBERi");
    gallery_shell("sed -i 's/CreationDate (D:2.../CreationDate (D:1999/' %s", pdf);
    assert_string_equal(figure(g, f), first);
    gallery_shell("sed -i 's/CreationDate/CreationTime/' %s", pdf);
    assert_string_not_equal(figure(g, f), first);
    free(first);
}

static void what_could_not_be_drawn_says_why(void **state)
{
    const char *text = figure(*state, (struct book_figure){.name = "lost", .lack = "no rows"});
    check_contains(text, "This figure could not be drawn: no rows");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        leaf_test(each_picture_has_its_own_ids),
        leaf_test(it_has_its_finding_and_its_numbers),
        leaf_test(the_pdf_has_no_clock),
        leaf_test(what_could_not_be_drawn_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
