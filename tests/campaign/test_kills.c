/* What is promised of a sweep that is killed at a moment by chance. */
#include "tests/campaign/disturbed.h"

enum victim { PARENT, GROUP, WORKER, VICTIMS };
static const char *const victim_name[VICTIMS] = {"parent", "group", "one worker"};

static void kill_victim(pid_t pid, enum victim victim)
{
    pid_t worker = victim == WORKER ? child_of(pid) : 0;
    if (victim != WORKER)
        kill(victim == GROUP ? -pid : pid, SIGKILL);
    else if (worker > 0)
        kill(worker, SIGKILL);
}

static void killed_at_random(void **state)
{
    struct lab *lab = *state;
    const int cases = promise_cases(6, 200);
    struct promise *p[VICTIMS] = {promise("kill -9 of the parent: the same bytes"),
                                  promise("kill -9 of the group: the same bytes"),
                                  promise("kill -9 of one worker: the same bytes")};
    for (int i = 0; i < cases; i++) {
        const enum victim victim = (enum victim)(i % VICTIMS);
        const pid_t pid = sweep_begun(lab, sweep, "killed.db");
        rest(lab);
        kill_victim(pid, victim);
        child_wait(pid);
        promise_case(p[victim], repeated(lab, sweep), victim_name[victim], i);
    }
    for (int v = 0; v < VICTIMS; v++)
        promise_kept(p[v]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(killed_at_random)};
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}
