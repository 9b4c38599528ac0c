#include "lab/book/book.h"
#include "tests/book/leaf.h"

static const char *page(struct gallery *g, struct leaf *l)
{
    book_write(&g->arena, g->store, &l->book, l->w.out, &g->failure);
    return leaf_text(g, l);
}

static void a_page_needs_nothing_from_elsewhere(void **state)
{
    struct leaf *l = leaf_of(*state, "degradation");
    l->spec.question = "why <so>?";
    const char *text = page(*state, l);
    assert_int_equal(strncmp(text, "<!DOCTYPE html>\n", 16), 0);
    check_contains(text, "<title>why &lt;so&gt;?</title>");
    check_contains(
        text,
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-book'; img-src data:");
    check_contains(text, "charset=\"utf-8\"");
    assert_null(strstr(text, "src=\"http"));
    assert_null(strstr(text, "url(http"));
    assert_null(strstr(text, "@import"));
    check_contains(text, "</html>\n");
}

static void it_is_made_for_a_phone_for_paper_and_for_the_dark(void **state)
{
    const char *text = page(*state, leaf_of(*state, "degradation"));
    check_contains(text, "width=device-width");
    check_contains(text, "@media print");
    check_contains(text, "prefers-color-scheme:dark");
    int open = 0;
    for (const char *p = strstr(text, "<style>"); p && *p && strncmp(p, "</style>", 8); p++)
        open += (*p == '{') - (*p == '}');
    assert_int_equal(open, 0);
}

/* The dark colour of each stands in the head, before the figures that use it. */
static void dark_colours_stand_in_the_head(void **state)
{
    struct gallery *g = *state;
    const struct figure_style light = {.format = "svg"}, dark = {.format = "svg", .dark = true};
    struct book_figure figure = {.name = "degradation",
                                 .light = gallery_draw(g, "degradation", "degradation", &light),
                                 .dark = gallery_draw(g, "degradation", "degradation", &dark)};
    struct leaf *l = leaf_of(g, "degradation");
    l->question.figures = 1;
    l->question.figure = &figure;
    const char *text = page(g, l);
    const char *head = strstr(text, "--k0:#14171c;");
    assert_non_null(head);
    assert_true(head < strstr(text, "<body>"));
    check_contains(text, "var(--k0,#ffffff)");
}

/* They are named in the overview alone. */
static void questions_without_runs_have_no_part(void **state)
{
    struct leaf *l = leaf_of(*state, "degradation");
    struct spec idle = {.name = "idle", .question = "and?", .source = ""};
    struct book_question question[] = {l->question, {.spec = &idle, .words = "idle"}};
    l->book.questions = 2;
    l->book.question = question;
    const char *text = page(*state, l);
    check_contains(text, "<article id=\"degradation\">");
    check_contains(text, "<code>depthlab run idle</code>");
    assert_null(strstr(text, "<article id=\"idle\">"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        leaf_test(a_page_needs_nothing_from_elsewhere),
        leaf_test(it_is_made_for_a_phone_for_paper_and_for_the_dark),
        leaf_test(dark_colours_stand_in_the_head),
        leaf_test(questions_without_runs_have_no_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
