#include "lab/figure/report.h"
#include "tests/figure/gallery.h"
#include "tests/figure/paper.h"

static struct paper paper;

static const char *report(struct gallery *g, const struct report *r)
{
    report_write(&g->arena, g->store, r, paper_begin(&paper), &g->failure);
    return paper_end(&paper);
}

static struct report report_of(const char *experiment)
{
    return (struct report){.experiment = experiment,
                           .words = experiment,
                           .command = "depthlab run x --width '8'",
                           .page = ""};
}

static const char *whole(struct gallery *g)
{
    struct report r = report_of("degradation");
    const char *text = report(g, &r);
    if (g->failure.status)
        fail_msg("%s", g->failure.message);
    return text;
}

#define check_contains(text, words)                                                                \
    do {                                                                                           \
        if (!strstr(text, words))                                                                  \
            fail_msg("`%s` is not in\n%s", words, text);                                           \
    } while (0)

static void question_claim_and_source_open_it(void **state)
{
    const char *text = whole(*state);
    check_contains(text, "<article id=\"degradation\">");
    check_contains(text, "<h1>invented</h1>");
    check_contains(text, "The claim: invented");
    check_contains(text, "Source: nowhere");
    check_contains(text, "</article>");
}

static void the_page_that_trains_is_linked_where_there_is_one(void **state)
{
    struct gallery *g = *state;
    assert_null(strstr(whole(g), "in your browser"));
    struct report r = report_of("degradation");
    r.page = "p.html#a=b|c&d=e";
    check_contains(report(g, &r), "<a href=\"p.html#a=b|c&amp;d=e\">");
}

static void a_verdict_is_a_word_and_a_sign(void **state)
{
    struct gallery *g = *state;
    gallery_change(
        g, "DELETE FROM verdict_row; INSERT INTO verdict_row (experiment, place, claim, "
           "expectation, verdict, statistic, holds, "
           "seeds, p, leaning) VALUES "
           "('degradation', 0, 'c', 'it sinks', 'supported', 'A = 1', 5, 5, 0.03, ''), "
           "('degradation', 1, 'c', 'it floats', 'not supported', 'A = 2', 0, 5, 1, ''), "
           "('degradation', 2, 'c', 'it flies', 'inconclusive', 'A = 3', 3, 5, 0.5, 'for')");
    const char *text = whole(g);
    check_contains(text, "<span class=\"verdict supported\">✓ supported</span></td>"
                         "<td></td><td><span class=\"say\">it sinks</span>");
    check_contains(text, "<span class=\"verdict refuted\">✗ not supported</span>");
    check_contains(text, "<span class=\"verdict open\">? inconclusive</span>"
                         "<span class=\"pale\">leans for</span></td>");
    check_contains(text, "<span class=\"pale\">A = 3</span>");
}

static void a_claim_is_shown_as_its_verdicts_let_it(void **state)
{
    struct gallery *g = *state;
    check_contains(whole(g), "The claim: ");
    gallery_change(g, "DELETE FROM verdict_row; INSERT INTO verdict_row (experiment, place, claim, "
                      "expectation, verdict, statistic, holds, seeds, p) VALUES "
                      "('degradation', 0, 'c', 'it sinks', 'not supported', 'A = 1', 5, 5, 0.03)");
    check_contains(whole(g),
                   "<p>By the verdicts below it is unconfirmed: by the seen runs alone 0 of 1");
    gallery_change(g, "INSERT INTO confirm_row VALUES ('degradation', 0, 'not supported', 'B = 2', "
                      "1, 10, 0.02, '', '', 0, 0, 0)");
    const char *text = whole(g);
    check_contains(text, "<p>By the verdicts below it is refuted: 0 of 1");
    check_contains(text, "not supported</span></td><td><span class=\"verdict refuted\">");
    check_contains(text, "<span class=\"pale\">Confirmed: B = 2</span>");
}

/* Of another sweep than the file's own it would be no finding. */
static void what_was_seen_stands_beside_the_default_sweep_alone(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE experiment SET spec = '# Seen: it fell.' || char(10), request = ''");
    check_contains(whole(g), "<p>Seen in this sweep when its file was written: it fell.</p>");
    gallery_change(g, "UPDATE experiment SET request = '--depth 2'");
    assert_null(strstr(whole(g), "Seen in this sweep"));
}

