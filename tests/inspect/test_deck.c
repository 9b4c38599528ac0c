/* A deck without a database, in each dialect. */
#include "lab/inspect/deck.h"
#include "tests/support/check.h"
#include <string.h>

static const char *terms[] = {"first"};
static struct spec spec = {.name = "e",
                           .question = "Does it rise?",
                           .claim = "It rises.",
                           .source = "He 2015",
                           .figures = 2,
                           .lecture = {.predict = "How far does x_1 go?",
                                       .seen = "It went to 2.30.",
                                       .point = "At the end.",
                                       .misread = "That it overfits.",
                                       .limit = "Only 400 steps.",
                                       .after = {1, terms}}};

static char *topic_in(enum deck_dialect dialect, bool usual)
{
    static const struct deck_figure figure[] = {
        {.name = "f", .path = "figures/e/f.png", .finding = "‖g‖ doubles"},
        {.name = "g", .finding = ""}};
    struct arena arena;
    struct failure failure = {0};
    char *text = NULL;
    size_t size;
    arena_open(&arena, 1 << 20);
    FILE *out = open_memstream(&text, &size);
    struct deck d = {out, dialect, &arena, NULL, &failure};
    const struct deck_topic t = {.spec = &spec,
                                 .time = {2, 2, {3, 4}, 2},
                                 .figure = figure,
                                 .command = "depthlab run e",
                                 .ran = true,
                                 .usual = usual};
    deck_topic(&d, &t);
    fclose(out);
    arena_close(&arena);
    assert_string_equal(failure.message, "");
    return text;
}

static void check_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("%s in: %s", part, text);
}

static void the_answer_comes_behind_the_question(void **state)
{
    (void)state;
    char *text = topic_in(DECK_MARKDOWN, true);
    const char *question = strstr(text, "\n## Does it rise?\n\nHow far does x\\_1 go?\n");
    const char *figure = strstr(text, "\n## ‖g‖ doubles\n\n![‖g‖ doubles](figures/e/f.png)\n");
    const char *seen = strstr(text, "**Reveal:** It went to 2.30.");
    const char *limit = strstr(text, "**What it does not show:** Only 400 steps.");
    assert_true(question && figure > question && seen > figure && limit > seen);
    check_has(text, "**1½ min.**");
    check_has(text, "It builds on first.");
    free(text);
}

/* Of another sweep than the shipped one nothing is known of it. */
static void what_was_seen_is_told_of_the_usual_sweep_alone(void **state)
{
    (void)state;
    char *text = topic_in(DECK_MARKDOWN, false);
    assert_null(strstr(text, "It went to 2.30."));
    assert_null(strstr(text, "At the end."));
    assert_null(strstr(text, "That it overfits."));
    assert_null(strstr(text, "Only 400 steps."));
    check_has(text, "not the experiment's usual ones:** depthlab run e");
    free(text);
}

static void what_is_not_there_has_no_slide(void **state)
{
    (void)state;
    char *text = topic_in(DECK_MARKDOWN, true);
    assert_null(strstr(strstr(text, "](") + 1, "](")); /* of two figures one is there */
    check_has(text, "These runs do not judge it; those of `depthlab run e` do.");
    free(text);
}

static char *end_of(const struct deck_gaps *gaps)
{
    struct failure failure = {0};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    struct deck d = {.out = out, .failure = &failure};
    deck_end(&d, gaps, "depthlab slides");
    fclose(out);
    return text;
}

static void the_end_says_what_is_left_out_and_what_to_run(void **state)
{
    (void)state;
    const char *experiment[] = {"a", "b_c"}, *figure[] = {"e, g: no runs of depth 4"};
    char *text =
        end_of(&(struct deck_gaps){2, 1, experiment, "depthlab run a b_c", "3 min", figure});
    check_has(text,
              "\n## Not in these slides\n\nFor want of runs: a, b\\_c. These are made in about "
              "3 min by\n\n    depthlab run a b_c\n\n- e, g: no runs of depth 4\n");
    free(text);
    text = end_of(&(struct deck_gaps){0});
    assert_null(strstr(text, "Not in"));
    check_has(text, "    depthlab slides\n");
    free(text);
}

static void each_kind_of_slides_has_its_markdown(void **state)
{
    (void)state;
    char *pptx = topic_in(DECK_PPTX, true), *beamer = topic_in(DECK_BEAMER, true);
    char *html = topic_in(DECK_HTML, true);
    check_has(pptx, "## {background-image=\"figures/e/f.png\"}");
    assert_null(strstr(pptx, "]("));
    check_has(beamer, "![`\\ensuremath{\\|}`{=latex}g`\\ensuremath{\\|}`{=latex} doubles](");
    check_has(beamer, "**1.5 min.**");
    for (const char *p = beamer; *p; p++) /* what pdflatex has no letter for */
        assert_true((unsigned char)*p < 0x80);
    check_has(html, "::: speaker\n");
    check_has(html, "## {.figure}");
    free(pptx);
    free(beamer);
    free(html);
}

static void answers_stand_at_the_end_of_the_sheet(void **state)
{
    (void)state;
    static const char *command[] = {"depthlab list"};
    struct exercise exercise[] = {{"one?", "eins", 1, command}, {"two?", "zwei", 1, command}};
    const struct exercises all = {"Sheet", 2, exercise};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    struct deck d = {.out = out};
    deck_exercises(&d, &all);
    fclose(out);
    const char *answers = strstr(text, "\n# Answers\n");
    assert_true(answers > strstr(text, "two?\n\n    depthlab list\n"));
    assert_true(strstr(text, "eins") > answers && strstr(text, "zwei") > answers);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_answer_comes_behind_the_question),
        cmocka_unit_test(what_was_seen_is_told_of_the_usual_sweep_alone),
        cmocka_unit_test(what_is_not_there_has_no_slide),
        cmocka_unit_test(the_end_says_what_is_left_out_and_what_to_run),
        cmocka_unit_test(each_kind_of_slides_has_its_markdown),
        cmocka_unit_test(answers_stand_at_the_end_of_the_sheet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
