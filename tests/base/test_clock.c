/* A sleep takes time but no processor; a loop takes both. */
#include "lab/base/clock.h"
#include "tests/support/check.h"
#include <unistd.h>

static void sleep_takes_time_but_no_processor(void **state)
{
    (void)state;
    const double time = clock_elapsed(), work = clock_processor();
    usleep(50000);
    assert_true(clock_elapsed() - time >= .05);
    assert_true(clock_processor() - work < .04);
}

static void work_takes_both(void **state)
{
    (void)state;
    const double time = clock_elapsed(), work = clock_processor();
    while (clock_processor() - work < .02)
        ;
    assert_true(clock_elapsed() - time >= .02);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sleep_takes_time_but_no_processor),
        cmocka_unit_test(work_takes_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
