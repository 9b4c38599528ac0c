/* The order of rows: a function of what they hold. */
#include "lab/base/rng.h"
#include "lab/data/rows.h"
#include "tests/support/check.h"

enum { N = 1000, W = 3 };

struct table {
    int x[N][W], label[N], order[N];
    uint32_t crc;
};

static void order(struct table *t, int seed)
{
    struct failure failure = {0};
    const struct rows rows = {N, sizeof t->x[0], t->x, t->label};
    t->crc = 0;
    assert_int_equal(rows_order(&rows, seed, t->order, &t->crc, &failure), STATUS_OK);
}

/* Rows sorted by class, of which there are four; half of them are copies of 5 rows. */
static void fill(struct table *t)
{
    for (int i = 0; i < N; i++) {
        t->label[i] = 4 * i / N;
        for (int k = 0; k < W; k++)
            t->x[i][k] = i % 2 ? 5 * i / N : i * (k + 1);
    }
}

static void a_permutation_changes_nothing(void **state)
{
    (void)state;
    static struct table sorted, other;
    int p[N];
    fill(&sorted);
    order(&sorted, 3);
    for (int k = 0; k < 5; k++) {
        stream_permutation(stream_of((uint64_t)k, PURPOSE_TEST, 0, 0), p, N);
        for (int i = 0; i < N; i++) {
            memcpy(other.x[i], sorted.x[p[i]], sizeof other.x[i]);
            other.label[i] = sorted.label[p[i]];
        }
        order(&other, 3);
        assert_int_equal(other.crc, sorted.crc);
        for (int i = 0; i < N; i++) {
            assert_memory_equal(other.x[other.order[i]], sorted.x[sorted.order[i]],
                                sizeof other.x[i]);
            assert_int_equal(other.label[other.order[i]], sorted.label[sorted.order[i]]);
        }
    }
}

/* Every row once; every stretch of 100 has about 25 of each class, and about 10 copies of each of the 5 rows
 * (binomial: 4.5 and 3.1 standard deviations are allowed for). */
static void the_order_is_as_good_as_random(void **state)
{
    (void)state;
    static struct table t;
    bool seen[N] = {false};
    fill(&t);
    order(&t, 0);
    for (int first = 0; first < N; first += 100) {
        int of_class[4] = {0}, copies[5] = {0};
        for (int i = first; i < first + 100; i++) {
            const int row = t.order[i];
            assert_false(seen[row]);
            seen[row] = true;
            of_class[t.label[row]]++;
            if (row % 2)
                copies[t.x[row][0]]++;
        }
        for (int c = 0; c < 4; c++)
            assert_in_range(of_class[c], 6, 44);
        for (int c = 0; c < 5; c++)
            assert_in_range(copies[c], 1, 23);
    }
}

static void seeds_differ_in_order_and_not_in_checksum(void **state)
{
    (void)state;
    static struct table a, b;
    int same = 0;
    fill(&a);
    fill(&b);
    order(&a, 0);
    order(&b, 1);
    assert_int_equal(a.crc, b.crc);
    for (int i = 0; i < N; i++)
        same += a.order[i] == b.order[i];
    assert_in_range(same, 0, 8);
}

static void the_checksum_sees_every_number_and_label(void **state)
{
    (void)state;
    static struct table a, b;
    fill(&a);
    order(&a, 0);
    for (int k = 0; k < 2; k++) {
        fill(&b);
        b.x[500][1] += !k;
        b.label[500] += k;
        order(&b, 0);
        assert_int_not_equal(a.crc, b.crc);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_permutation_changes_nothing),
        cmocka_unit_test(the_order_is_as_good_as_random),
        cmocka_unit_test(seeds_differ_in_order_and_not_in_checksum),
        cmocka_unit_test(the_checksum_sees_every_number_and_label),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
