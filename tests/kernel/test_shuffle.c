/* Judged by the definition, with numbers that say where they came from. */
#include "lab/kernel/shuffle.h"
#include "tests/support/check.h"

static void transpose_swaps_rows_and_columns(void **state)
{
    lane x[LANES], y[LANES];
    (void)state;
    for (int i = 0; i < LANES; i++)
        for (int j = 0; j < LANES; j++)
            x[i][j] = (real)(100 * i + j);
    for (int live = 1; live <= LANES; live++) {
        shuffle_transpose(x, live, y);
        for (int i = 0; i < LANES; i++)
            for (int j = 0; j < LANES; j++)
                check_near((double)y[j][i], i < live ? 100 * i + j : 0, 0);
    }
}

static void sums_belong_to_their_lane(void **state)
{
    lane x[LANES], sum;
    (void)state;
    for (int i = 0; i < LANES; i++)
        for (int j = 0; j < LANES; j++)
            x[i][j] = (real)(i * i + j);
    shuffle_sums(x, &sum);
    for (int i = 0; i < LANES; i++)
        check_near((double)sum[i], LANES * i * i + LANES * (LANES - 1) / 2, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transpose_swaps_rows_and_columns),
        cmocka_unit_test(sums_belong_to_their_lane),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
