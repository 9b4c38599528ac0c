/* The twenty cells where there is no cmocka: prints each hash, and ends with 1 if one is wrong. */
#include "tests/support/bit_cells.h"
#include <inttypes.h>
#include <stdio.h>

int main(void)
{
    int wrong = 0;
    for (int i = 0; i < BIT_CELLS; i++) {
        const uint64_t got = bit_cell_train(i), want = bit_cell_hash(i);
        printf("%-8s %016" PRIx64 "  %s\n", got == want ? "ok" : "FAILED", got, bit_cell_name(i));
        wrong += got != want;
    }
    printf("%d passed, %d failed\n", BIT_CELLS - wrong, wrong);
    return wrong > 0;
}
