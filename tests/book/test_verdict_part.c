#include "lab/book/verdict_part.h"
#include "tests/book/leaf.h"

static const char *part_of(struct gallery *g)
{
    struct leaf *l = leaf_of(g, "degradation");
    verdict_part_write(&l->s);
    return leaf_text(g, l);
}

static const char *glance(struct gallery *g)
{
    struct leaf *l = leaf_of(g, "degradation");
    const char *text = verdict_part_glance(&l->w, "degradation");
    leaf_text(g, l);
    return text;
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
    const char *text = part_of(g);
    check_contains(text, "<span class=\"verdict supported\">✓ supported</span></td>"
                         "<td></td><td><span class=\"say\">it sinks</span>");
    check_contains(text, "<span class=\"verdict refuted\">✗ not supported</span>");
    check_contains(text, "<span class=\"verdict open\">? inconclusive</span>"
                         "<span class=\"pale\">leans for</span></td>");
    check_contains(text, "<span class=\"pale\">A = 3</span>");
}

static void a_refuted_statement_says_why(void **state)
{
    struct gallery *g = *state;
    gallery_change(g,
                   "DELETE FROM verdict_row; INSERT INTO verdict_row (experiment, place, claim, "
                   "expectation, verdict, statistic, holds, seeds, p, exploratory, why) VALUES "
                   "('degradation', 0, 'c', 'it sinks', 'supported', 'A', 5, 5, 0.03, 1, 'w0'),"
                   "('degradation', 1, 'c', 'it swims', 'not supported', 'B', 0, 5, 1, 0, 'w1')");
    const char *text = part_of(g);
    check_contains(text, "it sinks</span> <span class=\"pale exploratory\">exploratory: ");
    check_contains(text, "it swims</span> <span class=\"why\">Why: w1</span>");
    assert_null(strstr(text, "w0"));
}

static void at_a_glance_each_statement_has_its_sign(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "DELETE FROM verdict_row; INSERT INTO verdict_row (experiment, place, claim, "
                      "expectation, verdict, statistic, holds, seeds, p) VALUES "
                      "('degradation', 0, 'c', 'a', 'supported', 'A', 5, 5, 0.03), "
                      "('degradation', 1, 'c', 'b', 'not supported', 'A', 5, 5, 0.03)");
    const char *text = glance(g);
    check_contains(text, "<b class=\"supported seen\">✓</b><b class=\"refuted seen\">✗</b>");
    check_contains(text, ">unconfirmed</span>");
    gallery_change(g, "INSERT INTO confirm_row VALUES ('degradation', 0, 'inconclusive', 'B = 2', "
                      "1, 10, 0.2, 'for', '', 0, 0, 0)");
    text = glance(g);
    check_contains(text, "<b class=\"open\">?</b><b class=\"refuted seen\">✗</b>");
}

static void seen_and_confirmed_stand_side_by_side(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "DELETE FROM verdict_row; INSERT INTO verdict_row (experiment, place, claim, "
                      "expectation, verdict, statistic, holds, seeds, p) VALUES "
                      "('degradation', 0, 'c', 'it sinks', 'supported', 'A = 1', 5, 5, 0.03)");
    gallery_change(g, "INSERT INTO confirm_row VALUES ('degradation', 0, 'not supported', 'B = 2', "
                      "1, 10, 0.02, '', '', 0, 0, 0)");
    const char *text = part_of(g);
    check_contains(text,
                   "✓ supported</span></td><td><span class=\"verdict refuted\">✗ not supported");
    check_contains(
        text, "<span class=\"pale\">A = 1</span> <span class=\"pale\">Confirmed: B = 2</span>");
    gallery_change(g, "UPDATE verdict_row SET kind = 'check'");
    check_contains(part_of(g), "<td><span class=\"pale\">a fact</span></td>");
}

static void without_statements_there_is_no_table(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "DELETE FROM verdict_row");
    assert_string_equal(part_of(g), "");
    assert_string_equal(glance(g), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        leaf_test(a_verdict_is_a_word_and_a_sign),
        leaf_test(a_refuted_statement_says_why),
        leaf_test(at_a_glance_each_statement_has_its_sign),
        leaf_test(seen_and_confirmed_stand_side_by_side),
        leaf_test(without_statements_there_is_no_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
