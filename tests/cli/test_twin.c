/* The twin in PyTorch that the README shows goes the run's way: ten steps from the exported start, the loss and every
 * layer's ||dL/dh|| at each. Skipped where there is no python3-torch. */
#include "tests/cli/trained_sweep.h"

enum { STEPS = 10 };

static const char spec[] = "question: q\n"
                           "data: {side: 6, train: 250, test: 40}\n"
                           "net: {width: 12, branch: zero-last}\n"
                           "train: {steps: 10, batch: 32, lr: 0.03, log_curve: 1, log_layers: 1}\n"
                           "sweep: {block: [plain, preact], depth: [2, 24]}\n";

static int open_folder(void **state)
{
    *state = temp_dir();
    write_file(*state, "twin.yaml", spec);
    assert_prints(run_command(state, "run twin.yaml --db lab.db"), 0, out, "4 done");
    assert_prints(run_command(state,
                              "data export twin block=plain depth=2 --standardised --epochs 2 "
                              "--output seen --db lab.db"),
                  0, out, "2 epochs of 250 samples");
    return 0;
}

/* The README's block into a file of the folder. */
static void write_twin(void **state)
{
    static char text[1 << 16];
    static const char fence[] = "```python twin.py\n";
    read_file("lab/README.md", text, sizeof text);
    char *begin = strstr(text, fence);
    char *end = begin ? strstr(begin + 1, "```") : NULL;
    if (!end)
        fail_msg("lab/README.md has no twin.py");
    *end = 0;
    write_file(*state, "twin.py", begin + strlen(fence));
}

/* What is recorded of the nets of this block and depth, in order: query_next, query_real. */
struct recorded {
    struct store *store;
    struct query *query;
    struct failure failure;
};

static void recorded_open(struct recorded *r, void **state, const char *db, const char *what,
                          const char *block, int depth)
{
    char path[300], sql[300];
    *r = (struct recorded){0};
    snprintf(path, sizeof path, "%s/%s", (char *)*state, db);
    r->store = store_open(path, true, &r->failure);
    snprintf(sql, sizeof sql, what, block, depth);
    r->query = query_open(r->store, sql, &r->failure);
}

static double recorded_next(struct recorded *r)
{
    const double x = query_next(r->query) ? query_real(r->query, 0) : NAN;
    assert_string_equal(r->failure.message, "");
    return x;
}

static void recorded_close(struct recorded *r)
{
    query_close(r->query);
    store_close(r->store);
}

#define OF_THESE " WHERE block = '%s' AND depth = %d ORDER BY step"
static const char losses[] = "SELECT train_loss FROM curve" OF_THESE,
                  gradients[] = "SELECT dh FROM gradient" OF_THESE ", layer";

/* What the twin prints of the start of the run. */
static char *twin_of(void **state, const char *db, const char *block, int depth)
{
    static char text[1 << 14];
    char words[200], path[300];
    snprintf(words, sizeof words,
             "export twin block=%s depth=%d --weights start.safetensors --step 0 --db %s", block,
             depth, db);
    assert_prints(run_command(state, words), 0, out, "");
    snprintf(words, sizeof words, "cd '%s' && OMP_NUM_THREADS=1 /usr/bin/python3 twin.py >twin.out",
             (char *)*state);
    assert_int_equal(system(words), 0);
    snprintf(path, sizeof path, "%s/twin.out", (char *)*state);
    read_file(path, text, sizeof text);
    return text;
}

static void must_go_the_runs_way(void **state, const char *db, const char *block, int depth)
{
    char *at = twin_of(state, db, block, depth);
    struct recorded loss, gradient;
    recorded_open(&loss, state, db, losses, block, depth);
    recorded_open(&gradient, state, db, gradients, block, depth);
    for (int s = 0; s <= STEPS; s++) {
        assert_int_equal(strtol(at, &at, 10), s);
        check_near(strtod(at, &at), recorded_next(&loss), 1e-5);
        for (int layer = 0; layer < depth + 2; layer++) {
            const double dh = recorded_next(&gradient);
            check_near(strtod(at, &at), dh, 1e-4 * dh);
        }
        assert_int_equal(*at++, '\n');
    }
    recorded_close(&loss);
    recorded_close(&gradient);
}

static void the_readme_shows_the_twin(void **state)
{
    char path[300], text[1 << 12];
    write_twin(state);
    snprintf(path, sizeof path, "%s/twin.py", (char *)*state);
    read_file(path, text, sizeof text);
    assert_non_null(strstr(text, "start.safetensors"));
}

static void write_twin_or_skip(void **state)
{
    if (system("/usr/bin/python3 -c 'import importlib.util as i; exit(not i.find_spec(\"torch\"))' "
               "2>/dev/null")) {
        print_message("skipped: there is no python3-torch to run the twin\n");
        skip();
    }
    write_twin(state);
}

static void the_twin_of_the_readme_goes_the_runs_way(void **state)
{
    write_twin_or_skip(state);
    for (int depth = 2; depth <= 24; depth += 22) {
        must_go_the_runs_way(state, "lab.db", "plain", depth);
        must_go_the_runs_way(state, "lab.db", "preact", depth);
    }
}

static void a_long_connection_goes_the_runs_way(void **state)
{
    write_twin_or_skip(state);
    assert_prints(run_command(state, "run twin.yaml --block plain --depth 24 --set net.skip_from=4 "
                                     "--set net.skip_to=20 --db skip.db"),
                  0, out, "1 done");
    must_go_the_runs_way(state, "skip.db", "plain", 24);
}

/* The twin knows of no factor. */
static void folded_weights_have_the_runs_loss(void **state)
{
    static const char *const factor[] = {"--branch 1/sqrt(L)", "--branch 1/L",
                                         "--set net.damp_layer=3 --set net.damp=0.25"};
    write_twin_or_skip(state);
    for (int i = 0; i < 3; i++) {
        char words[200], db[20];
        snprintf(db, sizeof db, "folded%d.db", i);
        snprintf(words, sizeof words, "run twin.yaml --block preact --depth 24 %s --db %s",
                 factor[i], db);
        assert_prints(run_command(state, words), 0, out, "1 done");
        const char *loss = twin_of(state, db, "preact", 24) + strlen("0 ");
        struct recorded r;
        recorded_open(&r, state, db, losses, "preact", 24);
        check_near(strtod(loss, NULL), recorded_next(&r), 1e-5);
        recorded_close(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_readme_shows_the_twin),
        cmocka_unit_test(the_twin_of_the_readme_goes_the_runs_way),
        cmocka_unit_test(a_long_connection_goes_the_runs_way),
        cmocka_unit_test(folded_weights_have_the_runs_loss),
    };
    return cmocka_run_group_tests(tests, open_folder, trained_sweep_close);
}
