/* The experiments of the folder experiments/: each can be read, run and drawn as it stands, has its place in the course,
 * and cites what the bibliography has. */
#include "lab/book/lexicon.h"
#include "lab/claim/claim.h"
#include "lab/run/experiment.h"
#include "lab/spec/cell_json.h"
#include "lab/spec/course.h"
#include "lab/spec/grid.h"
#include "tests/support/check.h"

#undef claim_check /* cmocka has a macro of this name */

struct fixture {
    struct arena arena;
    const char **names;
};

static int find_experiments(void **state)
{
    static struct fixture f;
    struct failure failure = {0};
    *state = &f;
    arena_open(&f.arena, (size_t)1 << 32);
    f.names = experiment_names(&f.arena, "experiments", &failure);
    return f.names && *f.names ? 0 : -1;
}

static int close_arena(void **state)
{
    struct fixture *f = *state;
    arena_close(&f->arena);
    return 0;
}

static struct experiment *must_read(struct fixture *f, const char *name, bool full)
{
    struct failure failure = {0};
    struct request request = {.name = name, .folder = "experiments", .full = full};
    struct experiment *e = arena_calloc(&f->arena, sizeof *e);
    assert_non_null(e);
    if (experiment_read(&f->arena, &request, e, &failure))
        fail_msg("%s", failure.message);
    return e;
}

static void every_statement_can_be_judged_in_full_and_not(void **state)
{
    struct fixture *f = *state;
    for (const char **name = f->names; *name; name++)
        for (int full = 0; full < 2; full++) {
            struct experiment *e = must_read(f, *name, full);
            struct failure failure = {0};
            for (int i = 0; i < e->spec.expectations; i++)
                if (claim_check(&e->spec, &e->spec.expectation[i], &failure))
                    fail_msg("%s", failure.message);
        }
}

static bool needs_steps(const struct expectation *e)
{
    for (int i = 0; i < e->needs; i++)
        if (!strcmp(e->need[i].setting->key, "train.steps"))
            return true;
    return false;
}

/* Else it would hold of nets that two steps have left as they were. */
static void what_is_said_of_trained_nets_needs_steps(void **state)
{
    struct fixture *f = *state;
    for (const char **name = f->names; *name; name++) {
        const struct spec *spec = &must_read(f, *name, false)->spec;
        for (int i = 0; i < spec->expectations; i++) {
            const struct expectation *e = &spec->expectation[i];
            if (strcmp(e->kind, "check") != 0 && strstr(e->text, "step last") && !needs_steps(e))
                fail_msg("%s: needs no steps: %s", *name, e->say);
        }
    }
}

static void every_question_has_a_claim_a_source_and_statements(void **state)
{
    struct fixture *f = *state;
    for (const char **name = f->names; *name; name++) {
        struct experiment *e = must_read(f, *name, false);
        if (!*e->spec.claim || !*e->spec.source || !e->spec.expectations || !e->spec.figures)
            fail_msg("%s lacks a claim, a source, a statement or a figure", *name);
        assert_int_equal(e->spec.question[strlen(e->spec.question) - 1], '?');
    }
}

static bool is_shipped(const struct fixture *f, const char *word)
{
    const char **name = f->names;
    while (*name && strcmp(*name, word))
        name++;
    return *name;
}

static void every_question_has_its_lecture(void **state)
{
    struct fixture *f = *state;
    for (const char **name = f->names; *name; name++) {
        const struct lecture *l = &must_read(f, *name, false)->spec.lecture;
        if (!l->predict || !strchr(l->predict, '?') || !l->seen || !l->point || !l->misread ||
            !l->limit || !l->terms.words)
            fail_msg("%s lacks a text of its lecture, or a question in `predict:`", *name);
        for (int i = 0; i < l->after.words; i++)
            if (!is_shipped(f, l->after.word[i]))
                fail_msg("%s: there is no experiment %s", *name, l->after.word[i]);
    }
}

