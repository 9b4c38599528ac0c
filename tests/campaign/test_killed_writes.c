/* What is promised of a command that is killed as it is about to write. */
#include "tests/campaign/writers.h"

static struct promise *killed_at_its_writes(struct lab *lab, const struct writer *w)
{
    struct promise *p = promise("kill -9 at each write of `%s`: the same bytes", w->name);
    char *const whole = undisturbed(lab, w);
    const struct points *points = points_of(lab, w);
    for (int i = 0; i < points->count; i++) {
        const int k = promise_long() ? i : (int)(lab_draw(lab) * points->count);
        const struct point *point = &points->point[k];
        disturbed_at(lab, w, point, "signal=KILL");
        promise_case(p, writer_again(lab, w, whole), point->call, point->n);
        if (!promise_long())
            break;
    }
    free(whole);
    return p;
}

static void each_is_killed_at_its_writes(void **state)
{
    if (!has_strace())
        skip();
    writers_open(*state);
    struct promise *p[WRITERS];
    for (int i = 0; i < WRITERS; i++)
        p[i] = killed_at_its_writes(*state, &writers[i]);
    for (int i = 0; i < WRITERS; i++)
        promise_kept(p[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_is_killed_at_its_writes)};
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}
