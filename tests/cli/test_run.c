/* Nothing is lost: the same bytes for any -j, after kill -9, and beside runs that diverge or die. */
#include "lab/base/rng.h"
#include "tests/cli/measured.h"
#include "tests/support/child.h"
#include <dirent.h>

static const char spec[] = "question: q\n"
                           "claim: c\n"
                           "source: s\n"
                           "data: {side: 6, train: 300, test: 60}\n"
                           "net: {width: 16, branch: zero-last}\n"
                           "train: {steps: 60, batch: 32, log_curve: 5}\n"
                           "sweep:\n"
                           "  block: [plain, preact]\n"
                           "  norm: [none, batch]\n"
                           "  depth: [2, 12]\n"
                           "  seed: [1, 2]\n";

static void same(const char *a, const char *b)
{
    for (int line = 1; *a || *b; line++) {
        size_t n = strcspn(a, "\n"), m = strcspn(b, "\n");
        if (n != m || memcmp(a, b, n) != 0)
            fail_msg("line %d differs:\n%.300s\n%.300s", line, a, b);
        a += n + (a[n] != 0);
        b += m + (b[m] != 0);
    }
}

static char *fresh(void)
{
    char *folder = temp_dir();
    write_file(folder, "small.yaml", spec);
    return folder;
}

static void expect_run(const char *folder, const char *words, int code)
{
    struct child_result *result = child_run(folder, words);
    assert_prints(result, code, out, "");
    free(result);
}

static void the_same_bytes_for_one_process_and_for_three(void **state)
{
    (void)state;
    char *folder = fresh();
    expect_run(folder, "run small.yaml --db one.db -j 1", 0);
    expect_run(folder, "run small.yaml --db three.db -j 3", 0);
    char *one = measured(folder, "one.db"), *three = measured(folder, "three.db");
    assert_true(strlen(one) > 10000);
    same(one, three);
    free(one);
    free(three);
    remove_dir(folder);
}

/* Half of them are told to stop, and leave a checkpoint. */
static void the_same_bytes_after_twenty_kills(void **state)
{
    (void)state;
    char *folder = fresh(), out[300];
    snprintf(out, sizeof out, "%s/killed.txt", folder);
    expect_run(folder, "run small.yaml --db whole.db", 0);
    struct stream moment = stream_of(7, PURPOSE_TEST, 0, 0);
    for (uint64_t kill_number = 0; kill_number < 20; kill_number++) {
        pid_t pid = child_start(folder, "run small.yaml --db killed.db -j 2", out, out);
        usleep((useconds_t)(3000 + 47000 * stream_uniform(moment, kill_number)));
        if (kill_number % 2)
            kill(pid, SIGTERM);
        else
            kill(-pid, SIGKILL);
        child_wait(pid);
        usleep(2000);
    }
    expect_run(folder, "run small.yaml --db killed.db -j 2", 0);
    char *whole = measured(folder, "whole.db"), *killed = measured(folder, "killed.db");
    same(whole, killed);
    free(whole);
    free(killed);
    remove_dir(folder);
}

static void a_diverged_run_is_a_result(void **state)
{
    (void)state;
    char *folder = fresh();
    struct child_result *result =
        child_run(folder, "run small.yaml --db d.db --lr 0.01,1e6 --norm none");
    assert_prints(result, 0, out, "8 done, 8 diverged");
    assert_prints(result, 0, out, "diverged: plain depth 2 seed 1 lr 1000000: loss");
    assert_prints(result, 0, out, "layer");
    char *text = measured(folder, "d.db");
    assert_non_null(strstr(text, "status=diverged"));
    free(text);
    free(result);
    remove_dir(folder);
}

static void the_crash_of_a_child_does_not_end_the_sweep(void **state)
{
    (void)state;
    char *folder = fresh(), out[300], err[300];
    static char text[1 << 16];
    snprintf(out, sizeof out, "%s/out.txt", folder);
    snprintf(err, sizeof err, "%s/err.txt", folder);
    pid_t pid = child_start(folder, "run small.yaml --db c.db -j 1 --steps 3000", out, err),
          child = 0;
    for (int i = 0; !child && i < 2000; i++, usleep(1000))
        child = child_of(pid);
    assert_true(child > 0);
    kill(child, SIGKILL);
    assert_int_equal(child_wait(pid), 1);
    read_file(out, text, sizeof text);
    assert_non_null(strstr(text, "15 done, 1 unfinished"));
    read_file(err, text, sizeof text);
    assert_non_null(strstr(text, "stopped by signal 9"));
    expect_run(folder, "run small.yaml --db c.db -j 1 --steps 3000", 0);
    remove_dir(folder);
}

