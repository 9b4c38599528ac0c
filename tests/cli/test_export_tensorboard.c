/* Event files hold what the views hold, number by number. */
#include "tests/cli/trained_sweep.h"
#include "tests/store/event_reader.h"

/* The file of a run, decoded; the caller frees the bytes. */
static struct reader open_run(void **state, const char *board, int run)
{
    char command[400], path[400] = "";
    snprintf(command, sizeof command, "ls '%s'/%s/*/*-run%d/events.out.tfevents.*", (char *)*state,
             board, run);
    FILE *list = popen(command, "re");
    if (!list || fscanf(list, "%399[^\n]", path) != 1)
        fail_msg("run %d has no file", run);
    pclose(list);
    FILE *file = fopen(path, "re");
    unsigned char *bytes = malloc(1 << 20);
    const size_t size = fread(bytes, 1, 1 << 20, file);
    fclose(file);
    return (struct reader){bytes, bytes + size};
}

static double of_run(void **state, const char *what, int run, int64_t step)
{
    char sql[300];
    snprintf(sql, sizeof sql, "SELECT %s WHERE run = %d AND step = %lld", what, run,
             (long long)step);
    return value_in(state, "eval.db", sql);
}

static void every_number_of_the_views_is_there(void **state)
{
    static const char *const tag[] = {"loss/train", "accuracy/train", "loss/test", "accuracy/test"};
    static const char *const column[] = {"train_loss", "train_acc", "test_loss", "test_acc"};
    char what[100];
    run_command(state,
                "run small.yaml --block plain --depth 6 --seed 1 --evaluate 10 --db eval.db");
    assert_prints(run_command(state, "export --tensorboard eval --db eval.db"), 0, err, "");
    struct reader r = open_run(state, "eval", 1);
    unsigned char *bytes = (unsigned char *)(uintptr_t)r.at;
    struct read_event e;
    assert_true(reader_next(&r, &e));
    int scalars[4] = {0}, histograms = 0;
    while (reader_next(&r, &e)) {
        for (int k = 0; k < 4; k++)
            if (e.scalar && !strcmp(e.tag, tag[k])) {
                snprintf(what, sizeof what, "%s FROM curve", column[k]);
                check_near((double)e.value, (double)(float)of_run(state, what, 1, e.step), 0);
                scalars[k]++;
            }
        if (!e.histogram)
            continue;
        histograms++;
        check_near(e.number[3], of_run(state, "count(*) FROM gradient", 1, e.step), 0);
        check_near(pow(10, e.number[1]), of_run(state, "min(dh) FROM gradient", 1, e.step), 1e-9);
        check_near(pow(10, e.number[2]), of_run(state, "max(dh) FROM gradient", 1, e.step), 1e-9);
    }
    free(bytes);
    for (int k = 0; k < 4; k++) {
        snprintf(what, sizeof what, "SELECT count(%s) FROM curve WHERE run = 1", column[k]);
        check_near(scalars[k], value_in(state, "eval.db", what), 0);
        assert_true(scalars[k] > 0);
    }
    check_near(
        histograms,
        value_in(state, "eval.db", "SELECT count(DISTINCT step) FROM gradient WHERE run = 1"), 0);
}

static void a_diverged_run_has_its_last_number(void **state)
{
    run_command(state, "export --tensorboard board --db lab.db");
    const int run = (int)value_in(state, "lab.db",
                                  "SELECT run FROM final WHERE status = "
                                  "'diverged'");
    struct reader r = open_run(state, "board", run);
    unsigned char *bytes = (unsigned char *)(uintptr_t)r.at;
    struct read_event e;
    int odd = 0;
    while (reader_next(&r, &e)) {
        odd += e.scalar && !isfinite(e.value);
        for (int k = 0; e.histogram && k < e.limits; k++)
            assert_true(isfinite(e.limit[k]));
    }
    free(bytes);
    assert_true(odd > 0);
}

static void one_experiment_is_written_alone_and_again_the_same(void **state)
{
    char command[300];
    assert_prints(run_command(state, "export --tensorboard one --experiment small --db lab.db"), 0,
                  err, "");
    run_command(state, "export --tensorboard one --experiment small --db lab.db");
    snprintf(command, sizeof command,
             "cd '%s' && [ \"$(ls one)\" = small ] && [ $(ls one/small | wc -l) = 12 ] && "
             "diff -r one/small board/small",
             (char *)*state);
    assert_int_equal(system(command), 0);
}

static void what_does_not_go_with_it_is_refused(void **state)
{
    assert_prints(run_command(state, "export curve --tensorboard b --db lab.db"), 2, err,
                  "goes with --experiment alone");
    assert_prints(run_command(state, "export --tensorboard b --csv --db lab.db"), 2, err,
                  "goes with --experiment alone");
    assert_prints(run_command(state, "export --tensorboard b --experiment smal --db lab.db"), 2,
                  err, "no runs of `smal`; did you mean `small`?");
    assert_prints(run_command(state, "export --tensorboard /proc/b --db lab.db"), 73, err,
                  "/proc/b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_of_the_views_is_there),
        cmocka_unit_test(a_diverged_run_has_its_last_number),
        cmocka_unit_test(one_experiment_is_written_alone_and_again_the_same),
        cmocka_unit_test(what_does_not_go_with_it_is_refused),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}
