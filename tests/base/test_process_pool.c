#include "lab/base/process_pool.h"
#include "tests/support/check.h"
#include <signal.h>

/* Jobs are lines of shell; each gets the test's folder as $0. */
enum { JOBS = 12 };

struct pool {
    char *folder;
    struct process_job job[JOBS];
    const char *argv[JOBS][5];
    struct failure failure;
    int jobs, ended[JOBS], most,
        stop_after; /* stop_after: children ended before poll_pool() says no */
    int64_t step_seen;
    bool stopped_early;
};

/* A child that waits for the file `read` knows that its progress has arrived. */
static void note_step(struct pool *p, int64_t step)
{
    char path[300];
    snprintf(path, sizeof path, "%s/read", p->folder);
    FILE *file = fopen(path, "we");
    if (!file || fclose(file))
        fail_msg("cannot write %s", path);
    p->step_seen = step;
}

static bool poll_pool(void *self, const struct process_job *job, int jobs)
{
    struct pool *p = self;
    int ended = 0, running = 0;
    for (int i = 0; i < jobs; i++) {
        ended += job[i].ended;
        running += job[i].started && !job[i].ended;
        if (!job[i].ended && job[i].step > p->step_seen)
            note_step(p, job[i].step);
    }
    p->most = running > p->most ? running : p->most;
    return p->stop_after < 0 || ended < p->stop_after || (p->stopped_early = true, false);
}

static void ended(void *self, const struct process_job *job, int index)
{
    struct pool *p = self;
    assert_ptr_equal(job, &p->job[index]);
    assert_true(job->ended);
    p->ended[index]++;
}

static int open_pool(void **state)
{
    struct pool *p = calloc(1, sizeof *p);
    if (!p)
        return -1;
    p->folder = temp_dir();
    p->stop_after = -1;
    *state = p;
    return 0;
}

static int close_pool(void **state)
{
    struct pool *p = *state;
    remove_dir(p->folder);
    free(p);
    return 0;
}

static void add(struct pool *p, const char *line)
{
    const char **argv = p->argv[p->jobs];
    argv[0] = "/bin/sh";
    argv[1] = "-c";
    argv[2] = line;
    argv[3] = p->folder;
    p->job[p->jobs++].argv = argv;
}

static enum status run(struct pool *p, int width)
{
    const struct process_pool_watch watch = {p, poll_pool, ended};
    return process_pool_run(p->job, p->jobs, width, &watch, &p->failure);
}

/* How many lines the children have written into a file of the folder, and the largest number. */
static int lines_of(const struct pool *p, const char *name, int *largest)
{
    char path[300], line[80];
    snprintf(path, sizeof path, "%s/%s", p->folder, name);
    FILE *file = fopen(path, "re");
    int n = 0;
    *largest = 0;
    while (file && fgets(line, sizeof line, file)) {
        int value = atoi(line);
        *largest = value > *largest ? value : *largest;
        n++;
    }
    if (file)
        fclose(file);
    return n;
}

/* A child waits for a file, ten seconds at most. */
#define UNTIL(file)                                                                                \
    "for i in $(seq 500); do test -f " file " && break; sleep 0.02; done; test -f " file

/* Each child leaves a file while it lives and writes down how many such files there are. */
static const char counting[] = "cd $0; touch here.$$; ls | grep -c here >>most; sleep 0.1; "
                               "ls | grep -c here >>most; rm here.$$";

static void check_width(struct pool *p, int width, int most)
{
    int largest;
    for (int i = 0; i < JOBS; i++)
        add(p, counting);
    assert_int_equal(run(p, width), STATUS_OK);
    assert_int_equal(lines_of(p, "most", &largest), 2 * JOBS);
    assert_true(largest <= most);
    assert_true(p->most <= most);
    for (int i = 0; i < JOBS; i++) {
        assert_int_equal(p->ended[i], 1);
        assert_int_equal(p->job[i].exit, 0);
    }
}

static void every_job_runs_once_and_never_more_than_width_at_a_time(void **state)
{
    check_width(*state, 3, 3);
}

static void a_width_of_none_is_one(void **state)
{
    check_width(*state, 0, 1);
}

static void jobs_of_width_one_run_in_order(void **state)
{
    struct pool *p = *state;
    add(p, "sleep 0.1; echo 1 >>$0/a");
    add(p, "test $(cat $0/a) = 1 && echo 2 >>$0/a");
    add(p, "test $(tail -n 1 $0/a) = 2");
    assert_int_equal(run(p, 1), STATUS_OK);
    for (int i = 0; i < 3; i++)
        assert_int_equal(p->job[i].exit, 0);
}

static void two_of_width_two_run_side_by_side(void **state)
{
    struct pool *p = *state; /* each waits for the other */
    add(p, "cd $0; touch a; " UNTIL("b"));
    add(p, "cd $0; touch b; " UNTIL("a"));
    assert_int_equal(run(p, 2), STATUS_OK);
    assert_int_equal(p->job[0].exit + p->job[1].exit, 0);
}

static void progress_is_read_while_the_job_runs(void **state)
{
    struct pool *p = *state;
    add(p, "echo progress 7 2.5; " UNTIL("$0/read") "; echo progress 40 0.125");
    assert_int_equal(run(p, 1), STATUS_OK);
    assert_true(p->step_seen >= 7);
    assert_int_equal(p->job[0].step, 40);
    check_near(p->job[0].loss, 0.125, 0);
    assert_string_equal(p->job[0].last, "");
}

static void a_loss_may_be_no_number(void **state)
{
    struct pool *p = *state;
    add(p, "echo progress 3 nan");
    assert_int_equal(run(p, 1), STATUS_OK);
    assert_int_equal(p->job[0].step, 3);
    assert_true(isnan(p->job[0].loss));
}