/* Beside its verdict a statement stands alone: none goes on from the one before. */
static void every_statement_can_be_read_alone(void **state)
{
    struct fixture *f = *state;
    static const char *const goes_on[] = {"and ", "so ",   "nor ", "but ",
                                          "yet ", "also ", "it ",  "they "};
    for (const char **name = f->names; *name; name++) {
        const struct spec *s = &must_read(f, *name, false)->spec;
        for (int i = 0; i < s->expectations; i++) {
            for (size_t k = 0; k < sizeof goes_on / sizeof *goes_on; k++)
                if (!strncmp(s->expectation[i].say, goes_on[k], strlen(goes_on[k])))
                    fail_msg("%s: %s", *name, s->expectation[i].say);
            for (int k = 0; k < i; k++)
                if (!strcmp(s->expectation[i].say, s->expectation[k].say))
                    fail_msg("%s says twice: %s", *name, s->expectation[i].say);
        }
    }
}

static void every_figure_has_its_pair(void **state)
{
    struct fixture *f = *state;
    for (const char **name = f->names; *name; name++) {
        struct experiment *e = must_read(f, *name, false);
        for (int i = 0; i < e->spec.figures; i++)
            for (int k = 0; k < 2; k++) {
                const char *file =
                    arena_printf(&f->arena, "plots/%s.%s", e->spec.figure[i], k ? "sql" : "gp");
                if (access(file, R_OK))
                    fail_msg("%s wants %s, which is not there", *name, file);
            }
    }
}

/* Five is the fewest seeds with which the sign-flip test can say anything at p = .05. */
static void every_statement_has_seeds_enough_to_be_decided(void **state)
{
    struct fixture *f = *state;
    for (const char **name = f->names; *name; name++) {
        const struct spec *s = &must_read(f, *name, false)->spec;
        int seeds = 1;
        for (int k = 0; k < s->axes; k++)
            if (s->axis[k].setting->type == SETTING_SEED)
                seeds = s->axis[k].values;
        if (seeds < 5)
            fail_msg("%s has %d seeds", *name, seeds);
    }
}

static void overfitting_is_asked_of_the_runs_of_degradation(void **state)
{
    struct fixture *f = *state;
    struct failure failure = {0};
    struct grid a = must_read(f, "not-overfitting", false)->grid;
    struct grid b = must_read(f, "degradation", false)->grid;
    for (int i = 0; i < a.cells; i++) {
        const char *text = cell_json(&f->arena, &a.cell[i], &failure);
        int j = 0;
        while (j < b.cells && strcmp(text, cell_json(&f->arena, &b.cell[j], &failure)))
            j++;
        assert_in_range(j, 0, b.cells - 1);
    }
}

static bool has_statement(const struct spec *s, const char *say)
{
    for (int i = 0; i < s->expectations; i++)
        if (!strcmp(s->expectation[i].say, say))
            return true;
    return false;
}

/* `+ EXPERIMENT: STATEMENT`, `- EXPERIMENT: STATEMENT` and `* EXPERIMENT` in experiments/article.txt. */
static void what_decides_the_articles_sentences_is_there(void **state)
{
    struct fixture *f = *state;
    FILE *file = fopen("experiments/article.txt", "r");
    char line[1000], name[64];
    int statements = 0;
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        if (!strchr("+-*", *line) || sscanf(line + 1, " %63[a-z0-9-]", name) != 1)
            continue;
        if (access(arena_printf(&f->arena, "experiments/%s.yaml", name), R_OK))
            continue; /* the table says that there is no verdict */
        const struct experiment *e = must_read(f, name, false);
        const char *colon = strchr(line, ':');
        if (*line != '*' && !(colon && has_statement(&e->spec, colon + 2)))
            fail_msg("experiments/article.txt: %s has no such statement: %s", name, line);
        statements++;
    }
    fclose(file);
    assert_true(statements > 40);
}

