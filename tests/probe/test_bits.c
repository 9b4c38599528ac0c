/* The hashes are from this program: they say that nothing moves a bit, not that the numbers are right. */
#include "tests/support/bit_cells.h"
#include "tests/support/check.h"
#include <inttypes.h>

static void every_build_gives_the_same_bits(void **state)
{
    (void)state;
    int wrong = 0;
    for (int i = 0; i < BIT_CELLS; i++) {
        const uint64_t got = bit_cell_train(i);
        if (got == bit_cell_hash(i))
            continue;
        wrong++;
        print_error("%2d %-26s 0x%016" PRIx64 ", not 0x%016" PRIx64 "\n", i, bit_cell_name(i), got,
                    bit_cell_hash(i));
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_build_gives_the_same_bits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