static void the_last_words_are_kept_from_either_stream(void **state)
{
    struct pool *p = *state;
    add(p, "echo first; echo the reason >&2; echo progress 1 1; echo; exit 65");
    add(p, "printf 'no newline'");
    add(p, "head -c 100000 /dev/zero | tr '\\0' x; echo; exit 3");
    add(p, "echo the reason; echo '  and its parts'");
    assert_int_equal(run(p, 4), STATUS_OK);
    assert_string_equal(p->job[0].last, "the reason");
    assert_int_equal(p->job[0].exit, 65);
    assert_string_equal(p->job[1].last, "no newline");
    assert_int_equal(strlen(p->job[2].last), sizeof p->job[2].last - 1);
    assert_int_equal(p->job[2].exit, 3);
    assert_string_equal(p->job[3].last, "the reason");
}

static void words_of_one_job_do_not_reach_another(void **state)
{
    struct pool *p = *state; /* the first ends in the middle of the second's line */
    add(p, "printf abc; sleep 0.1");
    add(p, "printf one; sleep 0.4; echo ' line'");
    add(p, "sleep 0.2; echo three");
    assert_int_equal(run(p, 2), STATUS_OK);
    assert_string_equal(p->job[0].last, "abc");
    assert_string_equal(p->job[1].last, "one line");
    assert_string_equal(p->job[2].last, "three");
}

static void a_signal_is_128_more_and_the_others_go_on(void **state)
{
    struct pool *p = *state;
    add(p, "kill -KILL $$");
    add(p, "kill -SEGV $$");
    add(p, "exit 0");
    assert_int_equal(run(p, 1), STATUS_OK);
    assert_int_equal(p->job[0].exit, 128 + SIGKILL);
    assert_int_equal(p->job[1].exit, 128 + SIGSEGV);
    assert_int_equal(p->job[2].exit, 0);
    assert_true(p->job[2].ended);
}

static void a_watch_that_says_no_ends_all(void **state)
{
    struct pool *p = *state;
    p->stop_after = 1;
    add(p, "exit 0");
    add(p, "exec sleep 20");
    add(p, "exec sleep 20");
    add(p, "touch $0/late");
    assert_int_equal(run(p, 3), STATUS_OK);
    assert_true(p->stopped_early);
    assert_int_equal(p->job[1].exit, 128 + SIGTERM);
    assert_int_equal(p->job[2].exit, 128 + SIGTERM);
    assert_false(p->job[3].started);
    assert_int_equal(p->ended[3], 0);
}

static void a_job_that_catches_the_signal_ends_in_its_own_way(void **state)
{
    struct pool *p = *state;
    p->stop_after = 1;
    add(p, UNTIL("$0/ready"));
    add(p, "trap 'echo put away; exit 75' TERM; touch $0/ready; while :; do sleep 0.02; done");
    assert_int_equal(run(p, 2), STATUS_OK);
    assert_int_equal(p->job[1].exit, 75);
    assert_string_equal(p->job[1].last, "put away");
}

static void a_program_that_is_not_there_is_a_failure(void **state)
{
    struct pool *p = *state;
    add(p, "exit 0");
    add(p, "touch $0/late");
    p->argv[0][0] = "/nowhere/depthlab";
    assert_int_equal(run(p, 1), STATUS_FAILED);
    assert_non_null(strstr(p->failure.message, "cannot start /nowhere/depthlab"));
    assert_false(p->job[0].started);
    assert_false(p->job[1].started);
}

static void a_failure_to_start_one_ends_those_that_run(void **state)
{
    struct pool *p = *state;
    add(p, "exec sleep 20");
    add(p, "exit 0");
    p->argv[1][0] = "/nowhere/depthlab";
    assert_int_equal(run(p, 2), STATUS_FAILED);
    assert_int_equal(p->job[0].exit, 128 + SIGTERM);
    assert_int_equal(p->ended[0], 1);
}

static void no_jobs_are_done_at_once(void **state)
{
    assert_int_equal(run(*state, 4), STATUS_OK);
}

#define pool_test(f) cmocka_unit_test_setup_teardown(f, open_pool, close_pool)

/* `run` blocks the signals that it waits for; a child must not inherit that, or nothing stops it. */
static void a_child_receives_signals_that_its_parent_blocks(void **state)
{
    struct pool *p = *state;
    sigset_t term, before;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, &before);
    add(p, "kill -TERM $$; exit 3");
    enum status status = run(p, 1);
    sigprocmask(SIG_SETMASK, &before, NULL);
    assert_int_equal(status, STATUS_OK);
    assert_int_equal(p->job[0].exit, 128 + SIGTERM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        pool_test(every_job_runs_once_and_never_more_than_width_at_a_time),
        pool_test(a_width_of_none_is_one),
        pool_test(jobs_of_width_one_run_in_order),
        pool_test(two_of_width_two_run_side_by_side),
        pool_test(progress_is_read_while_the_job_runs),
        pool_test(a_loss_may_be_no_number),
        pool_test(the_last_words_are_kept_from_either_stream),
        pool_test(words_of_one_job_do_not_reach_another),
        pool_test(a_signal_is_128_more_and_the_others_go_on),
        pool_test(a_watch_that_says_no_ends_all),
        pool_test(a_child_receives_signals_that_its_parent_blocks),
        pool_test(a_job_that_catches_the_signal_ends_in_its_own_way),
        pool_test(a_program_that_is_not_there_is_a_failure),
        pool_test(a_failure_to_start_one_ends_those_that_run),
        pool_test(no_jobs_are_done_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
