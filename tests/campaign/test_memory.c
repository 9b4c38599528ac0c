/* What is promised of a command when an allocation fails. */
#include "tests/campaign/readers.h"

static bool says_memory(const char *text)
{
    return strstr(text, "out of memory") || strstr(text, "Cannot allocate memory");
}

/* How many it makes. */
static long allocations(const struct lab *lab, const struct writer *w, const char *library)
{
    char tool[500], text[40];
    snprintf(tool, sizeof tool, "FAIL_COUNT=count.txt LD_PRELOAD='%s'", library);
    if (writer_run(lab, w, tool))
        fail_msg("%s: fails under %s", w->name, library);
    read_file(path_of(lab, "count.txt"), text, sizeof text);
    return strtol(text, NULL, 10);
}

static void fails_in_turn(struct lab *lab, const struct writer *w, const char *library,
                          struct promise *one, struct promise *on)
{
    char tool[500];
    char *const whole = undisturbed(lab, w);
    const long n = allocations(lab, w, library);
    const int most = is_slow(w) ? 20 : 400, cases = promise_cases(1, n < most ? (int)n : most);
    if (n <= 0)
        fail_msg("%s allocates nothing", w->name);
    for (int i = 0; i < cases; i++) {
        /* each of few; of many one in each stretch */
        const long at = 1 + (long)((i + (n > cases ? lab_draw(lab) : 0)) * (double)n / cases);
        const bool all = promise_long() ? i % 4 == 3 : lab_draw(lab) < .3;
        snprintf(tool, sizeof tool, "%s FAIL_AT=%ld LD_PRELOAD='%s'", all ? "FAIL_ON=1" : "", at,
                 library);
        const int code = writer_run(lab, w, tool);
        promise_case(all ? on : one, gave_up_well(lab, w, code, whole, says_memory), w->name,
                     (int)at);
    }
    free(whole);
}

static void each_allocation_fails_in_turn(void **state)
{
    struct lab *lab = *state;
    char *const library = realpath("build/failing_alloc.so", NULL);
    if (!library || !has_strace() ||
        lab_shell(lab, "LD_PRELOAD='%s' '%s' --version >out.txt", library,
                  realpath(program(), NULL)))
        skip();
    struct promise *one = promise("one allocation of a command fails: said, or not needed"),
                   *on = promise("all allocations from one on fail: said, or not needed");
    writers_open(lab);
    for (int i = 0; i < COMMANDS; i++)
        if (promise_long() || !is_slow(command_of(i)))
            fails_in_turn(lab, command_of(i), library, one, on);
    free(library);
    promise_kept(one);
    promise_kept(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_allocation_fails_in_turn)};
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}
