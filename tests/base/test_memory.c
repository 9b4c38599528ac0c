#include "lab/base/memory.h"
#include "tests/support/space.h"

static void the_machine_has_some_memory_and_no_more_than_is_built_in(void **state)
{
    (void)state;
    double have = memory_here(), built = (double)sysconf(_SC_PHYS_PAGES) * (double)getpagesize();
    assert_true(have > 0x1p20 && have <= built);
}

static void a_limit_of_the_process_counts(void **state)
{
    (void)state;
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
    SKIP_WITHOUT_LIMITS(limit_space((rlim_t)1 << 30));
    const double have = memory_here();
    assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
    assert_true(have <= 0x1p30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_machine_has_some_memory_and_no_more_than_is_built_in),
        cmocka_unit_test(a_limit_of_the_process_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