static void a_signal_stops_the_sweep_and_the_same_command_goes_on(void **state)
{
    (void)state;
    char *folder = fresh(), out[300];
    snprintf(out, sizeof out, "%s/out.txt", folder);
    pid_t pid = child_start(folder, "run small.yaml --db s.db --steps 4000", out, out);
    for (int i = 0; !child_of(pid) && i < 2000; i++)
        usleep(1000);
    kill(pid, SIGTERM);
    assert_int_equal(child_wait(pid), 128 + SIGTERM);
    expect_run(folder, "run small.yaml --db s.db --steps 4000", 0);
    remove_dir(folder);
}

/* While one process trains, another plans the same experiment in other words. */
static void each_process_judges_its_own_plan(void **state)
{
    (void)state;
    char *folder = fresh(), out[300], command[200], own[sizeof spec + 200];
    static char text[1 << 16];
    snprintf(out, sizeof out, "%s/out.txt", folder);
    snprintf(
        own, sizeof own,
        "%sexpect:\n  - say: so\n    compare: train_loss of {block plain, norm none, depth 12} > "
        "0.1 * train_loss of {block plain, norm none, depth 2}\n",
        spec);
    write_file(folder, "own.yaml", own);
    /* On a machine that dawdles the first may be done before the other: then both begin anew, with more steps. */
    pid_t pid;
    struct child_result *other = NULL;
    for (long steps = 3000;; steps *= 4) {
        free(other);
        snprintf(command, sizeof command, "run own.yaml --db o%ld.db --steps %ld", steps, steps);
        pid = child_start(folder, command, out, out);
        for (int i = 0; !child_of(pid) && i < 2000; i++)
            usleep(1000);
        snprintf(command, sizeof command, "run own.yaml --db o%ld.db --steps 5 --depth 2", steps);
        other = child_run(folder, command);
        assert_prints(other, 0, out, "own: 8 runs, 8 done\n  inconclusive: so\n");
        if (!waitpid(pid, NULL, WNOHANG))
            break; /* the first one still trains */
        assert_true(steps < 1000000);
    }
    assert_int_equal(child_wait(pid), 0);
    read_file(out, text, sizeof text);
    assert_non_null(strstr(text, "own: 16 runs, 16 done"));
    assert_null(strstr(text, "no such run"));
    free(other);
    remove_dir(folder);
}

static void experiments_that_share_cells_share_runs(void **state)
{
    (void)state;
    char *folder = fresh();
    write_file(folder, "again.yaml", spec);
    expect_run(folder, "run small.yaml --db r.db --depth 2", 0);
    struct child_result *result = child_run(folder, "run again.yaml --db r.db --depth 2,12");
    assert_prints(result, 0, err, "again: 8 runs trained"); /* those of depth 2 were there */
    char *text = measured(folder, "r.db");
    int runs = 0;
    for (const char *p = text; (p = strstr(p, "status=")); p++)
        runs++;
    assert_int_equal(runs, 16);
    free(text);
    free(result);
    remove_dir(folder);
}

static void overrides_make_other_runs_and_lose_none(void **state)
{
    (void)state;
    char *folder = fresh();
    expect_run(folder, "run small.yaml --db o.db --depth 2 --seed 1 --norm none", 0);
    char *before = measured(folder, "o.db");
    struct child_result *result = child_run(
        folder, "run small.yaml --db o.db --depth 2 --seed 1 --norm none --set net.width=8");
    assert_prints(result, 0, out, "2 runs, 2 done");
    expect_run(folder, "run small.yaml --db o.db --depth 2 --seed 1 --norm none", 0);
    char *after = measured(folder, "o.db");
    for (char *line = strtok(before, "\n"); line; line = strtok(NULL, "\n"))
        assert_non_null(strstr(after, line));
    free(before);
    free(after);
    free(result);
    remove_dir(folder);
}

/* The same bytes at another place are the same run. */
static void a_run_can_start_from_a_file(void **state)
{
    (void)state;
    char *folder = fresh(), from[300], to[300];
    static const char base[] = "run small.yaml --db w.db --block preact --depth 2 --norm batch";
    char words[200];
    expect_run(folder, base, 0);
    expect_run(folder, "export small seed=1 --weights w.st --db w.db", 0);
    snprintf(words, sizeof words, "%s --seed 1 --steps 20 --weights w.st", base);
    struct child_result *result = child_run(folder, words);
    assert_prints(result, 0, err, "1 runs trained");
    free(result);
    snprintf(from, sizeof from, "%s/w.st", folder);
    snprintf(to, sizeof to, "%s/v.st", folder);
    assert_int_equal(rename(from, to), 0);
    strcpy(strstr(words, "w.st"), "v.st");
    result = child_run(folder, words);
    assert_prints(result, 0, out, "1 runs, 1 done");
    assert_null(strstr(result->err, "trained"));
    free(result);
    snprintf(words, sizeof words, "%s --depth 2,12 --seed 1 --weights v.st", base);
    result = child_run(folder, words);
    assert_prints(result, 65, out, "1 done, 1 unfinished");
    assert_prints(result, 65, err, "v.st does not fit the net: 50 missing, 0 extra, 0 of another");
    free(result);
    remove_dir(folder);
}

