/* Orders, their workers and what is heard of them. */
#include "tests/base/shell_pool.h"

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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
