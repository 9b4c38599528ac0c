#include "lab/book/overview.h"
#include "tests/book/leaf.h"

static const char *overview(struct gallery *g, const struct course *course)
{
    struct leaf *l = leaf_of(g, "degradation");
    struct spec idle = {.name = "idle", .question = "<i>?", .source = ""};
    struct book_question question[] = {l->question, {.spec = &idle, .words = "idle"}};
    struct book_figure figure[] = {{.name = "f"}, {.name = "h", .light = "h.svg"}};
    question[0].figures = 2;
    question[0].figure = figure;
    l->course = *course;
    l->book.questions = 2;
    l->book.question = question;
    overview_write(&l->w);
    return leaf_text(g, l);
}

static void questions_stand_in_their_parts(void **state)
{
    struct course_entry entry = {"degradation", "degradation"};
    const char *goal = "see J_F^T g";
    struct course_part part[] = {{"Now", 15, 1, 1, &goal, &entry}, {"Empty", 5, 0, 0, NULL, NULL}};
    const char *text = overview(*state, &(struct course){"c.yaml", "Depth", 2, part});
    check_contains(text, "<h1>Depth</h1>");
    check_contains(text, "2 questions. The parts with minutes are a lecture of 20.");
    check_contains(text, "<h2>Now <small>15 minutes</small></h2>");
    check_contains(text, "<li>see J<sub>F</sub><sup>T</sup> g</li>");
    check_contains(text, "<a href=\"#degradation\"><svg class=\"thumb\"");
    check_contains(text, "<use href=\"#degradation:2:svg\"/>");
    check_contains(text, "<h2>Not in the course</h2>");
    assert_null(strstr(text, "Empty"));
}

static void how_many_verdicts_chance_makes_is_said_once(void **state)
{
    struct gallery *g = *state;
    gallery_change(g,
                   "INSERT INTO confirm_row VALUES ('degradation', 0, 'supported', '', 6, 6, 0.01, "
                   "'', '', 0, 0, 0)");
    const char *said = "1 experiment is confirmed, each at a risk of 5 %.";
    const char *text = overview(*state, &(struct course){"c.yaml", "Depth", 0, NULL});
    check_contains(text, said);
    assert_null(strstr(strstr(text, said) + 1, said));
}

static void what_has_no_runs_says_how_to_get_them(void **state)
{
    const char *text = overview(*state, &(struct course){.title = ""});
    check_contains(text, "1 have no runs yet: <code>depthlab run --all</code> makes them.");
    check_contains(text, "&lt;i&gt;?</span>");
    check_contains(text, "<code>depthlab run idle</code>");
    assert_null(strstr(text, "href=\"#idle\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        leaf_test(questions_stand_in_their_parts),
        leaf_test(how_many_verdicts_chance_makes_is_said_once),
        leaf_test(what_has_no_runs_says_how_to_get_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
