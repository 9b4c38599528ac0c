#include "tests/book/leaf.h"

static const char *part_of(struct gallery *g)
{
    struct leaf *l = leaf_of(g, "degradation");
    question_write(&l->w, 0);
    return leaf_text(g, l);
}

static void question_claim_and_source_open_it(void **state)
{
    const char *text = part_of(*state);
    check_contains(text, "<article id=\"degradation\">");
    check_contains(text, "<h1>invented</h1>");
    check_contains(text, "The claim: invented");
    check_contains(text, "<dt>Source</dt><dd>s</dd>");
    check_contains(text, "</article>");
}

static void the_page_that_trains_is_linked_where_there_is_one(void **state)
{
    struct gallery *g = *state;
    assert_null(strstr(part_of(g), "in your browser"));
    struct leaf *l = leaf_of(g, "degradation");
    l->question.page = "p.html#a=b|c&d=e";
    question_write(&l->w, 0);
    check_contains(leaf_text(g, l), "<a href=\"p.html#a=b|c&amp;d=e\">");
}

static void a_claim_is_shown_as_its_verdicts_let_it(void **state)
{
    struct gallery *g = *state;
    check_contains(part_of(g), "The claim: ");
    gallery_change(g, "DELETE FROM verdict_row; INSERT INTO verdict_row (experiment, place, claim, "
                      "expectation, verdict, statistic, holds, seeds, p) VALUES "
                      "('degradation', 0, 'c', 'it sinks', 'not supported', 'A = 1', 5, 5, 0.03)");
    check_contains(part_of(g),
                   "<p>By the verdicts below it is unconfirmed: by the seen runs alone 0 of 1");
}

static const char *lectured(struct gallery *g)
{
    struct leaf *l = leaf_of(g, "degradation");
    l->spec.lecture = (struct lecture){.predict = "does it fall?",
                                       .seen = "it fell",
                                       .point = "the left panel",
                                       .misread = "it rose",
                                       .limit = "that it lasts"};
    question_write(&l->w, 0);
    return leaf_text(g, l);
}

static void what_a_lecturer_says_is_there(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE run SET status = 'done'; UPDATE experiment SET request = ''");
    const char *text = lectured(g);
    check_contains(text, "<h2>What to point at</h2>\n<p>The left panel</p>");
    check_contains(text, "<h2>The usual misunderstanding</h2>\n<p>It rose</p>");
    check_contains(text, "<h2>What it does not show</h2>\n<p>That it lasts</p>");
}

/* And of a sweep with other words there is none. */
static void the_answer_is_folded_behind_the_question(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE run SET status = 'done'; UPDATE experiment SET request = ''");
    check_contains(lectured(g), "<b>Predict:</b> Does it fall?</p>\n<details");
    check_contains(lectured(g), "<summary>The answer</summary><p>It fell</p></details>");
    gallery_change(g, "UPDATE experiment SET request = '--depth 2'");
    const char *other = lectured(g);
    check_contains(other, "Does it fall?");
    check_contains(other, "not, or not all, of it: <code>depthlab run degradation</code>.");
    assert_null(strstr(other, "It fell"));
    assert_null(strstr(other, "The left panel"));
    assert_null(strstr(other, "It rose"));
    assert_null(strstr(other, "That it lasts"));
}

static void questions_words_and_sources_are_linked(void **state)
{
    struct gallery *g = *state;
    struct leaf *l = leaf_of(g, "degradation");
    struct spec later = {.name = "healthy-norms", .question = "and then?", .source = ""};
    later.lecture.after = (struct word_list){1, (const char *[]){"degradation"}};
    l->spec.lecture.after = (struct word_list){1, (const char *[]){"elsewhere"}};
    l->spec.lecture.terms = (struct word_list){2, (const char *[]){"dead unit", "odd"}};
    l->spec.source = "He 2015, fig. 1";
    l->glossary = (struct lexicon){1, &(struct lexicon_entry){"dead unit", "m", ""}};
    l->bibliography = (struct lexicon){1, &(struct lexicon_entry){"He 2015", "r", ""}};
    l->book.questions = 2;
    l->book.question = (struct book_question[]){
        l->question, {.spec = &later, .words = "x", .command = "y", .page = ""}};
    question_write(&l->w, 0);
    const char *text = leaf_text(g, l);
    check_contains(text, "<dt>Builds on</dt><dd><code>elsewhere</code></dd>");
    check_contains(text, "<dt>Leads to</dt><dd><a href=\"#healthy-norms\">and then?</a></dd>");
    check_contains(text, "<a href=\"#term:dead-unit\">dead unit</a>, odd</dd>");
    check_contains(text, "<dd><a href=\"#ref:He-2015\">He 2015</a>, fig. 1</dd>");
    check_contains(text, "<a href=\"#healthy-norms\">healthy-norms →</a>");
}

