/* The same work in arenas that grow from nothing: each attempt gives the whole answer, or the failure
 * "out of memory". */
#include "lab/claim/evaluate.h"
#include "lab/figure/series.h"
#include "lab/inspect/run_summary.h"
#include "lab/inspect/select.h"
#include "lab/spec/override_words.h"
#include "tests/support/small_lab.h"

static const char spec_text[] = "question: why?\nclaim: so\n"
                                "train: {steps: 60}\nprobe: {response: [0, 10, final]}\n"
                                "sweep: {block: [plain, preact], depth: [4, 8], seed: 1..3}\n"
                                "expect:\n  - {say: it is so, check: \"a == b\"}\n"
                                "full: {depth: [2, 4]}\n";
static const char figure_text[] =
    "-- with\nmine AS (SELECT * FROM final WHERE experiment = :experiment)\n"
    "-- text finding\nSELECT 'it''s {so}'\n-- number n\nSELECT count(*) FROM mine\n"
    "-- series curves 1\nSELECT block, depth, train_loss FROM mine ORDER BY 1, 2\n";

static void write_file(const struct lab *lab, const char *name, const char *text)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s", lab->folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static int open_sweep(void **state)
{
    if (lab_open(state))
        return -1;
    struct lab *lab = *state;
    write_file(lab, "x.yaml", spec_text);
    write_file(lab, "x.sql", figure_text);
    lab_axis(lab, "block", "plain preact", 0);
    lab_axis(lab, "depth", "4 8", 0);
    lab_axis(lab, "seed", "1 2", 0);
    lab_sweep(lab);
    for (int i = 0; i < lab->grid.cells; i++) {
        const double final[] = {i + .5, .5, 0, 0, i + .5}, curve[] = {0, 2, .5, 4, .5};
        lab_begin(lab, i);
        for (int layer = 0; layer < 3; layer++)
            lab_layer(lab, i, 0, layer, layer ? 1 : 1000);
        lab_row(lab, i, &series_curve, 0, 0, curve, 0);
        lab_row(lab, i, &series_final, 400, 0, final, 0xc);
        lab_end(lab, i, i ? RUN_DONE : RUN_DIVERGED);
    }
    return 0;
}

/* What is done with this arena, and what came of it. */
typedef void work(const struct lab *, struct arena *, FILE *answer, struct failure *);

static char *answer_of(const struct lab *lab, work *w, struct arena *arena, struct failure *failure)
{
    char *text = NULL;
    size_t size;
    FILE *answer = open_memstream(&text, &size);
    assert_non_null(answer);
    w(lab, arena, answer, failure);
    assert_int_equal(fclose(answer), 0);
    return text;
}

/* `least` attempts must fail: the work does need memory. */
static void check_work(const struct lab *lab, work *w, int least)
{
    struct arena arena;
    struct failure failure = {0};
    arena_open(&arena, 1 << 24);
    char *want = answer_of(lab, w, &arena, &failure);
    const size_t enough = arena.size;
    int failed = 0;
    if (failure.status)
        fail_msg("%s", failure.message);
    for (arena.size = 0; arena.size < enough; arena.size += 64) {
        arena_rewind(&arena, 0);
        char *answer = answer_of(lab, w, &arena, &failure);
        if (!failure.status)
            assert_string_equal(answer, want);
        free(answer);
        if (!failure.status)
            break;
        assert_int_equal(failure.status, STATUS_FAILED);
        if (!strstr(failure.message, "out of memory"))
            fail_msg("in %zu bytes: %s", arena.size, failure.message);
        failure = (struct failure){0};
        failed++;
    }
    assert_true(arena.size < enough);
    assert_in_range(failed, least, INT32_MAX);
    free(want);
    arena_close(&arena);
}

/* ---- the works ---- */