static void what_a_lecturer_says_is_there(void **state)
{
    struct gallery *g = *state;
    gallery_change(g,
                   "UPDATE experiment SET request = '', lecture = json_object('predict', 'does it "
                   "fall?', 'seen', 'it fell', 'point', 'the left panel', 'misread', 'it rose', "
                   "'limit', 'that it lasts')");
    check_contains(whole(g), "<p>Before the figures are shown: does it fall?</p>");
    check_contains(whole(g), "<p>Seen in the default sweep: it fell</p>");
    check_contains(whole(g), "<p>What to point at: the left panel</p>");
    check_contains(whole(g), "<p>The usual misunderstanding: it rose</p>");
    check_contains(whole(g), "<h2>What it does not show</h2>\n<p>That it lasts</p>");
    gallery_change(g, "UPDATE experiment SET request = '--depth 2'");
    assert_null(strstr(whole(g), "Seen in the default sweep"));
}

static void a_refuted_statement_says_why(void **state)
{
    struct gallery *g = *state;
    gallery_change(g,
                   "DELETE FROM verdict_row; INSERT INTO verdict_row (experiment, place, claim, "
                   "expectation, verdict, statistic, holds, seeds, p, exploratory, why) VALUES "
                   "('degradation', 0, 'c', 'it sinks', 'supported', 'A', 5, 5, 0.03, 1, 'w0'),"
                   "('degradation', 1, 'c', 'it swims', 'not supported', 'B', 0, 5, 1, 0, 'w1')");
    const char *text = whole(g);
    check_contains(text, "it sinks</span><span class=\"pale\">exploratory: ");
    check_contains(text, "it swims</span><span>Why: w1</span>");
    assert_null(strstr(text, "w0"));
}

/* Markup in every text that comes from a spec or a run. */
static void no_text_is_markup(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE experiment SET question = '<i>q', claim = '<i>c', source = '<i>s', "
                      "spec = '# <i>r' || char(10) || 'question: <i>y'");
    gallery_change(g, "DELETE FROM verdict_row; INSERT INTO verdict_row (experiment, place, claim, "
                      "expectation, verdict, statistic, holds, "
                      "seeds, p, leaning) VALUES "
                      "('degradation', 0, 'c', '<i>e', 'supported', '<i>n', 5, 5, 0.03, '')");
    gallery_change(g, "UPDATE run SET detail = '<i>d', host = '<i>h', build = '<i>b'");
    struct report_figure figure[] = {{"<i>f", NULL, "<i>l"}};
    struct report r = report_of("degradation");
    r.figures = 1;
    r.figure = figure;
    r.command = "<i>w";
    const char *text = report(g, &r);
    assert_null(strstr(text, "<i>"));
    for (const char *p = "qcsryendhbflw"; *p; p++) {
        char words[] = "&lt;i&gt;?";
        words[sizeof words - 2] = *p;
        check_contains(text, words);
    }
}

static void what_varies_is_apart_from_what_is_fixed(void **state)
{
    const char *text = whole(*state);
    check_contains(text, "<td class=\"key\">net.depth</td><td>2, 4, 8</td>");
    check_contains(text, "<td class=\"key\">seed</td><td>1, 2, 3</td>");
    check_contains(text, "<li><span class=\"key\">net.width</span> 32</li>");
    assert_null(strstr(text, "<td class=\"key\">net.width"));
    assert_null(strstr(text, "<li><span class=\"key\">net.depth"));
}

static void a_checksum_is_shown_where_there_is_a_file(void **state)
{
    struct gallery *g = *state;
    struct report r = report_of("degradation");
    assert_null(strstr(whole(g), "data.checksum"));
    gallery_change(g, "UPDATE run SET cell = json_patch(cell, json_object('data.checksum', 77))");
    check_contains(whole(g), "<li><span class=\"key\">data.checksum</span> 77</li>");
    gallery_change(
        g, "UPDATE run SET cell = json_patch(cell, json_object('start.checksum', seed = 1))");
    check_contains(whole(g), "<td class=\"key\">start.checksum</td><td>1, 0</td>");
    assert_null(strstr(whole(g), "CRC-32"));
    r.command = "depthlab run x --data PATH --weights PATH";
    const char *text = report(g, &r);
    check_contains(text, "data.checksum above is that of what they hold");
    check_contains(text, "start.checksum above is the CRC-32");
}

