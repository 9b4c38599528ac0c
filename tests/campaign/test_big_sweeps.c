/* A sweep of very many runs is planned, looked at, drawn and merged in seconds, judged in half a minute, in memory
 * that does not grow with what the runs have measured. The runs are made up: their rows are written by SQL. */
#include "lab/run/experiment.h"
#include "lab/run/recorded.h"
#include "lab/store/store_internal.h"
#include "tests/support/child.h"
#include "tests/support/promise.h"
#include <sys/resource.h>

enum { SECONDS = 5 };
#ifdef __SANITIZE_ADDRESS__
enum { SHADOW = 8 }; /* what the sanitizer takes beside what is asked for */
#else
enum { SHADOW = 1 };
#endif

/* %d: seeds; 80 runs each. */
static const char spec[] = "question: q\n"
                           "claim: c\n"
                           "data: {side: 6, train: 200, test: 40}\n"
                           "net: {width: 8, branch: zero-last}\n"
                           "train: {steps: 30, batch: 32, log_curve: 5}\n"
                           "sweep:\n"
                           "  block: [plain, preact]\n"
                           "  depth: [2, 4, 6, 8]\n"
                           "  lr: [0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2]\n"
                           "  seed: [1..%d]\n"
                           "expect:\n"
                           "  - say: the deep plain net trains worse than its twin\n"
                           "    compare: train_loss of {block plain, depth 8, lr best} > "
                           "train_loss of {block preact, depth "
                           "8, lr best}\n"
                           "  - say: and at one rate\n"
                           "    compare: train_loss of {block plain, depth 8, lr 0.01} > 1.1 * "
                           "train_loss of {block preact, "
                           "depth 8, lr 0.01}\n"
                           "figures: [depth-curve]\n";

/* What training would have left: losses that follow depth and seed, seven rows of a curve, layers at three steps. */
static const char rows[] =
    "UPDATE run SET status = 'done', steps = 30, params = 700, flops = 1400, bytes = 900, guess = "
    "2.3, guess_error = 0.9, revision = 'made up', seconds = 0.01, started = "
    "'2020-01-01T00:00:00Z', "
    "ended = '2020-01-01T00:00:01Z';"
    "INSERT INTO final_row (run, step, place, train_loss, train_acc, test_loss, test_acc) "
    "SELECT id, 30, 0, loss, 0.5, loss + 0.1, 0.4 FROM (SELECT id, 0.5 + (cell ->> "
    "'$.\"net.depth\"') * iif(cell ->> '$.\"net.block\"' = 'plain', 0.1, 0.05) + (seed % 7) * 0.01 "
    "+ "
    "abs(cell ->> '$.\"train.lr\"' - 0.01) AS loss FROM run);"
    "INSERT INTO curve_row (run, step, place, train_loss, train_acc) SELECT id, 5 * value, 0, 2.3 "
    "- "
    "value * 0.1, 0.2 FROM run, generate_series_of_seven;"
    "INSERT INTO gradient_row (run, step, place, h, dh, dw, w) SELECT id, 10 * a.value, b.value, "
    "1, "
    "0.5, 0.25, 3 FROM run, generate_series_of_seven a, generate_series_of_seven b WHERE a.value < "
    "3 "
    "AND b.value < 4;";

struct lab {
    char *folder;
    int runs;
};

static const char *in(const struct lab *lab, const char *name)
{
    static char path[400];
    snprintf(path, sizeof path, "%s/%s", lab->folder, name);
    return path;
}

static int make_lab(void **state)
{
    static struct lab lab;
    char text[2000];
    struct failure failure = {0};
    struct arena arena;
    struct experiment e = {0};
    const int seeds = promise_long() ? 1250 : 25;
    lab = (struct lab){temp_dir(), 80 * seeds};
    arena_open(&arena, SIZE_MAX);
    snprintf(text, sizeof text, spec, seeds);
    write_file(lab.folder, "big.yaml", text);
    char *file = arena_strdup(&arena, in(&lab, "big.yaml"));
    const struct request q = {.name = file};
    struct store *store = recorded_open(in(&lab, "lab.db"), false, &failure);
    experiment_read(&arena, &q, &e, &failure);
    experiment_plan(&arena, store, &e, &failure);
    sql_begin(store, &failure);
    sql_run(store,
            "CREATE TEMP VIEW generate_series_of_seven AS WITH t (value) AS (VALUES (0), (1), (2), "
            "(3), (4), (5), (6)) SELECT value FROM t",
            &failure);
    sql_run(store, rows, &failure);
    sql_end(store, &failure);
    store_close(store);
    arena_close(&arena);
    *state = &lab;
    if (failure.status)
        fail_msg("%s", failure.message);
    return 0;
}

