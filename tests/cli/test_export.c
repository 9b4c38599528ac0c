#include "lab/base/hash.h"
#include "lab/store/store.h"
#include "tests/cli/trained_sweep.h"
#include <inttypes.h>

static int lines(const char *text)
{
    int n = 0;
    for (; *text; text++)
        n += *text == '\n';
    return n;
}

static int views_of(const char *folder)
{
    char path[300];
    struct failure failure = {0};
    snprintf(path, sizeof path, "%s/lab.db", folder);
    struct store *store = store_open(path, true, &failure);
    assert_non_null(store);
    struct query *q =
        query_open(store, "SELECT count(*) FROM sqlite_schema WHERE type = 'view'", &failure);
    const int n = query_next(q) ? (int)query_int(q, 0) : 0;
    query_close(q);
    store_close(store);
    return n;
}

static void every_view_can_be_exported(void **state)
{
    static const char *const view[] = {"final",     "curve",           "gradient", "junction",
                                       "reduction", "verdict",         "metrics",  "best",
                                       "rank",      "trajectory_plane"};
    enum { VIEWS = sizeof view / sizeof *view };
    struct child_result *list = run_command(state, "export --list --db lab.db");
    char *all = strdup(list->out);
    assert_int_equal(lines(all), views_of(*state));
    for (int i = 0; i < VIEWS; i++) {
        char words[80], head[80];
        snprintf(words, sizeof words, "export %s --db lab.db", view[i]);
        snprintf(head, sizeof head, "%s ", view[i]);
        assert_non_null(strstr(all, head));
        struct child_result *result = run_command(state, words);
        assert_prints(result, 0, out, "\n");
        assert_int_equal(*result->out, '"');
    }
    free(all);
}

static void one_experiment_alone(void **state)
{
    assert_int_equal(lines(run_command(state, "export final --db lab.db")->out), 1 + 12 + 1);
    assert_int_equal(
        lines(run_command(state, "export final --experiment small --csv --db lab.db")->out),
        1 + 12);
    struct child_result *result = run_command(state, "export final --experiment wild --db lab.db");
    assert_int_equal(lines(result->out), 1 + 1);
    assert_prints(result, 0, out, ",\"wild\",");
    /* metrics knows runs by their hash: the loss and accuracy of each logged step */
    result = run_command(state, "export metrics --experiment wild --db lab.db");
    int wild = lines(result->out),
        both = lines(run_command(state, "export metrics --db lab.db")->out);
    int small = lines(run_command(state, "export metrics --experiment small --db lab.db")->out);
    assert_true(wild > 1);
    assert_int_equal(both - 1, wild - 1 + small - 1);
}

static void what_is_no_number_is_written_as_such(void **state)
{
    struct child_result *result = run_command(state, "export curve --experiment wild --db lab.db");
    assert_true(strstr(result->out, ",nan,") || strstr(result->out, ",inf,"));
}

static void into_a_file(void **state)
{
    static char text[1 << 16];
    char path[300];
    struct child_result *result = run_command(state, "export final -o out.csv --db lab.db");
    assert_prints(result, 0, out, "");
    snprintf(path, sizeof path, "%s/out.csv", (char *)*state);
    read_file(path, text, sizeof text);
    assert_string_equal(text, run_command(state, "export final --db lab.db")->out);
}

static void weights_are_one_file_that_replaces_another_at_once(void **state)
{
    char path[300], text[1 << 14];
    write_file(*state, "w.st", "what was there before");
    assert_prints(run_command(state, "export 1 --weights w.st --db lab.db"), 0, out, "");
    snprintf(path, sizeof path, "%s/w.st", (char *)*state);
    read_file(path, text, sizeof text);
    assert_non_null(strstr(text + 8, "\"stem.weight\":{\"dtype\":\"F32\",\"shape\":[8,36],"));
    assert_non_null(strstr(text + 8, "{\"__metadata__\":{\"format\":\"pt\",\"depthlab.run\":"));
    assert_prints(run_command(state, "export wild --weights w.st --db lab.db"), 65, err,
                  "is diverged");
    assert_prints(run_command(state, "export 1 --weights no/w.st --db lab.db"), 73, err, "no/w.st");
    assert_prints(run_command(state, "export 1 --weights /dev/full --db lab.db"), 74, err,
                  "No space left");
    assert_prints(run_command(state, "import w.st"), 0, out,
                  "tensors fit"); /* none of these harmed it */
}

/* The file's numbers lie in the order of the hash, one behind the other. */
static void the_hash_is_that_of_the_files_numbers(void **state)
{
    char path[300], digits[20];
    static char file[1 << 16];
    uint64_t header, hash = HASH_START;
    run_command(state, "export 1 --weights w.st --db lab.db");
    snprintf(path, sizeof path, "%s/w.st", (char *)*state);
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    const size_t bytes = fread(file, 1, sizeof file, in);
    fclose(in);
    memcpy(&header, file, sizeof header);
    hash_bytes(&hash, file + 8 + header, bytes - 8 - header);
    snprintf(digits, sizeof digits, "%016" PRIx64 "\n", hash);
    assert_string_equal(run_command(state, "export 1 --hash --db lab.db")->out, digits);
    assert_prints(run_command(state, "export 1 --hash --weights w.st --db lab.db"), 2, err,
                  "one at a time");
    assert_prints(run_command(state, "export --hash --db lab.db"), 2, err, "which run?");
}