/* Each has its place in the course, and each place its file (course_read refuses another). */
static void the_course_has_every_experiment(void **state)
{
    struct fixture *f = *state;
    struct failure failure = {0};
    struct course course;
    if (course_read(&f->arena, "experiments/course.yaml", "experiments", &course, &failure))
        fail_msg("%s", failure.message);
    for (const char **name = f->names; *name; name++)
        if (course_find(&course, *name) < 0)
            fail_msg("experiments/course.yaml does not name %s", *name);
}

static void every_part_of_a_source_is_in_the_bibliography(void **state)
{
    struct fixture *f = *state;
    struct failure failure = {0};
    struct lexicon bibliography;
    if (lexicon_read(&f->arena, "experiments", LEXICON_BIBLIOGRAPHY, &bibliography, &failure))
        fail_msg("%s", failure.message);
    for (const char **name = f->names; *name; name++) {
        char *rest = arena_printf(&f->arena, "%s", must_read(f, *name, false)->spec.source);
        for (const char *part; (part = strsep(&rest, ";"));) {
            size_t length;
            const char *at = part;
            if (!lexicon_next(&bibliography, &at, &length))
                fail_msg("%s: `%s` is not in experiments/bibliography.yaml", *name, part);
        }
    }
}

/* In the order of the alphabet, so that a word is found; each with its formula. */
static void the_glossary_is_sorted_and_whole(void **state)
{
    struct fixture *f = *state;
    struct failure failure = {0};
    struct lexicon glossary;
    if (lexicon_read(&f->arena, "experiments", LEXICON_GLOSSARY, &glossary, &failure))
        fail_msg("%s", failure.message);
    assert_true(glossary.entries > 20);
    for (int i = 0; i < glossary.entries; i++) {
        const struct lexicon_entry *e = &glossary.entry[i];
        if (!*e->more)
            fail_msg("`%s` has no formula", e->word);
        if (i && strcasecmp(e[-1].word, e->word) >= 0)
            fail_msg("`%s` comes behind `%s`", e[-1].word, e->word);
    }
}

static void what_a_lecture_names_is_there(void **state)
{
    struct fixture *f = *state;
    struct failure failure = {0};
    struct lexicon glossary;
    if (lexicon_read(&f->arena, "experiments", LEXICON_GLOSSARY, &glossary, &failure))
        fail_msg("%s", failure.message);
    for (const char **name = f->names; *name; name++) {
        const struct lecture *l = &must_read(f, *name, false)->spec.lecture;
        for (int i = 0; i < l->terms.words; i++)
            if (!lexicon_find(&glossary, l->terms.word[i]))
                fail_msg("%s: `%s` is not in experiments/glossary.yaml", *name, l->terms.word[i]);
        for (int i = 0; i < l->after.words; i++)
            if (access(arena_printf(&f->arena, "experiments/%s.yaml", l->after.word[i]), R_OK))
                fail_msg("%s builds on %s, which is no experiment", *name, l->after.word[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_statement_can_be_judged_in_full_and_not),
        cmocka_unit_test(what_is_said_of_trained_nets_needs_steps),
        cmocka_unit_test(every_question_has_a_claim_a_source_and_statements),
        cmocka_unit_test(every_figure_has_its_pair),
        cmocka_unit_test(every_question_has_its_lecture),
        cmocka_unit_test(every_statement_can_be_read_alone),
        cmocka_unit_test(every_statement_has_seeds_enough_to_be_decided),
        cmocka_unit_test(what_decides_the_articles_sentences_is_there),
        cmocka_unit_test(overfitting_is_asked_of_the_runs_of_degradation),
        cmocka_unit_test(the_course_has_every_experiment),
        cmocka_unit_test(the_glossary_is_sorted_and_whole),
        cmocka_unit_test(what_a_lecture_names_is_there),
        cmocka_unit_test(every_part_of_a_source_is_in_the_bibliography),
    };
    return cmocka_run_group_tests(tests, find_experiments, close_arena);
}
