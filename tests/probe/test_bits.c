/* The hashes are from this program: they say that nothing moves a bit, not that the numbers are right. */
#include "tests/support/bit_cells.h"
#include "tests/support/check.h"
#include <inttypes.h>

static void every_build_gives_the_same_bits(void **state)
{
    const int i = *(const int *)*state;
    if (strcmp(DEPTHLAB_ARITHMETIC, "portable"))
        skip();
    const uint64_t got = bit_cell_train(i), want = bit_cell_hash(i);
    if (got != want)
        fail_msg("%2d %-26s 0x%016" PRIx64 ", not 0x%016" PRIx64, i, bit_cell_name(i), got, want);
}

int main(void)
{
    struct CMUnitTest tests[BIT_CELLS];
    int number[BIT_CELLS];
    for (int i = 0; i < BIT_CELLS; i++) {
        number[i] = i;
        tests[i] = (struct CMUnitTest){.name = bit_cell_name(i),
                                       .test_func = every_build_gives_the_same_bits,
                                       .initial_state = &number[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