/* A run from the exported start is the run again. */
static void the_start_goes_out_too(void **state)
{
    static const char final[] = "SELECT train_loss FROM final WHERE experiment = 'small'";
    assert_prints(run_command(state, "export small block=plain depth=6 seed=2 --weights start.st "
                                     "--step 0 --db lab.db"),
                  0, out, "");
    assert_prints(run_command(state, "run small.yaml --block plain --depth 6 --seed 1 --weights "
                                     "start.st --db again.db"),
                  0, out, "1 done");
    assert_prints(run_command(state, "run small.yaml --block plain --depth 6 --seed 2 --weights "
                                     "start.st --db again.db"),
                  0, out, "1 done");
    check_near(value_in(state, "again.db", final),
               value_in(state, "lab.db",
                        "SELECT train_loss FROM final WHERE experiment = 'small' AND block = "
                        "'plain' AND depth = 6 AND seed = 2"),
               0);
    assert_prints(run_command(state, "export wild --weights s.st --step 0 --db lab.db"), 0, out,
                  "");
    assert_prints(run_command(state, "export 1 --weights s.st --step 31 --db lab.db"), 2, err,
                  "run 1 has 30 steps, not 31");
    assert_prints(run_command(state, "export final --step 0 --db lab.db"), 2, err,
                  "--step goes with the weights of a run alone");
    assert_prints(run_command(state, "export 1 --weights s.st --step -1 --db lab.db"), 2, err,
                  "step");
}

/* The number behind so many commas of line n, from 0. */
static double cell_of(const char *text, int n, int column)
{
    for (; n > 0; n--)
        text = strchr(text, '\n') + 1;
    for (; column > 0; column--)
        text = strchr(text, ',') + 1;
    return strtod(text, NULL);
}

static void a_fixed_factor_goes_with_the_weights(void **state)
{
    static char own[1 << 16], bare[1 << 16], again[1 << 16];
    char path[300];
    assert_prints(run_command(state, "run small.yaml --block preact --depth 6 --seed 1 --branch "
                                     "1/sqrt(L) --db branch.db"),
                  0, out, "1 done");
    run_command(state, "export 1 --weights folded.st --db branch.db");
    assert_prints(run_command(state, "import folded.st"), 0, out,
                  "6 tensors were multiplied by a fixed factor of their net; loading takes it out "
                  "again\n");
    assert_prints(run_command(state, "import folded.st --branch none"), 0, out,
                  "this net has none, and they stay as they are\n");
    run_command(state, "eval 1 --logits own.csv --db branch.db");
    run_command(state, "eval --weights folded.st --branch none --logits bare.csv");
    run_command(state, "eval --weights folded.st --logits again.csv");
    char *const to[] = {own, bare, again};
    static const char *const name[] = {"own", "bare", "again"};
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s.csv", (char *)*state, name[i]);
        read_file(path, to[i], sizeof own);
        assert_int_equal(lines(to[i]), 1 + 40);
    }
    for (int n = 1; n <= 40; n++)
        for (int k = 3; k < 13; k++) {
            check_near(cell_of(bare, n, k), cell_of(own, n, k), 1e-5);
            check_near(cell_of(again, n, k), cell_of(own, n, k), 1e-5);
        }
}

static void what_is_not_there_is_said(void **state)
{
    assert_prints(run_command(state, "export --weights w.st --db lab.db"), 2, err, "which run?");
    assert_prints(run_command(state, "export 1 --weights w.st -o x --db lab.db"), 2, err, "alone");
    assert_prints(run_command(state, "export final --data x --db lab.db"), 2, err, "alone");
    assert_prints(run_command(state, "export small --weights w.st --db lab.db"), 2, err,
                  "12 runs fit");
    assert_prints(run_command(state, "export finale --db lab.db"), 2, err, "did you mean `final`?");
    assert_prints(run_command(state, "export run --db lab.db"), 2, err,
                  "no view `run`"); /* a table */
    assert_prints(run_command(state, "export final --experiment no --db lab.db"), 2, err,
                  "no runs of `no`");
    assert_prints(run_command(state, "export --db lab.db"), 2, err, "which view?");
    assert_prints(run_command(state, "export final --db no.db"), 65, err, "no.db");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_view_can_be_exported),
        cmocka_unit_test(one_experiment_alone),
        cmocka_unit_test(what_is_no_number_is_written_as_such),
        cmocka_unit_test(into_a_file),
        cmocka_unit_test(weights_are_one_file_that_replaces_another_at_once),
        cmocka_unit_test(the_hash_is_that_of_the_files_numbers),
        cmocka_unit_test(the_start_goes_out_too),
        cmocka_unit_test(a_fixed_factor_goes_with_the_weights),
        cmocka_unit_test(what_is_not_there_is_said),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}
