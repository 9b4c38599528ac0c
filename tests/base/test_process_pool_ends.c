/* How a pool ends: killed, told to, by a signal, by what cannot be started. */
#include "tests/base/shell_pool.h"

/* The process that runs the pool is killed; its workers are gone at once. */
static void workers_do_not_outlive_their_parent(void **state)
{
    struct pool *p = *state;
    char path[300];
    if (prctl(PR_SET_CHILD_SUBREAPER, 1)) {
        print_message("skipped: orphans cannot be waited for here, as under an emulator\n");
        skip();
    }
    snprintf(path, sizeof path, "%s/pid", p->folder);
    add(p, "worker:echo $$ >$0/pid.new; mv $0/pid.new $0/pid; exec sleep 30");
    const pid_t parent = fork();
    if (!parent) {
        run(p, 1);
        _exit(0);
    }
    int pid = 0;
    for (int i = 0; i < 500 && !pid; i++) {
        FILE *file = fopen(path, "re");
        if (file && fscanf(file, "%d", &pid) != 1)
            pid = 0;
        if (file)
            fclose(file);
        usleep(10000);
    }
    assert_true(pid > 0 && !kill(pid, 0));
    int status = 0;
    kill(parent, SIGKILL);
    waitpid(parent, NULL, 0);
    for (int i = 0; i < 100 && waitpid(pid, &status, WNOHANG) != pid; i++)
        usleep(10000); /* as its next of kin this process receives of its end */
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
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

static void a_job_that_receives_the_signal_ends_in_its_own_way(void **state)
{
    struct pool *p = *state;
    p->stop_after = 1;
    add(p, UNTIL("$0/ready"));
    add(p, "worker:trap 'echo put away; echo end 75; exit 75' TERM; touch $0/ready; while :; do "
           "sleep 0.02; done");
    assert_int_equal(run(p, 2), STATUS_OK);
    assert_int_equal(p->job[1].exit, 75);
    assert_string_equal(p->job[1].last, "put away");
}

static void a_program_that_is_not_there_is_a_failure(void **state)
{
    struct pool *p = *state;
    add(p, "exit 0");
    add(p, "touch $0/late");
    p->job[0].argv = p->missing;
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
    p->job[1].argv = p->missing;
    assert_int_equal(run(p, 2), STATUS_FAILED);
    assert_int_equal(p->job[0].exit, 128 + SIGTERM);
    assert_int_equal(p->ended[0], 1);
}

static void no_jobs_are_done_at_once(void **state)
{
    assert_int_equal(run(*state, 4), STATUS_OK);
}

static void a_worker_receives_signals_that_its_parent_blocks(void **state)
{
    struct pool *p = *state;
    sigset_t term, before;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, &before);
    add(p, "worker:kill -TERM $$; exit 3");
    enum status status = run(p, 1);
    sigprocmask(SIG_SETMASK, &before, NULL);
    assert_int_equal(status, STATUS_OK);
    assert_int_equal(p->job[0].exit, 128 + SIGTERM);
}

static void what_the_caller_blocks_stays_blocked_and_nothing_else(void **state)
{
    struct pool *p = *state;
    sigset_t mine, then;
    sigemptyset(&mine);
    sigaddset(&mine, SIGUSR2);
    assert_int_equal(sigprocmask(SIG_BLOCK, &mine, NULL), 0);
    add(p, "true");
    assert_int_equal(run(p, 1), STATUS_OK);
    assert_int_equal(sigprocmask(SIG_UNBLOCK, &mine, &then), 0);
    for (int signal = 1; signal < NSIG; signal++)
        assert_int_equal(sigismember(&then, signal), sigismember(&mine, signal));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        pool_test(workers_do_not_outlive_their_parent),
        pool_test(a_watch_that_says_no_ends_all),
        pool_test(a_job_that_receives_the_signal_ends_in_its_own_way),
        pool_test(a_program_that_is_not_there_is_a_failure),
        pool_test(a_failure_to_start_one_ends_those_that_run),
        pool_test(no_jobs_are_done_at_once),
        pool_test(a_worker_receives_signals_that_its_parent_blocks),
        pool_test(what_the_caller_blocks_stays_blocked_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