static int remove_lab(void **state)
{
    struct lab *lab = *state;
    remove_dir(lab->folder);
    return promises_end(state);
}

/* The command ends well, within so many processor seconds and MB. */
static void within(struct lab *lab, const char *words, const char *prints, double seconds,
                   double mb, struct promise *p)
{
    static char why[600];
    char out[400], err[400], text[4000];
    int status;
    struct rusage usage;
    snprintf(out, sizeof out, "%s", in(lab, "out.txt"));
    snprintf(err, sizeof err, "%s", in(lab, "err.txt"));
    const pid_t pid = child_start(lab->folder, words, out, err);
    assert_int_equal(wait4(pid, &status, 0, &usage), pid);
    const double took = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                        1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec),
                 memory = 1e-3 * (double)usage.ru_maxrss;
    read_file(out, text, sizeof text);
    const bool printed = strstr(text, prints);
    fprintf(stderr, "%-40.40s %6.2f s, %4.0f MB\n", words, took, memory);
    read_file(err, text, sizeof text);
    snprintf(why, sizeof why, "exit %d, %.2f s, %.0f MB, %s: %.300s", WEXITSTATUS(status), took,
             memory, printed ? "printed" : prints, text);
    const bool well = WIFEXITED(status) && !WEXITSTATUS(status) && printed && took <= seconds &&
                      memory <= SHADOW * mb;
    promise_case(p, well ? NULL : why, words, lab->runs);
}

static void each_command_takes_seconds(void **state)
{
    struct lab *lab = *state;
    struct promise *p =
        promise("%d runs: planned, listed, looked at: %d s each", lab->runs, SECONDS);
    char runs[40];
    snprintf(runs, sizeof runs, "big: %d runs, ", lab->runs);
    within(lab, "plan big.yaml", runs, SECONDS, 200, p);
    within(lab, "plan big.yaml --db lab.db", ", 0 to train", SECONDS, 200, p);
    within(lab, "cells big.yaml", "plain depth 2", SECONDS, 200, p);
    within(lab, "status --db lab.db", "big", SECONDS, 100, p);
    within(lab, "status big --db lab.db", "plain", SECONDS, 200, p);
    promise_kept(p);
}

static void judging_and_drawing_take_half_a_minute(void **state)
{
    struct lab *lab = *state;
    struct promise *p = promise("%d runs: judged in 40 s, drawn in 10 s", lab->runs);
    within(lab, "run big.yaml --db lab.db --quiet", "supported: the deep plain net", 40, 500, p);
    within(lab, "verdict big --db lab.db", "supported", SECONDS, 100, p);
    within(lab, "plot big.yaml --db lab.db", "depth-curve.png", 2 * SECONDS, 500, p);
    promise_kept(p);
}

static void a_merge_takes_seconds(void **state)
{
    struct lab *lab = *state;
    struct promise *p = promise("%d runs merged, and merged again", lab->runs);
    char taken[60];
    snprintf(taken, sizeof taken, "lab.db: %d runs, %d taken", lab->runs, lab->runs);
    within(lab, "merge merged.db lab.db", taken, 60, 100, p);
    snprintf(taken, sizeof taken, "lab.db: %d runs, 0 taken", lab->runs);
    within(lab, "merge merged.db lab.db", taken, 60, 100, p);
    promise_kept(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_command_takes_seconds),
        cmocka_unit_test(judging_and_drawing_take_half_a_minute),
        cmocka_unit_test(a_merge_takes_seconds),
    };
    return cmocka_run_group_tests(tests, make_lab, remove_lab);
}
