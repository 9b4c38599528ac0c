/* A folder with a small sweep that has been run: plain and residual nets of two depths, three seeds,
 * and one net that diverges. */
#pragma once
#include "lab/store/store.h"
#include "tests/support/child.h"

static const char trained_sweep_spec[] = "# A note.\n"
                                         "question: q <b>\n"
                                         "claim: c\n"
                                         "data: {side: 6, train: 200, test: 40}\n"
                                         "net: {width: 8, branch: zero-last}\n"
                                         "train: {steps: 30, batch: 32, log_curve: 5}\n"
                                         "sweep:\n"
                                         "  block: [plain, preact]\n"
                                         "  depth: [2, 6]\n"
                                         "  seed: [1, 2, 3]\n"
                                         "figures: [depth-curve]\n";

static inline int trained_sweep_open(void **state)
{
    char *folder = temp_dir();
    write_file(folder, "small.yaml", trained_sweep_spec);
    write_file(folder, "wild.yaml",
               "question: q\n"
               "data: {side: 6, train: 200, test: 40}\n"
               "net: {width: 8, depth: 6}\n"
               "train: {steps: 30, batch: 32, lr: 1e6}\n");
    struct child_result *result = child_run(folder, "run small.yaml wild.yaml --db lab.db");
    assert_prints(result, 0, out, "12 runs, 12 done");
    assert_prints(result, 0, out, "1 diverged");
    free(result);
    *state = folder;
    return 0;
}

static inline int trained_sweep_close(void **state)
{
    remove_dir(*state);
    return 0;
}

/* What the program prints; the result before is freed. */
static inline struct child_result *run_command(void **state, const char *words)
{
    static struct child_result *before;
    free(before);
    return before = child_run(*state, words);
}

/* The one value that a query gives. */
static inline double value_in(void **state, const char *db, const char *sql)
{
    char path[300];
    struct failure failure = {0};
    snprintf(path, sizeof path, "%s/%s", (char *)*state, db);
    struct store *store = store_open(path, true, &failure);
    struct query *q = query_open(store, sql, &failure);
    const double x = query_next(q) ? query_real(q, 0) : NAN;
    query_close(q);
    store_close(store);
    if (failure.status)
        fail_msg("%s", failure.message);
    return x;
}

/* Does python, which is only a judge here, read it as JSON? Skipped where there is none. */
static inline void check_json(void **state, const char *words, const char *law)
{
    char command[600];
    run_command(state, words); /* leaves child.out in the folder */
    if (system("python3 -c 1 2>/dev/null"))
        return;
    write_file(*state, "law.py",
               "import json, sys\nd = json.load(open(sys.argv[1]))\n"
               "assert eval(sys.argv[2]), d\n");
    snprintf(command, sizeof command, "python3 '%s/law.py' '%s/child.out' '%s'", (char *)*state,
             (char *)*state, law);
    if (system(command))
        fail_msg("%s: not so: %s", words, law);
}
