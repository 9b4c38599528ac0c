#include "lab/base/process_pool.h"
#include "tests/support/check.h"
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Orders are lines of shell; each is carried out in a shell of its own, the test's folder as $0, by a worker
 * that is a shell itself. */
enum { JOBS = 12 };

static const char worker[] =
    "while IFS= read -r -d '' line && [ -n \"$line\" ]; do\n"
    "  IFS= read -r -d '' end\n"
    "  case $line in\n"
    "  worker:*) eval \"${line#worker:}\" ;;\n"
    "  *) bash -c \"$line\" \"$0\" & trap 'kill -TERM $!' TERM; wait $!; code=$?\n"
    "     [ $code -gt 128 ] && wait $! && code=$?\n"
    "     echo; echo end $code ;;\n"
    "  esac\n"
    "done";

struct pool {
    char *folder;
    struct process_job job[JOBS];
    const char *argv[5], *missing[2], *order[JOBS][2];
    struct failure failure;
    int jobs, ended[JOBS], most, stop_after; /* stop_after: children ended before look() says no */
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

static bool look(void *self, const struct process_job *job, int jobs)
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
    memcpy(p->argv, (const char *[]){"/bin/bash", "-c", worker, p->folder, NULL}, sizeof p->argv);
    p->missing[0] = "/nowhere/depthlab";
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
    const char **order = p->order[p->jobs];
    order[0] = line;
    p->job[p->jobs++] = (struct process_job){.argv = p->argv, .order = order};
}

static enum status run(struct pool *p, int width)
{
    const struct process_pool_watch watch = {p, -1, look, ended};
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

static void a_worker_that_dies_costs_its_own_order_alone(void **state)
{
    struct pool *p = *state;
    add(p, "worker:kill -KILL $$");
    add(p, "worker:kill -SEGV $$");
    add(p, "exit 0");
    add(p, "worker:exit 5");
    add(p, "worker:exit 0"); /* it left without an end */
    add(p, "exit 0");
    assert_int_equal(run(p, 1), STATUS_OK);
    assert_int_equal(p->job[0].exit, 128 + SIGKILL);
    assert_int_equal(p->job[1].exit, 128 + SIGSEGV);
    assert_int_equal(p->job[2].exit, 0);
    assert_int_equal(p->job[3].exit, 5);
    assert_int_equal(p->job[4].exit, 1);
    assert_int_equal(p->job[5].exit, 0);
    for (int i = 0; i < 6; i++)
        assert_int_equal(p->ended[i], 1);
}

static void one_worker_takes_many_orders(void **state)
{
    struct pool *p = *state;
    int largest;
    for (int i = 0; i < JOBS; i++)
        add(p, "worker:echo $$ >>$0/pids; echo end 0");
    assert_int_equal(run(p, 2), STATUS_OK);
    assert_int_equal(lines_of(p, "pids", &largest), JOBS);
    char line[400];
    snprintf(line, sizeof line, "test $(sort -u %s/pids | wc -l) -le 2", p->folder);
    assert_int_equal(system(line), 0);
}

/* The second kind of worker takes the place of an idle one of the first. */
static void kinds_of_workers_share_the_width(void **state)
{
    struct pool *p = *state;
    const char *other[5];
    memcpy(other, p->argv, sizeof other);
    for (int i = 0; i < 6; i++) {
        add(p, counting);
        if (i % 2)
            p->job[i].argv = other;
    }
    int largest;
    assert_int_equal(run(p, 2), STATUS_OK);
    lines_of(p, "most", &largest);
    assert_true(largest <= 2);
    for (int i = 0; i < 6; i++)
        assert_int_equal(p->job[i].exit, 0);
}

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

#define pool_test(f) cmocka_unit_test_setup_teardown(f, open_pool, close_pool)

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
        pool_test(every_job_runs_once_and_never_more_than_width_at_a_time),
        pool_test(a_width_of_none_is_one),
        pool_test(jobs_of_width_one_run_in_order),
        pool_test(two_of_width_two_run_side_by_side),
        pool_test(progress_is_read_while_the_job_runs),
        pool_test(a_loss_may_be_no_number),
        pool_test(the_last_words_are_kept_from_either_stream),
        pool_test(words_of_one_job_do_not_reach_another),
        pool_test(a_worker_that_dies_costs_its_own_order_alone),
        pool_test(one_worker_takes_many_orders),
        pool_test(kinds_of_workers_share_the_width),
        pool_test(workers_do_not_outlive_their_parent),
        pool_test(a_watch_that_says_no_ends_all),
        pool_test(a_worker_receives_signals_that_its_parent_blocks),
        pool_test(what_the_caller_blocks_stays_blocked_and_nothing_else),
        pool_test(a_job_that_receives_the_signal_ends_in_its_own_way),
        pool_test(a_program_that_is_not_there_is_a_failure),
        pool_test(a_failure_to_start_one_ends_those_that_run),
        pool_test(no_jobs_are_done_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