static void says_what_is_wrong_and_where(void **state)
{
    (void)state;
    static const struct {
        const char *words, *answer;
        int code;
    } row[] = {
        {"run", "which experiment?", 2},
        {"run nowhere.yaml", "nowhere.yaml", 65},
        {"run caf\xC3\xA9.yaml", "an experiment is called as its file, and its name has letters",
         65},
        {"run small.yaml --train 0", "data.train 0 and data.test", 65}, /* not the section */
        {"run small.yaml --train ten", "data.train takes a whole number, not `ten`", 2},
        {"run smal", "no experiment `smal`", 2},
        {"run small.yaml --depht 3", "unrecognized option", 2},
        {"run small.yaml --depth 3", "not a whole number of blocks", 65},
        {"run small.yaml --depth 0.1x", "0.1x", 2},
        {"run small.yaml --norm bath", "did you mean `batch`?", 2},
        {"run bad.yaml", "bad.yaml:3:9: ", 65},
        {"run small.yaml --db small.yaml", "small.yaml", 65},
        {"run small.yaml --db /nowhere/at/all.db", "/nowhere/at", 73},
        {"run small.yaml --weights nowhere.st", "nowhere.st: cannot be read", 65},
        {"run small.yaml --weights small.yaml --from depth=2", "not from both", 65},
        {"run small.yaml -j 0", "-j takes a whole number from 1, not `0`", 2},
        {"run small.yaml --set figures=[none]", "none.sql", 65},
        {"rnu small.yaml", "did you mean `run`?", 2},
    };
    char *folder = fresh();
    write_file(folder, "bad.yaml", "question: q\nclaim: c\nnet: {  widht: 3}\n");
    write_file(folder, "caf\xC3\xA9.yaml", "question: q\n");
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct child_result *result = child_run(folder, row[i].words);
        assert_prints(result, row[i].code, err, row[i].answer);
        free(result);
    }
    remove_dir(folder);
}

/* The same command several times at once: each waits for what another trains, and all end well. */
static void sweeps_at_once_share_the_work(void **state)
{
    (void)state;
    enum { N = 6 };
    char *folder = fresh(), out[N][300];
    static char text[1 << 16];
    pid_t pid[N];
    expect_run(folder, "run small.yaml --db alone.db", 0);
    for (int i = 0; i < N; i++) {
        snprintf(out[i], sizeof out[i], "%s/%d.txt", folder, i);
        pid[i] = child_start(folder, "run small.yaml --db shared.db -j 2", out[i], out[i]);
    }
    for (int i = 0; i < N; i++) {
        assert_int_equal(child_wait(pid[i]), 0);
        read_file(out[i], text, sizeof text);
        assert_non_null(strstr(text, "16 runs, 16 done"));
    }
    char *alone = measured(folder, "alone.db"), *shared = measured(folder, "shared.db");
    same(alone, shared);
    free(alone);
    free(shared);
    remove_dir(folder);
}

/* One wrong word, and nothing is trained, nor a database made. */
static void every_word_is_checked_before_anything_trains(void **state)
{
    (void)state;
    static const struct {
        const char *words, *message;
    } wrong[] = {
        {"small.yaml depth=8", "`depth=8` is no experiment; a setting is an option: --depth 8"},
        {"small.yaml --depth 8 16", "`16` is no experiment; several values have commas between"},
        {"small.yaml nothing", "no experiment `nothing`"},
        {"small.yaml --seed 1-3", "a range is written 1..3"},
    };
    char *folder = fresh(), words[200], db[300];
    snprintf(db, sizeof db, "%s/none.db", folder);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        snprintf(words, sizeof words, "run %s --db none.db", wrong[i].words);
        struct child_result *result = child_run(folder, words);
        assert_prints(result, 2, err, wrong[i].message);
        free(result);
        assert_int_not_equal(access(db, F_OK), 0);
    }
    remove_dir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_bytes_for_one_process_and_for_three),
        cmocka_unit_test(the_same_bytes_after_twenty_kills),
        cmocka_unit_test(every_word_is_checked_before_anything_trains),
        cmocka_unit_test(sweeps_at_once_share_the_work),
        cmocka_unit_test(a_diverged_run_is_a_result),
        cmocka_unit_test(the_crash_of_a_child_does_not_end_the_sweep),
        cmocka_unit_test(a_signal_stops_the_sweep_and_the_same_command_goes_on),
        cmocka_unit_test(each_process_judges_its_own_plan),
        cmocka_unit_test(experiments_that_share_cells_share_runs),
        cmocka_unit_test(overrides_make_other_runs_and_lose_none),
        cmocka_unit_test(a_run_can_start_from_a_file),
        cmocka_unit_test(says_what_is_wrong_and_where),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
