/* Philox is judged by the known answers that its authors publish with Random123; the distributions
 * by their moments, with bounds of five standard errors. */
#include "lab/base/rng.h"
#include "tests/support/check.h"

static struct stream raw(uint64_t key, uint64_t high)
{
    return (struct stream){key, high};
}

static void check_block(uint64_t low, uint64_t high, uint64_t key, const uint32_t want[4])
{
    uint32_t got[4];
    stream_block(raw(key, high), low, got);
    for (int i = 0; i < 4; i++)
        assert_int_equal(got[i], want[i]);
}

static void philox_gives_the_published_answers(void **state)
{
    (void)state;
    check_block(0, 0, 0, (uint32_t[]){0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    check_block(UINT64_MAX, UINT64_MAX, UINT64_MAX,
                (uint32_t[]){0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    check_block(0x85a308d3243f6a88, 0x0370734413198a2e, 0x299f31d0a4093822,
                (uint32_t[]){0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

static void blocks_side_by_side_are_the_blocks_one_by_one(void **state)
{
    (void)state;
    const uint64_t from[] = {0, 77, UINT32_MAX - 5, UINT64_MAX - 5};
    const struct stream s = stream_of(0x0123456789abcdef, PURPOSE_TEST, 4294967295, 3);
    for (int n = 0; n < 4; n++) {
        uint32_t together[4][16], alone[4];
        stream_blocks(s, from[n], together);
        for (int i = 0; i < 16; i++) {
            stream_block(s, from[n] + (uint64_t)i, alone);
            for (int k = 0; k < 4; k++)
                assert_int_equal(together[k][i], alone[k]);
        }
    }
}

static void draws_of_different_names_differ(void **state)
{
    (void)state;
    struct stream s[] = {
        stream_of(1, PURPOSE_WEIGHT, 0, 0),        stream_of(2, PURPOSE_WEIGHT, 0, 0),
        stream_of(1, PURPOSE_DATA, 0, 0),          stream_of(1, PURPOSE_WEIGHT, 1, 0),
        stream_of(1, PURPOSE_WEIGHT, 0, 1),        stream_of(1, PURPOSE_WEIGHT, 4294967295, 0),
        stream_of(1, PURPOSE_WEIGHT, 0, 16777215), stream_of(1, PURPOSE_WEIGHT, 0, 8388608),
    };
    int n = sizeof s / sizeof *s;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < i; j++) {
            assert_false(s[i].seed == s[j].seed && s[i].purpose == s[j].purpose);
            assert_true(stream_uniform(s[i], 0) != stream_uniform(s[j], 0));
        }
}

static void a_draw_depends_on_its_index_alone(void **state)
{
    (void)state;
    struct stream s = stream_of(5, PURPOSE_TEST, 1, 2);
    double up[50];
    for (uint64_t i = 0; i < 50; i++)
        up[i] = stream_normal(s, i);
    for (uint64_t i = 50; i-- > 0;)
        assert_true(stream_normal(s, i) == up[i]);
}

static void a_uniform_draw_is_the_middle_of_its_step(void **state)
{
    (void)state;
    const struct stream s = stream_of(11, PURPOSE_TEST, 0, 0);
    for (uint64_t i = 0; i < 100; i++) {
        uint32_t w[4];
        stream_block(s, i, w);
        const uint64_t step = ((uint64_t)w[0] << 20) + (w[1] >> 12);
        assert_true(stream_uniform(s, i) * 0x1p53 == (double)(2 * step + 1));
    }
}

enum { DRAWS = 100000 };

static void uniform_has_its_moments_and_stays_inside(void **state)
{
    (void)state;
    struct stream s = stream_of(11, PURPOSE_TEST, 0, 0);
    double sum = 0, squares = 0, neighbours = 0, before = .5;
    for (uint64_t i = 0; i < DRAWS; i++) {
        double u = stream_uniform(s, i);
        assert_true(u > 0 && u < 1);
        sum += u;
        squares += u * u;
        neighbours += (u - .5) * (before - .5);
        before = u;
    }
    double error = 5 / sqrt(DRAWS);
    check_near(sum / DRAWS, 1. / 2, error * sqrt(1. / 12));
    check_near(squares / DRAWS, 1. / 3, error * sqrt(4. / 45));
    check_near(neighbours / DRAWS, 0, error / 12);
}

static void normal_has_its_moments(void **state)
{
    (void)state;
    struct stream s = stream_of(12, PURPOSE_TEST, 0, 0);
    double moment[5] = {0}, within = 0;
    for (uint64_t i = 0; i < DRAWS; i++) {
        double z = stream_normal(s, i), power = 1;
        for (int k = 0; k < 5; k++, power *= z)
            moment[k] += power / DRAWS;
        within += (fabs(z) < 1) / (double)DRAWS;
    }
    double error = 5 / sqrt(DRAWS);
    check_near(moment[1], 0, error);
    check_near(moment[2], 1, error * sqrt(2));
    check_near(moment[3], 0, error * sqrt(15));
    check_near(moment[4], 3, error * sqrt(96));
    check_near(within, erf(sqrt(.5)), error * .47);
}

static void below_covers_its_range_evenly(void **state)
{
    (void)state;
    struct stream s = stream_of(13, PURPOSE_TEST, 0, 0);
    enum { N = 7 };
    int count[N] = {0};
    for (uint64_t i = 0; i < DRAWS; i++) {
        uint64_t k = stream_below(s, i, N);
        assert_true(k < N);
        count[k]++;
    }
    for (int k = 0; k < N; k++)
        check_near(count[k], (double)DRAWS / N, 5 * sqrt((double)DRAWS / N));
    for (uint64_t i = 0; i < 100; i++) {
        assert_int_equal(stream_below(s, i, 1), 0);
        assert_true(stream_below(s, i, UINT64_MAX) < UINT64_MAX);
    }
}

static void permutation_holds_each_number_once(void **state)
{
    (void)state;
    for (int n = 1; n <= 300; n += 23) {
        int p[300];
        bool seen[300] = {false};
        stream_permutation(stream_of(3, PURPOSE_SHUFFLE, (uint64_t)n, 0), p, n);
        for (int i = 0; i < n; i++) {
            assert_in_range(p[i], 0, n - 1);
            assert_false(seen[p[i]]);
            seen[p[i]] = true;
        }
    }
}

static void all_permutations_are_equally_likely(void **state)
{
    (void)state;
    enum { TRIALS = 24000 };
    int count[256] = {0}, different = 0;
    for (uint64_t t = 0; t < TRIALS; t++) {
        int p[4];
        stream_permutation(stream_of(t, PURPOSE_SHUFFLE, 0, 0), p, 4);
        count[p[0] | p[1] << 2 | p[2] << 4 | p[3] << 6]++;
    }
    for (int i = 0; i < 256; i++)
        if (count[i]) {
            different++;
            check_near(count[i], TRIALS / 24., 5 * sqrt(TRIALS / 24.));
        }
    assert_int_equal(different, 24);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_gives_the_published_answers),
        cmocka_unit_test(blocks_side_by_side_are_the_blocks_one_by_one),
        cmocka_unit_test(draws_of_different_names_differ),
        cmocka_unit_test(a_draw_depends_on_its_index_alone),
        cmocka_unit_test(a_uniform_draw_is_the_middle_of_its_step),
        cmocka_unit_test(uniform_has_its_moments_and_stays_inside),
        cmocka_unit_test(normal_has_its_moments),
        cmocka_unit_test(below_covers_its_range_evenly),
        cmocka_unit_test(permutation_holds_each_number_once),
        cmocka_unit_test(all_permutations_are_equally_likely),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