/* Markup in every text that comes from a spec or a run. */
static void no_text_is_markup(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE experiment SET question = '<i>q', claim = '<i>c', "
                      "spec = '# <i>r' || char(10) || 'question: <i>y'");
    gallery_change(
        g, "DELETE FROM verdict_row; INSERT INTO verdict_row (experiment, place, claim, "
           "expectation, verdict, statistic, holds, "
           "seeds, p, leaning, why) VALUES "
           "('degradation', 0, 'c', '<i>e', 'not supported', '<i>n', 5, 5, 0.03, '', '<i>v')");
    gallery_change(g, "UPDATE run SET detail = '<i>d', host = '<i>h', build = '<i>b'");
    struct book_figure figure[] = {{.name = "<i>f", .lack = "<i>l"}};
    struct leaf *l = leaf_of(g, "degradation");
    l->spec.source = "<i>s";
    l->spec.lecture =
        (struct lecture){.predict = "<i>p", .point = "<i>o", .misread = "<i>m", .limit = "<i>t"};
    l->spec.lecture.terms = (struct word_list){1, (const char *[]){"<i>k"}};
    l->question.figures = 1;
    l->question.figure = figure;
    l->question.command = "<i>w";
    question_write(&l->w, 0);
    const char *text = leaf_text(g, l);
    assert_null(strstr(text, "<i>"));
    for (const char *p = "qcsryendhbflwvpomtk"; *p; p++) {
        char words[] = "&lt;i&gt;?";
        words[sizeof words - 2] = *p;
        check_contains(text, words);
    }
}

static void what_is_missing_is_said_and_how_to_get_it(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE run SET status = 'unfinished' WHERE id = "
                      "(SELECT min(run) FROM sweep WHERE experiment = 'degradation')");
    struct book_figure figure[] = {{.name = "lost", .lack = "no rows"}};
    struct leaf *l = leaf_of(g, "degradation");
    l->question.figures = 1;
    l->question.figure = figure;
    l->spec.lecture.limit = "why";
    question_write(&l->w, 0);
    const char *text = leaf_text(g, l);
    check_contains(text, "runs are not finished; the verdicts and figures do not have them. "
                         "<code>depthlab run x --width &#39;8&#39;</code> finishes them.");
    check_contains(text, "This figure could not be drawn: no rows");
    check_contains(text, "The figure lost could not be drawn.");
    check_contains(text, "With 3 seeds no comparison can be decided, its p is 0.125 at the least: "
                         "<code>depthlab run degradation --seed 1..5</code>");
    check_contains(text, "<h2>What it does not show</h2>\n<p>What the experiment&#39;s file says");
    assert_null(strstr(text, "<p>Why</p>"));
    gallery_change(g, "UPDATE run SET status = 'diverged'");
    check_contains(part_of(g), "Every run diverged");
}

static void an_experiment_without_runs_is_refused(void **state)
{
    struct gallery *g = *state;
    struct leaf *l = leaf_of(g, "nothing");
    assert_int_equal(question_write(&l->w, 0), STATUS_USAGE);
    check_contains(g->failure.message, "no runs of `nothing` yet");
    paper_end(&l->paper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        leaf_test(question_claim_and_source_open_it),
        leaf_test(the_page_that_trains_is_linked_where_there_is_one),
        leaf_test(a_claim_is_shown_as_its_verdicts_let_it),
        leaf_test(what_a_lecturer_says_is_there),
        leaf_test(the_answer_is_folded_behind_the_question),
        leaf_test(questions_words_and_sources_are_linked),
        leaf_test(no_text_is_markup),
        leaf_test(what_is_missing_is_said_and_how_to_get_it),
        leaf_test(an_experiment_without_runs_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