static void diverged_runs_are_listed_with_their_settings(void **state)
{
    struct gallery *g = *state;
    check_contains(whole(g), "loss not finite at step 20");
    check_contains(whole(g), "<td>seed 3, block plain, depth 8");
    gallery_change(g, "UPDATE run SET status = 'done'");
    assert_null(strstr(whole(g), "Runs that diverged"));
}

static void what_is_missing_is_said(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE run SET status = 'unfinished' WHERE id = "
                      "(SELECT min(run) FROM sweep WHERE experiment = 'degradation')");
    gallery_change(g, "UPDATE experiment SET spec = '# A note on \\`lr\\`.' || char(10) || '#' || "
                      "char(10) || '# What it does not show: why.' || char(10)");
    struct report_figure figure[] = {{"lost", NULL, "no rows"}};
    struct report r = report_of("degradation");
    r.figures = 1;
    r.figure = figure;
    const char *text = report(g, &r);
    check_contains(text, "runs are not finished");
    check_contains(text, "This figure could not be drawn: no rows");
    check_contains(text, "The figure lost could not be drawn.");
    check_contains(text, "With 3 seeds no comparison can have a p below 0.125");
    check_contains(text, "<p>A note on <code>lr</code>.</p>");
    check_contains(text, "<h2>What it does not show</h2>\n<p>Why.</p>");
}

static void how_to_make_it_again(void **state)
{
    struct gallery *g = *state;
    const char *text = whole(g);
    check_contains(text, "git checkout 1a2b3c4\nmake\nbuild/depthlab run x --width &#39;8&#39;\n");
    assert_null(strstr(text, "sources had been changed"));
    gallery_change(g, "UPDATE run SET revision = '1a2b3c4+'");
    text = whole(g);
    check_contains(text, "git checkout 1a2b3c4\n");
    check_contains(text, "sources had been changed");
}

/* The same figure twice: their ids stay apart. */
static void figures_are_in_the_page_each_with_its_own_ids(void **state)
{
    struct gallery *g = *state;
    const struct figure_style style = {.format = "svg", .four_by_three = true};
    const char *svg;
    if (figure_draw(&g->arena, g->store, &g->place, "degradation", "degradation", &style, &svg,
                    &g->failure))
        fail_msg("%s", g->failure.message);
    struct report_figure figure[] = {{"degradation", svg, NULL}, {"degradation", svg, NULL}};
    struct report r = report_of("degradation");
    r.figures = 2;
    r.figure = figure;
    const char *text = report(g, &r);
    check_contains(text, "id='degradation-1-gpDot'");
    check_contains(text, "id='degradation-2-gpDot'");
    assert_null(strstr(text, "id='gpDot'"));
    assert_null(strstr(text, "'#gp"));
    check_contains(text, "<figcaption>degradation: ");
}

static void an_experiment_without_runs_is_refused(void **state)
{
    struct gallery *g = *state;
    struct report r = report_of("nothing");
    report(g, &r);
    assert_int_equal(g->failure.status, STATUS_USAGE);
    check_contains(g->failure.message, "no runs of `nothing` yet");
}

#define report_test(f) cmocka_unit_test_setup_teardown(f, gallery_open, gallery_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        report_test(question_claim_and_source_open_it),
        report_test(the_page_that_trains_is_linked_where_there_is_one),
        report_test(a_verdict_is_a_word_and_a_sign),
        report_test(a_claim_is_shown_as_its_verdicts_let_it),
        report_test(what_was_seen_stands_beside_the_default_sweep_alone),
        report_test(what_a_lecturer_says_is_there),
        report_test(a_refuted_statement_says_why),
        report_test(no_text_is_markup),
        report_test(what_varies_is_apart_from_what_is_fixed),
        report_test(a_checksum_is_shown_where_there_is_a_file),
        report_test(diverged_runs_are_listed_with_their_settings),
        report_test(what_is_missing_is_said),
        report_test(how_to_make_it_again),
        report_test(figures_are_in_the_page_each_with_its_own_ids),
        report_test(an_experiment_without_runs_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