static void read_spec(const struct lab *lab, struct arena *arena, FILE *answer,
                      struct failure *failure)
{
    char path[400];
    struct spec spec;
    struct grid grid;
    const struct override list[] = {{"depth", "2,6"}, {"branch", "1/sqrt(L)"}};
    snprintf(path, sizeof path, "%s/x.yaml", lab->folder);
    if (spec_read(arena, path, true, 2, list, &spec, failure) ||
        grid_expand(arena, &spec, &grid, failure))
        return;
    fprintf(answer, "%s %s\n", spec.name, override_words(arena, 2, list, failure));
    for (int i = 0; i < grid.cells; i++)
        fprintf(answer, "%s\n", cell_json(arena, &grid.cell[i], failure));
}

static void evaluate_claim(const struct lab *lab, struct arena *arena, FILE *answer,
                           struct failure *failure)
{
    const struct expectation said = {
        .say = "it is so",
        .kind = "compare",
        .text =
            "train_loss of {block plain, depth 8} > slope(dh) of {block preact, depth 8, step 0}",
        .line = 1,
        .column = 1};
    struct statement statement;
    struct sweep sweep;
    struct resolved_quantity resolved;
    struct seed_values values;
    if (parser_statement(arena, &lab->spec, &said, &statement, failure) ||
        sweep_read(arena, lab->store, "e", &sweep, failure))
        return;
    for (const struct quantity *q = statement.quantity; q; q = q->next) {
        if (resolve_quantity(arena, &lab->spec, &statement.span, q, &resolved, failure) ||
            resolve_check(arena, &lab->spec, &statement.span, &resolved, failure) ||
            evaluate_quantity(arena, lab->store, &sweep, &resolved, &values, failure))
            return;
        fprintf(answer, "%s %g %g\n", values.lack ? values.lack : "", values.value[0],
                values.value[1]);
    }
}

static void write_figure(const struct lab *lab, struct arena *arena, FILE *answer,
                         struct failure *failure)
{
    char path[400];
    const char *with = "", *blank = "";
    snprintf(path, sizeof path, "%s/x.sql", lab->folder);
    series_write(arena, lab->store, path, "e", &with, &blank, answer, failure);
}

static void select_some(const struct lab *lab, struct arena *arena, FILE *answer,
                        struct failure *failure)
{
    const char *const word[] = {"e", "block=plain", "depth=8"};
    struct selection s;
    if (select_runs(arena, lab->store, 3, word, &s, failure) ||
        select_settled(arena, lab->store, &s, true, failure))
        return;
    fprintf(answer, "%s: %d, first %lld\n", s.words, s.runs, (long long)s.run[0]);
}

/* A question that no run answers, which takes memory to explain. */
static void select_none(const struct lab *lab, struct arena *arena, FILE *answer,
                        struct failure *failure)
{
    const char *const word[] = {"e", "depth=16"};
    struct selection s;
    if (select_runs(arena, lab->store, 2, word, &s, failure) != STATUS_USAGE)
        return;
    fputs(failure->message, answer);
    *failure = (struct failure){0};
}

static void read_summary(const struct lab *lab, struct arena *arena, FILE *answer,
                         struct failure *failure)
{
    struct run_summary p;
    if (run_summary_read(arena, lab->store, lab->run[0], &p, failure))
        return;
    fprintf(answer, "%s %s %s %d %s\n", p.hash, p.status, p.cell_json, p.last.layers,
            run_summary_why(arena, &p, failure));
}

/* ---- the laws ---- */

static void a_spec(void **state)
{
    check_work(*state, read_spec, 300);
}

static void a_claim(void **state)
{
    check_work(*state, evaluate_claim, 20);
}

static void a_figure(void **state)
{
    check_work(*state, write_figure, 10);
}

static void a_selection(void **state)
{
    check_work(*state, select_some, 10);
    check_work(*state, select_none, 10);
}

static void a_summary(void **state)
{
    check_work(*state, read_summary, 20);
}

#define sweep_test(f) cmocka_unit_test_setup_teardown(f, open_sweep, lab_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        sweep_test(a_spec),      sweep_test(a_claim),   sweep_test(a_figure),
        sweep_test(a_selection), sweep_test(a_summary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
